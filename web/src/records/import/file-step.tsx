import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useRef, useState, type DragEvent } from 'react';
import { isProblem } from '@/api/problem';
import { Icon } from '@/kit/icon/icon';
import { Progress } from '@/kit/progress/progress';
import type { RecordEntry } from '@/records/catalogue/types';
import { Earlier } from './earlier';
import { HowWrittenForm } from './how-written';
import css from './import.module.css';
import { importsQuery, say, upload, type HowWritten, type ImportRun } from './query';
import { refusalOf } from './steps';

interface FileStepProps {
  readonly entry: RecordEntry;
  /** An import whose file did not arrive whole, or could not be read. */
  readonly interrupted?: ImportRun;
  readonly onRun: (run: ImportRun) => void;
}

/** The first step: which file, dropped or picked; what is wrong with it is said here. */
export function FileStep({ entry, interrupted, onRun }: FileStepProps) {
  const { t } = useLingui();
  const { path } = entry;
  const field = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<ReturnType<typeof refusalOf>>(null);
  const [part, setPart] = useState(0);
  const earlier = useQuery(importsQuery(path));
  const sent = useRef<ImportRun>(interrupted);
  const send = useMutation({
    mutationFn: async (file: File) => {
      sent.current = await upload(path, file, setPart);
      return say(path, sent.current.id, 'analyse', {});
    },
    onSuccess: onRun,
  });
  const look = useMutation({
    mutationFn: (how: HowWritten) => say(path, sent.current?.id ?? '', 'analyse', how),
    onSuccess: onRun,
  });
  const error = look.error ?? send.error;

  function take(file: File | undefined) {
    if (!file) return;
    const why = refusalOf(file);
    setRefused(why);
    look.reset();
    if (why === null) send.mutate(file);
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }

  return (
    <div className={css.narrow}>
      {send.isPending ? (
        <Progress label={part < 1 ? t`The file is being sent` : t`The file is read`} part={part} />
      ) : (
        <label
          htmlFor={field}
          className={css.drop}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <Icon name="upload" size={24} />
          <strong>{t`Drop a file here, or choose one`}</strong>
          <span>{t`CSV or Excel (XLSX), up to 100 MB; the first row names the columns`}</span>
          <input
            id={field}
            ref={picker}
            type="file"
            accept=".csv,.tsv,.txt,.xlsx"
            onChange={(event) => {
              take(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </label>
      )}
      <Refusal
        refused={refused}
        error={error}
        isInterrupted={interrupted !== undefined && !send.isPending}
      />
      {isProblem(error, 'invalid') && sent.current ? (
        <HowWrittenForm isBusy={look.isPending} onHow={(how) => look.mutate(how)} />
      ) : null}
      <Earlier path={path} runs={earlier.data ?? []} onRun={onRun} />
    </div>
  );
}

interface RefusalProps {
  readonly refused: ReturnType<typeof refusalOf>;
  readonly error: Error | null;
  readonly isInterrupted: boolean;
}

/** Why a file was not taken, and what to do about it. */
function Refusal({ refused, error, isInterrupted }: RefusalProps) {
  const { t } = useLingui();
  const reasons = {
    kind: t`This is neither CSV nor XLSX. Save it as one of them and try again.`,
    size: t`This file is larger than 100 MB. Split it and import the parts.`,
    empty: t`This file is empty.`,
  };
  const otherwise = isInterrupted ? t`This file was not read to its end. Choose it again.` : null;
  return (
    <div role="alert" className={css.refusal}>
      {refused ? reasons[refused] : (error?.message ?? otherwise)}
    </div>
  );
}
