import { Plural, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@/kit/button/button';
import { Failed, Skeleton } from '@/kit/states/states';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './import.module.css';
import { rowsQuery, type ImportRun } from './query';
import { RefusedRow } from './refused-row';

interface RefusedRowsProps {
  readonly entry: RecordEntry;
  readonly run: ImportRun;
  /** What is done with mended rows. */
  readonly action: string;
  readonly onAction: () => void;
}

/** The rows of which there is something to tell, with what is wrong, to be mended where they are. */
export function RefusedRows({ entry, run, action, onAction }: RefusedRowsProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const options = rowsQuery(entry.path, run);
  const found = useInfiniteQuery(options);
  if (found.isPending) return <Skeleton rows={3} />;
  if (found.isError)
    return <Failed detail={found.error.message} onRetry={() => void found.refetch()} />;
  const rows = found.data.pages
    .flatMap((page) => page.items)
    .filter((row) => row.mended === true || row.troubles.length > 0);
  if (rows.length === 0) return null;
  const mended = rows.filter((row) => row.mended && row.troubles.length === 0).length;
  const mayMend = run.allowed.includes('mend');
  const again = () => queries.invalidateQueries({ queryKey: options.queryKey });
  return (
    <section className={css.refused} aria-label={t`Refused rows`}>
      <header>
        <h2>{run.state === 'undone' ? t`What stayed` : t`Refused rows`}</h2>
        <span aria-live="polite">
          {mended > 0 ? <Plural value={mended} one="# mended" other="# mended" /> : null}
        </span>
        {mayMend && mended > 0 ? <Button onClick={onAction}>{action}</Button> : null}
      </header>
      <ul>
        {rows.map((row) => (
          <RefusedRow
            key={`${row.row} ${run.version}`}
            entry={entry}
            run={run}
            row={row}
            mayMend={mayMend && row.cells !== undefined}
            onMended={again}
          />
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t`More rows`}
        </Button>
      ) : null}
    </section>
  );
}
