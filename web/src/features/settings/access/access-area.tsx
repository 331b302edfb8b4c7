import { useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { SelectField } from '@/kit/field/select-field';
import { Page, Part } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { plural, useCatalogue } from '@/records/catalogue/catalogue';
import type { AreaProps } from '../areas';
import css from '../parts/parts.module.css';
import { useRightWords } from '../profiles/right-words';
import { useEffective, useUsers } from '../queries';
import { WhoSees } from './who-sees';

/** Who may do what: the rights of a user, of two beside each other, and who sees a record. */
export function AccessArea({ item, onItem, viewer }: AreaProps) {
  const { t } = useLingui();
  const users = useUsers();
  const [other, setOther] = useState('');
  const user = users.some((each) => each.id === item) ? item : viewer.id;
  const options = users.map((each) => ({ value: each.id, label: each.display_name }));
  return (
    <Page
      title={t`Who may what`}
      hint={t`What somebody may do by all profiles together, where two differ, and why somebody sees a record.`}
    >
      <Part title={t`Rights of a user`}>
        <div className={css.bar}>
          <SelectField label={t`User`} value={user} onValue={onItem} options={options} />
          <SelectField
            label={t`Compare with`}
            value={other}
            none={t`Nobody`}
            onValue={setOther}
            options={options.filter((each) => each.value !== user)}
          />
        </div>
        {other === '' ? <Rights user={user} /> : <Differences user={user} other={other} />}
      </Part>
      <WhoSees />
    </Page>
  );
}

function Rights({ user }: { readonly user: string }) {
  const { t } = useLingui();
  const word = useRightWords();
  const { records } = useCatalogue();
  const rights = useEffective(user);
  const said = (list: readonly string[]) => list.map(word).join(', ') || t`nothing`;
  const general = said(rights.tools);
  return (
    <>
      {rights.is_administrator ? (
        <p>{t`An administrator: may do and see everything, whatever stands below.`}</p>
      ) : null}
      <p className={css.muted}>{t`Tools: ${general}`}</p>
      <Table
        label={t`Rights by record type`}
        rows={records.flatMap((entry) => {
          const module = rights.modules[entry.record];
          return module ? [{ entry, module }] : [];
        })}
        keyOf={(each) => each.entry.record}
        columns={[
          { key: 'type', label: t`Record type`, cell: (each) => plural(each.entry) },
          { key: 'actions', label: t`Actions`, cell: (each) => said(each.module.actions) },
          { key: 'tools', label: t`Tools`, cell: (each) => said(each.module.tools) },
          {
            key: 'fields',
            label: t`Fields that are not open`,
            cell: (each) =>
              Object.entries(each.module.fields)
                .filter(([, level]) => level !== 'edit')
                .map(([field, level]) => `${field}: ${word(level)}`)
                .join(', '),
          },
        ]}
      />
    </>
  );
}

interface Compared {
  readonly differences: Readonly<Record<string, readonly [unknown, unknown]>>;
}

function Differences({ user, other }: { readonly user: string; readonly other: string }) {
  const { t } = useLingui();
  const word = useRightWords();
  const users = useUsers();
  const { records } = useCatalogue();
  const compared = useSuspenseQuery({
    queryKey: keys.feature('settings', 'compare', user, other),
    queryFn: ({ signal }) =>
      call<Compared>('/profiles/compare', { query: { user, other }, signal }),
  }).data;
  const nameOf = (id: string) => users.find((each) => each.id === id)?.display_name ?? id;
  const rows = Object.entries(compared.differences).map(([path, values]) => ({ path, values }));
  if (rows.length === 0) return <State icon="check" title={t`Both may do the same`} />;
  const place = (path: string) => {
    const [, , record = '', ...rest] = path.split('/');
    const entry = records.find((each) => each.record === record);
    return entry ? [plural(entry), ...rest].join(' › ') : path.slice(1).replaceAll('/', ' › ');
  };
  const said = (value: unknown): string => {
    if (Array.isArray(value)) return value.map((each) => word(String(each))).join(', ') || '–';
    if (value === true) return t`Yes`;
    if (value === false) return t`No`;
    return typeof value === 'string' ? word(value) : '–';
  };
  return (
    <Table
      label={t`Differences`}
      rows={rows}
      keyOf={(each) => each.path}
      columns={[
        { key: 'place', label: t`Where`, cell: (each) => place(each.path) },
        { key: 'first', label: nameOf(user), cell: (each) => said(each.values[0]) },
        { key: 'second', label: nameOf(other), cell: (each) => said(each.values[1]) },
      ]}
    />
  );
}
