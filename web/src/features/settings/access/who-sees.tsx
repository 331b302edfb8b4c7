import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Part } from '@/kit/page/page';
import { Skeleton, State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { plural, useCatalogue } from '@/records/catalogue/catalogue';
import { Refusal } from '@/records/refusal/refusal';
import css from '../parts/parts.module.css';
import { useUsers } from '../queries';
import { usePathWords, type Path } from './path-words';

interface Hit {
  readonly id: string;
  readonly title: string | null;
}

interface Seen {
  readonly user: string;
  readonly read: readonly Path[];
  readonly update: readonly Path[];
  readonly delete: readonly Path[];
}

/** Who sees a record, and by which path each of them does. */
export function WhoSees() {
  const { t } = useLingui();
  const types = useCatalogue().records.filter((entry) => entry.capabilities.includes('share'));
  const [path, setPath] = useState(types[0]?.path ?? '');
  const [q, setQ] = useState('');
  const [picked, setPicked] = useState<Hit | null>(null);
  const hits = useQuery({
    queryKey: keys.feature('settings', 'hits', path, q),
    enabled: q.trim().length > 1,
    queryFn: ({ signal }) =>
      call<{ readonly items: readonly Hit[] }>(`/${path}/search`, { query: { q }, signal }),
  });
  return (
    <Part
      title={t`Who sees a record`}
      hint={t`Find the record; every active user who sees it is named, with the path by which.`}
    >
      <div className={css.bar}>
        <SelectField
          label={t`Record type`}
          value={path}
          onValue={(next) => {
            setPath(next);
            setPicked(null);
          }}
          options={types.map((entry) => ({ value: entry.path, label: plural(entry) }))}
        />
        <TextField
          label={t`Find the record`}
          value={q}
          onValueChange={(next) => {
            setQ(next);
            setPicked(null);
          }}
        />
      </div>
      <Refusal error={hits.error} />
      {picked === null && hits.data ? (
        <ul className={css.rows}>
          {hits.data.items.map((hit) => (
            <li key={hit.id}>
              {hit.title ?? hit.id}
              <Button onClick={() => setPicked(hit)}>{t`Who sees it?`}</Button>
            </li>
          ))}
          {hits.data.items.length === 0 ? <li>{t`Nothing matches`}</li> : null}
        </ul>
      ) : null}
      {picked ? <Seers path={path} hit={picked} /> : null}
    </Part>
  );
}

function Seers({ path, hit }: { readonly path: string; readonly hit: Hit }) {
  const { t } = useLingui();
  const users = useUsers();
  const words = usePathWords();
  const seen = useQuery({
    queryKey: keys.feature('settings', 'who_sees', path, hit.id),
    queryFn: ({ signal }) =>
      call<{ readonly items: readonly Seen[] }>(`/${path}/${hit.id}/who_sees`, {
        query: { limit: 100 },
        signal,
      }),
  });
  const said = (paths: readonly Path[]) => paths.map(words).join(', ') || '–';
  if (seen.isPending) return <Skeleton rows={3} />;
  if (seen.isError) return <Refusal error={seen.error} />;
  if (seen.data.items.length === 0) return <State icon="lock" title={t`Nobody sees it`} />;
  return (
    <Table
      label={t`Who sees it?`}
      rows={seen.data.items}
      keyOf={(each) => each.user}
      columns={[
        {
          key: 'user',
          label: hit.title ?? t`User`,
          cell: (each) => users.find((user) => user.id === each.user)?.display_name ?? each.user,
        },
        { key: 'read', label: t`Sees it by`, cell: (each) => said(each.read) },
        { key: 'update', label: t`Changes it by`, cell: (each) => said(each.update) },
        { key: 'delete', label: t`Deletes it by`, cell: (each) => said(each.delete) },
      ]}
    />
  );
}
