import { useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import { Failed, Skeleton } from '@/kit/states/states';
import { fieldOf } from '@/records/catalogue/catalogue';
import type { RecordEntry, Refs } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { isEmpty, labelOf } from '@/records/fields/editing';
import { Person } from '@/records/people';
import { useViewer } from '@/records/viewer';
import css from './history.module.css';
import { byDay, told } from './model';
import { historyQuery, type Changed, type HistoryEntry } from './query';

interface HistoryProps {
  readonly entry: RecordEntry;
  readonly id: string;
  readonly refs: Refs;
}

const ICONS: Readonly<Record<string, string>> = {
  created: 'plus',
  updated: 'pencil',
  deleted: 'trash',
  restored: 'undo',
  merged: 'link',
};

/** What happened to a record, in words: who, when, what from and what to. */
export function History({ entry, id, refs }: HistoryProps) {
  const { t, i18n } = useLingui();
  const { zone } = useViewer();
  const history = useInfiniteQuery(historyQuery(entry.path, id));
  if (history.isPending) return <Skeleton rows={6} />;
  if (history.isError)
    return (
      <Failed
        detail={history.error.message}
        requestId={isProblem(history.error) ? history.error.document.request_id : undefined}
        onRetry={() => void history.refetch()}
      />
    );
  const entries = history.data.pages.flatMap((page) => page.items);
  return (
    <div className={css.history}>
      {byDay(entries, zone).map(({ day, items }) => (
        <section key={day}>
          <h3 className={css.day}>{dayText(day)}</h3>
          <ol className={css.entries}>
            {items.map((each) => (
              <Entry
                key={`${each.record}:${each.version}`}
                item={each}
                entry={entry}
                refs={refs}
                zone={zone}
              />
            ))}
          </ol>
        </section>
      ))}
      {history.hasNextPage ? (
        <Button onClick={() => void history.fetchNextPage()}>{t`Show older`}</Button>
      ) : null}
    </div>
  );

  function dayText(day: string): string {
    return new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'full', timeZone: 'UTC' }).format(
      new Date(`${day}T00:00:00Z`),
    );
  }
}

interface EntryProps {
  readonly item: HistoryEntry;
  readonly entry: RecordEntry;
  readonly refs: Refs;
  readonly zone: string;
}

function Entry({ item, entry, refs, zone }: EntryProps) {
  const { t, i18n } = useLingui();
  const time = new Intl.DateTimeFormat(i18n.locale, { timeStyle: 'short', timeZone: zone });
  const words: Readonly<Record<string, string>> = {
    created: t`created it`,
    updated: t`changed it`,
    deleted: t`moved it to the bin`,
    restored: t`brought it back`,
    merged: t`merged it`,
    unmerged: t`took a merge back`,
  };
  return (
    <li className={css.entry}>
      <span className={css.mark}>
        <Icon name={ICONS[item.kind] ?? 'activity'} size={14} />
      </span>
      <div>
        <p className={css.what}>
          <span>
            <span className={css.who}>
              <Person actor={item.actor} />
            </span>{' '}
            {words[item.kind] ?? item.kind}
          </span>
          <time dateTime={item.at}>{time.format(new Date(item.at))}</time>
        </p>
        <dl className={css.changes}>
          {told(item.changes, entry).map((change) => (
            <Change key={change.field} change={change} entry={entry} refs={refs} zone={zone} />
          ))}
        </dl>
      </div>
    </li>
  );
}

interface ChangeProps {
  readonly change: Changed;
  readonly entry: RecordEntry;
  readonly refs: Refs;
  readonly zone: string;
}

function Change({ change, entry, refs, zone }: ChangeProps) {
  const { t } = useLingui();
  const field = fieldOf(entry, change.field);
  if (!field) return null;
  return (
    <div className={css.change}>
      <dt>{labelOf(field)}</dt>
      <dd>
        {isEmpty(change.old) ? null : (
          <>
            <span className={css.old}>
              <Cell field={field} value={change.old} refs={refs} zone={zone} />
            </span>
            <span className={css.arrow} aria-label={t`became`} role="img">
              →
            </span>
          </>
        )}
        {isEmpty(change.new) ? (
          t`emptied`
        ) : (
          <Cell field={field} value={change.new} refs={refs} zone={zone} />
        )}
      </dd>
    </div>
  );
}
