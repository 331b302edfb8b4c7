import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Failed, NotFound, Skeleton, State } from '@/kit/states/states';
import { Tabs, type Tab } from '@/kit/tabs/tabs';
import { plural, useCatalogue } from '@/records/catalogue/catalogue';
import type { RecordEntry, VerbEntry } from '@/records/catalogue/types';
import { labelOf } from '@/records/fields/editing';
import { History } from '@/records/history/history';
import { RelatedList } from '@/records/related/related-list';
import { VerbDialog } from '@/records/verbs/verb-dialog';
import { verbCalled } from '@/records/verbs/model';
import { DeleteDialog } from './delete-dialog';
import { Facts } from './facts';
import { Overview } from './overview';
import { recordQuery, type RecordPage } from './query';
import { RecordBanner } from './record-banner';
import { RecordHeader } from './record-header';
import css from './record.module.css';
import { titleOf } from './title';
import { useWalk } from './walk';

interface RecordScreenProps {
  readonly entry: RecordEntry;
  readonly id: string;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onList: () => void;
  /** Compare the record with others. */
  readonly onCompare: (ids: readonly string[]) => void;
  /** Verbs that have a screen of their own, and how to get there. */
  readonly screens: Readonly<Record<string, () => void>>;
}

/** The page of any record: head, facts, and what belongs to it. */
export function RecordScreen(props: RecordScreenProps) {
  const { entry, id } = props;
  const { t } = useLingui();
  const page = useQuery(recordQuery(entry.path, id));
  if (page.isPending) return <Skeleton rows={12} />;
  if (page.isError) {
    if (isProblem(page.error, 'not_found') || isProblem(page.error, 'invalid')) return <NotFound />;
    if (isProblem(page.error, 'forbidden'))
      return (
        <State icon="lock" title={t`Not for you`}>
          {t`You may not read records of this type. An administrator can change that in your profile.`}
        </State>
      );
    return (
      <Failed
        detail={page.error.message}
        requestId={isProblem(page.error) ? page.error.document.request_id : undefined}
        onRetry={() => void page.refetch()}
      />
    );
  }
  return <Loaded key={page.data.record.id} {...props} page={page.data} />;
}

interface LoadedProps extends RecordScreenProps {
  readonly page: RecordPage;
}

interface Asked {
  readonly verb: VerbEntry;
  readonly given?: Readonly<Record<string, unknown>> | undefined;
}

function Loaded({ entry, id, tab, onTab, onOpen, onList, onCompare, screens, page }: LoadedProps) {
  const { t } = useLingui();
  const { record, meta } = page;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isDeleting, setDeleting] = useState(false);
  const around = useWalk(entry.path, id, onOpen);
  const tabs = useTabs(entry, page, onCompare);
  const isLive = meta.binned === null;
  const canChange = isLive && meta.can.update;
  function ask(verb: VerbEntry, given?: Asked['given']) {
    const open = screens[verb.name];
    if (open) open();
    else setAsked({ verb, given });
  }
  return (
    <article className={css.screen}>
      <RecordBanner entry={entry} asked={id} page={page} />
      <RecordHeader
        entry={entry}
        record={record}
        refs={meta.refs}
        canChange={canChange}
        canDelete={isLive && meta.can.delete && entry.capabilities.includes('bin')}
        around={around}
        onVerb={ask}
        onDelete={() => setDeleting(true)}
        onOpen={onOpen}
      />
      <div className={css.body}>
        <Facts
          entry={entry}
          record={record}
          refs={meta.refs}
          canChange={canChange}
          onVerb={(name) => {
            const verb = verbCalled(entry, name);
            if (verb) ask(verb);
          }}
        />
        <div className={css.aside}>
          <Tabs
            label={t`Parts of this page`}
            tabs={tabs}
            active={tabs.some((each) => each.key === tab) ? tab : 'overview'}
            onActive={onTab}
          />
        </div>
      </div>
      {asked ? (
        <VerbDialog
          entry={entry}
          verb={asked.verb}
          record={record}
          refs={meta.refs}
          given={asked.given ?? {}}
          onEnd={() => setAsked(null)}
        />
      ) : null}
      {isDeleting ? (
        <DeleteDialog
          entry={entry}
          record={record}
          name={titleOf(entry, record, meta.refs, t`Without a name`)}
          onCancel={() => setDeleting(false)}
          onDone={onList}
        />
      ) : null}
    </article>
  );
}

/** What a record has beside its facts: the overview, its history, and who refers to it. */
function useTabs(
  entry: RecordEntry,
  { record, meta }: RecordPage,
  onCompare: LoadedProps['onCompare'],
): readonly Tab[] {
  const { t } = useLingui();
  const catalogue = useCatalogue();
  const canChange = meta.binned === null && meta.can.update;
  const tabs: Tab[] = [
    {
      key: 'overview',
      label: t`Overview`,
      content: <Overview {...{ entry, record, canChange, onCompare }} refs={meta.refs} />,
    },
  ];
  if (entry.capabilities.includes('history'))
    tabs.push({
      key: 'history',
      label: t`History`,
      content: <History entry={entry} id={record.id} refs={meta.refs} />,
    });
  for (const related of entry.related) {
    const other = catalogue.records.find((each) => each.record === related.record);
    if (!other) continue;
    const field = other.fields.find((each) => each.name === related.by);
    const isOneOfMany = entry.related.filter((each) => each.record === related.record).length > 1;
    const by = field && isOneOfMany ? ` (${labelOf(field)})` : '';
    tabs.push({
      key: related.key,
      label: `${plural(other)}${by}`,
      content: <RelatedList other={other} related={related} id={record.id} />,
    });
  }
  return tabs;
}
