import { Plural, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Button } from '@/kit/button/button';
import { Progress } from '@/kit/progress/progress';
import css from './export.module.css';
import { download, type ExportRun } from './query';

/** What one has exported: files still to be fetched, and what was handed over. */
export function Jobs({
  path,
  runs,
}: {
  readonly path: string;
  readonly runs: readonly ExportRun[];
}) {
  const { t, i18n } = useLingui();
  const fetching = useMutation({ mutationFn: (run: ExportRun) => download(path, run) });
  if (runs.length === 0) return null;
  const date = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section className={css.jobs}>
      <h2>{t`Your exports`}</h2>
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            <span>{run.wanted.format.toUpperCase()}</span>
            <small>
              {date.format(new Date(run.created_at))} ·{' '}
              <Plural value={run.rows} one="# record" other="# records" />
            </small>
            {run.state === 'running' ? <Progress label={t`is being written`} part={null} /> : null}
            {run.state === 'failed' ? <em>{t`failed (${run.reason ?? ''})`}</em> : null}
            {run.state === 'handed_over' ? <small>{t`handed over`}</small> : null}
            {run.state === 'finished' ? (
              <Button icon="download" onClick={() => fetching.mutate(run)}>
                {t`Download`}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <div role="alert" className={css.refusal}>
        {fetching.error?.message}
      </div>
    </section>
  );
}
