import { useLingui } from '@lingui/react/macro';
import type { RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { History } from '@/records/history/history';
import { DuplicatesPanel } from '@/records/merge/duplicates-panel';
import { TagsRow } from '@/records/tags/tags-row';
import { Person } from '@/records/people';
import { useViewer } from '@/records/viewer';
import css from './overview.module.css';

interface OverviewProps {
  readonly entry: RecordEntry;
  readonly record: Row;
  readonly refs: Refs;
  readonly canChange: boolean;
  readonly onCompare: (ids: readonly string[]) => void;
}

/** A record at one glance: its tags, who made and changed it, and what happened last. */
export function Overview({ entry, record, refs, canChange, onCompare }: OverviewProps) {
  const { t, i18n } = useLingui();
  const { zone } = useViewer();
  const format = new Intl.DateTimeFormat(i18n.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  const has = (capability: string) => entry.capabilities.includes(capability);
  return (
    <div className={css.overview}>
      {has('tags') ? <TagsRow path={entry.path} id={record.id} canChange={canChange} /> : null}
      <DuplicatesPanel entry={entry} id={record.id} onCompare={onCompare} />
      <dl className={css.stamps}>
        {stamp(t`Created`, record.created_at, record.created_by)}
        {stamp(t`Changed`, record.updated_at, record.updated_by)}
      </dl>
      {has('history') ? (
        <section>
          <h2>{t`What happened`}</h2>
          <History entry={entry} id={record.id} refs={refs} />
        </section>
      ) : null}
    </div>
  );

  function stamp(label: string, at: unknown, by: unknown) {
    if (typeof at !== 'string' || typeof by !== 'string') return null;
    return (
      <div>
        <dt>{label}</dt>
        <dd>
          {format.format(new Date(at))} · <Person actor={by} />
        </dd>
      </div>
    );
  }
}
