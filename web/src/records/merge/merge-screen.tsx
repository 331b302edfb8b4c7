import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Failed, Skeleton, State } from '@/kit/states/states';
import { plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { Comparison } from './comparison';
import { Merged } from './merged';
import css from './merge.module.css';
import { idsOf } from './model';
import { severalQuery } from './query';

interface MergeScreenProps {
  readonly entry: RecordEntry;
  readonly zone: string;
  /** As the address has them: ids with commas between. */
  readonly ids: string;
  readonly onList: () => void;
  readonly onRecord: (id: string) => void;
}

/** Letting records be one: side by side, whose values count, what follows, and the way back. */
export function MergeScreen(props: MergeScreenProps) {
  const { entry, onList } = props;
  const { t } = useLingui();
  const ids = idsOf(props.ids);
  const kind = plural(entry);
  return (
    <section className={css.screen} aria-label={t`Merge`}>
      <header className={css.header}>
        <button type="button" className={css.crumb} onClick={onList}>
          {kind}
        </button>
        <span aria-hidden>›</span>
        <h1>{t`Merge ${kind}`}</h1>
      </header>
      {!entry.can.merge ? (
        <State
          icon="lock"
          title={t`You may not merge here`}
        >{t`An administrator can allow it in your profile.`}</State>
      ) : ids ? (
        <Chosen {...props} chosen={ids} />
      ) : (
        <State
          icon="merge"
          title={t`Choose two to five records`}
        >{t`Select them in the list, or follow the hint of a possible duplicate.`}</State>
      )}
    </section>
  );
}

function Chosen(props: MergeScreenProps & { readonly chosen: readonly string[] }) {
  const { entry, chosen, zone, onRecord } = props;
  const { t } = useLingui();
  const found = useQuery(severalQuery(entry.path, chosen));
  if (found.isPending) return <Skeleton rows={8} />;
  if (found.isError)
    return <Failed detail={found.error.message} onRetry={() => void found.refetch()} />;
  const { records, refs, merged, unknown } = found.data;
  const [survivor] = records;
  if (unknown.length > 0 || !survivor)
    return (
      <State
        icon="circle-x"
        title={t`One of them is not there`}
      >{t`It was deleted, or you may not see it.`}</State>
    );
  if (merged.length > 0 && records.length === 1)
    return (
      <Merged
        entry={entry}
        survivor={survivor}
        losers={merged}
        onRecord={() => onRecord(survivor.id)}
        onApart={() => void found.refetch()}
      />
    );
  return (
    <Comparison
      // What somebody changes meanwhile is shown, not merged unseen.
      key={records.map(({ id, version }) => `${id} ${version}`).join()}
      entry={entry}
      records={records}
      refs={refs}
      zone={zone}
      onMerged={() => found.refetch()}
    />
  );
}
