import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { Progress } from '@/kit/progress/progress';
import { plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { fetchFile } from '@/records/export/file';
import css from './import.module.css';
import { say, type ImportRun } from './query';
import { RefusedRows } from './refused-rows';
import { StateName } from './state-name';
import type { Step } from './steps';
import { Tally } from './tally';

interface ResultStepProps {
  readonly entry: RecordEntry;
  readonly run: ImportRun;
  readonly onRun: (run: ImportRun, step?: Step) => void;
  readonly onList: () => void;
  readonly onAgain: () => void;
}

/** The last step: how far it is, what came of it, and the ways back. */
export function ResultStep({ entry, run, onRun, onList, onAgain }: ResultStepProps) {
  const { t, i18n } = useLingui();
  const { path } = entry;
  const [asks, setAsks] = useState(false);
  const verb = useMutation({
    mutationFn: (name: string) => say(path, run.id, name),
    onSuccess: (next) => {
      setAsks(false);
      onRun(next);
    },
  });
  const errors = useMutation({
    mutationFn: () => fetchFile(`/${path}/imports/${run.id}/errors`, `errors-${run.file_name}.csv`),
  });
  const verbs = [
    ['pause', t`Pause`],
    ['resume', t`Go on`],
    ['cancel', t`Cancel the rest`],
  ] as const;
  const kind = plural(entry);
  const format = (count: number) => count.toLocaleString(i18n.locale);
  const [done, all] = [format(run.done_rows), format(run.rows)];
  const isUnderWay = run.work !== null || run.state === 'running';
  return (
    <div className={css.wide}>
      {isUnderWay ? (
        <Progress
          label={run.work === 'undo' ? t`The import is taken back` : t`${done} of ${all} rows`}
          part={run.work === 'undo' || run.rows === 0 ? null : run.done_rows / run.rows}
        />
      ) : (
        <div role="status">
          <h2 className={css.outcome}>
            {kind}: <StateName run={run} />
            {run.state === 'failed' && run.reason ? ` (${run.reason})` : ''}
          </h2>
        </div>
      )}
      <Tally counts={run.counts} />
      {isUnderWay ? null : (
        <RefusedRows
          entry={entry}
          run={run}
          action={t`Import what was mended`}
          onAction={() => verb.mutate('retry')}
        />
      )}
      {asks ? (
        <Undo
          run={run}
          isBusy={verb.isPending}
          onUndo={() => verb.mutate('undo')}
          onKeep={() => setAsks(false)}
        />
      ) : null}
      <footer className={css.footer}>
        <div role="alert" className={css.refusal}>
          {verb.error?.message ?? errors.error?.message}
        </div>
        {verbs
          .filter(([name]) => run.allowed.includes(name))
          .map(([name, label]) => (
            <Button key={name} onClick={() => verb.mutate(name)}>
              {label}
            </Button>
          ))}
        {isUnderWay ? null : (
          <After
            run={run}
            onErrors={() => errors.mutate()}
            onUndo={asks ? null : () => setAsks(true)}
            onAgain={onAgain}
            onList={onList}
            kind={kind}
          />
        )}
      </footer>
    </div>
  );
}

interface AfterProps {
  readonly run: ImportRun;
  readonly kind: string;
  readonly onErrors: () => void;
  /** Null while one is asked already. */
  readonly onUndo: (() => void) | null;
  readonly onAgain: () => void;
  readonly onList: () => void;
}

/** What can be done once an import is over. */
function After({ run, kind, onErrors, onUndo, onAgain, onList }: AfterProps) {
  const { t } = useLingui();
  const { created = 0, updated = 0, failed = 0 } = run.counts;
  const canUndo = run.allowed.includes('undo') && created + updated > 0;
  return (
    <>
      {failed > 0 ? (
        <Button icon="download" onClick={onErrors}>
          {t`Refused rows as a file`}
        </Button>
      ) : null}
      {canUndo && onUndo ? (
        <Button icon="undo" onClick={onUndo}>
          {t`Undo`}
        </Button>
      ) : null}
      <Button onClick={onAgain}>{t`Another file`}</Button>
      <Button tone="primary" onClick={onList}>
        {t`Show ${kind}`}
      </Button>
    </>
  );
}

interface UndoProps {
  readonly run: ImportRun;
  readonly isBusy: boolean;
  readonly onUndo: () => void;
  readonly onKeep: () => void;
}

/** Asked once, with what follows named. */
function Undo({ run, isBusy, onUndo, onKeep }: UndoProps) {
  const { t, i18n } = useLingui();
  const created = (run.counts.created ?? 0).toLocaleString(i18n.locale);
  const updated = (run.counts.updated ?? 0).toLocaleString(i18n.locale);
  return (
    <div className={css.asked} role="group" aria-label={t`Undo this import`}>
      <p>
        {t`Created records (${created}) go to the bin; changed ones (${updated}) get their old values back where nobody has changed them since.`}
      </p>
      <Button tone="danger" disabled={isBusy} onClick={onUndo}>
        {t`Undo the import`}
      </Button>
      <Button onClick={onKeep}>{t`Keep it`}</Button>
    </div>
  );
}
