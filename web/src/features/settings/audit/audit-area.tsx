import { useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { TextField } from '@/kit/field/field';
import { Page } from '@/kit/page/page';
import { Skeleton, State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { Refusal } from '@/records/refusal/refusal';
import { useMoment } from '../parts/moment';
import css from '../parts/parts.module.css';
import { useUsers } from '../queries';

interface Entry {
  readonly number: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly digest: string;
}

interface AuditPage {
  readonly items: readonly Entry[];
  readonly next: number | null;
}

const PAGE = 100;

/** Who did what: entries that are bound to each other, so that none can be changed unseen. */
export function AuditArea() {
  const { t } = useLingui();
  const moment = useMoment();
  const users = useUsers();
  const [q, setQ] = useState('');
  const log = useInfiniteQuery({
    queryKey: keys.feature('settings', '/audit_entries'),
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) =>
      call<AuditPage>('/audit_entries', { query: { before: pageParam, limit: PAGE }, signal }),
    getNextPageParam: (page) => page.next,
  });
  const nameOf = (actor: string) => {
    const user = users.find((each) => actor === `user:${each.id}` || actor === each.id);
    return user?.display_name ?? actor;
  };
  const wanted = q.trim().toLowerCase();
  const shown = (log.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((each) =>
      [nameOf(each.actor), each.action, nameOf(each.subject), JSON.stringify(each.detail)]
        .join(' ')
        .toLowerCase()
        .includes(wanted),
    );
  return (
    <Page
      title={t`Audit`}
      hint={t`Who signed in and who changed rights, the newest first. Each entry is bound to the one before.`}
    >
      <Chain />
      <div className={css.bar}>
        <TextField
          label={t`Find by person or action among those loaded`}
          value={q}
          onValueChange={setQ}
        />
      </div>
      <Refusal error={log.error} />
      {log.isPending ? <Skeleton rows={8} /> : null}
      {log.isSuccess && shown.length === 0 ? (
        <State icon="search" title={t`Nothing matches`} />
      ) : null}
      {shown.length > 0 ? (
        <Table
          label={t`Audit`}
          rows={shown}
          keyOf={(each) => String(each.number)}
          columns={[
            { key: 'number', label: t`No.`, isRight: true, cell: (each) => each.number },
            { key: 'at', label: t`When`, cell: (each) => moment(each.at) },
            { key: 'actor', label: t`Who`, cell: (each) => nameOf(each.actor) },
            { key: 'action', label: t`What`, cell: (each) => each.action },
            { key: 'subject', label: t`On what`, cell: (each) => nameOf(each.subject) },
            {
              key: 'detail',
              label: t`More`,
              cell: (each) =>
                Object.entries(each.detail)
                  .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
                  .join(' · '),
            },
          ]}
        />
      ) : null}
      {log.hasNextPage ? (
        <p>
          <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t`Show earlier ones`}
          </Button>
        </p>
      ) : null}
    </Page>
  );
}

interface Verdict {
  readonly is_whole: boolean;
  readonly entries: number;
  readonly digest: string;
  readonly broken_at: number | null;
}

function Chain() {
  const { t } = useLingui();
  const check = useQuery({
    queryKey: keys.feature('settings', 'verdict'),
    queryFn: ({ signal }) => call<Verdict>('/audit_entries/verify', { signal }),
  });
  if (check.isPending) return <p className={css.muted}>{t`The chain is being checked…`}</p>;
  if (check.isError) return <Refusal error={check.error} />;
  const { is_whole, entries, digest, broken_at } = check.data;
  const short = digest.slice(0, 16);
  return (
    <p>
      {is_whole ? (
        <Chip hue="green">{t`Chain whole`}</Chip>
      ) : (
        <Chip hue="red">{t`Chain broken`}</Chip>
      )}{' '}
      {is_whole
        ? t`${entries} entries are as they were written (digest ${short}…).`
        : t`Entry ${broken_at} is not as it was written. Compare it with a backup.`}
    </p>
  );
}
