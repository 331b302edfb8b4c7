import { Plural, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Button } from '@/kit/button/button';
import { Progress } from '@/kit/progress/progress';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './import.module.css';
import { say, type ImportRun } from './query';
import { RefusedRows } from './refused-rows';
import type { Step } from './steps';
import { Tally } from './tally';

interface CheckStepProps {
  readonly entry: RecordEntry;
  readonly run: ImportRun;
  readonly onRun: (run: ImportRun, step?: Step) => void;
  readonly onBack: () => void;
}

/** The third step: what would become of the rows; those that would be refused are mended here. */
export function CheckStep({ entry, run, onRun, onBack }: CheckStepProps) {
  const { t } = useLingui();
  const { path } = entry;
  const verb = useMutation({
    mutationFn: (name: 'dry_run' | 'start' | 'cancel') => say(path, run.id, name),
    onSuccess: (next) => onRun(next),
  });
  if (run.work === 'dry_run')
    return (
      <div className={css.narrow}>
        <Progress label={t`All rows are checked; nothing is written yet`} part={null} />
      </div>
    );
  const taken = run.checked ? run.rows - (run.checked.failed ?? 0) : run.rows;
  const reason = run.reason ?? '';
  return (
    <div className={css.wide}>
      {run.checked ? (
        <Tally counts={run.checked} isForeseen />
      ) : (
        <p role="alert" className={css.refusal}>
          {reason
            ? t`The rows could not be checked (${reason}).`
            : t`The rows are not checked yet.`}
        </p>
      )}
      <RefusedRows
        entry={entry}
        run={run}
        action={t`Check again`}
        onAction={() => verb.mutate('dry_run')}
      />
      <footer className={css.footer}>
        <div role="alert" className={css.refusal}>
          {verb.isError ? verb.error.message : null}
        </div>
        <Button tone="quiet" disabled={verb.isPending} onClick={() => verb.mutate('cancel')}>
          {t`Give up`}
        </Button>
        <Button onClick={onBack}>{t`Back to the columns`}</Button>
        {run.checked ? (
          <Button
            tone="primary"
            disabled={verb.isPending || taken === 0}
            onClick={() => verb.mutate('start')}
          >
            <Plural value={taken} one="Import # row" other="Import # rows" />
          </Button>
        ) : (
          <Button tone="primary" disabled={verb.isPending} onClick={() => verb.mutate('dry_run')}>
            {t`Check the rows`}
          </Button>
        )}
      </footer>
    </div>
  );
}
