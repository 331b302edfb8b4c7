import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { Failed, Skeleton, State } from '@/kit/states/states';
import { plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { CheckStep } from './check-step';
import { FileStep } from './file-step';
import css from './import.module.css';
import { MappingStep } from './mapping-step';
import { importQuery, type ImportRun } from './query';
import { ResultStep } from './result-step';
import { STEPS, stepOf, type Step } from './steps';

export interface Reader {
  readonly zone: string;
  readonly currency: string;
}

interface ImportScreenProps {
  readonly entry: RecordEntry;
  readonly reader: Reader;
  /** The import; empty where none was begun yet. */
  readonly job: string;
  readonly step: string;
  readonly onPlace: (job: string, step: Step) => void;
  readonly onList: () => void;
}

/** The way of a file into records, in steps; where it stands is always what the server says. */
export function ImportScreen(props: ImportScreenProps) {
  const { entry, job } = props;
  const { t } = useLingui();
  return (
    <section className={css.screen} aria-label={t`Import`}>
      {entry.can.import ? (
        job ? (
          <Begun key={job} {...props} />
        ) : (
          <Frame {...props} shown="file">
            <FileStep entry={entry} onRun={(run) => props.onPlace(run.id, stepOf(run))} />
          </Frame>
        )
      ) : (
        <State
          icon="lock"
          title={t`You may not import here`}
        >{t`An administrator can allow it in your profile.`}</State>
      )}
    </section>
  );
}

function Begun(props: ImportScreenProps) {
  const { entry, job, onPlace } = props;
  const { t } = useLingui();
  const queries = useQueryClient();
  const found = useQuery(importQuery(entry.path, job));
  if (found.isPending) return <Skeleton rows={8} />;
  if (found.isError)
    return isProblem(found.error, 'not_found') || isProblem(found.error, 'invalid') ? (
      <State
        icon="circle-x"
        title={t`This import does not exist`}
      >{t`Imports are seen by those who began them.`}</State>
    ) : (
      <Failed detail={found.error.message} onRetry={() => void found.refetch()} />
    );
  const run = found.data;
  const shown = shownStep(props.step, run);

  function take(next: ImportRun, step?: Step) {
    queries.setQueryData(keys.job(entry.path, job), next);
    void queries.invalidateQueries({ queryKey: keys.type(entry.path) });
    onPlace(next.id, step ?? stepOf(next));
  }

  function showList() {
    void queries.invalidateQueries({ queryKey: keys.type(entry.path) });
    props.onList();
  }

  const common = { entry, run, onRun: take };
  return (
    <Frame {...props} shown={shown} run={run}>
      {shown === 'file' ? (
        <FileStep entry={entry} interrupted={run} onRun={take} />
      ) : shown === 'mapping' ? (
        <MappingStep key={run.header?.join('\0')} {...common} reader={props.reader} />
      ) : shown === 'check' ? (
        <CheckStep {...common} onBack={() => onPlace(job, 'mapping')} />
      ) : (
        <ResultStep {...common} onList={showList} onAgain={() => onPlace('', 'file')} />
      )}
    </Frame>
  );
}

/** The step of the address, as far as the import has come there; else the one it stands at. */
function shownStep(asked: string, run: ImportRun): Step {
  const now = stepOf(run);
  const goesBack = asked === 'mapping' && now === 'check' && run.work === null;
  return goesBack ? 'mapping' : now;
}

interface FrameProps extends ImportScreenProps {
  readonly shown: Step;
  readonly run?: ImportRun;
  readonly children: React.ReactNode;
}

function Frame({ entry, shown, run, children, onList }: FrameProps) {
  const { t } = useLingui();
  const names: Record<Step, string> = {
    file: t`File`,
    mapping: t`Columns`,
    check: t`Check`,
    result: t`Result`,
  };
  const kind = plural(entry);
  return (
    <>
      <header className={css.header}>
        <button type="button" className={css.crumb} onClick={onList}>
          {kind}
        </button>
        <span aria-hidden>›</span>
        <h1>{t`Import ${kind}`}</h1>
        {run ? <span className={css.file}>{run.file_name}</span> : null}
      </header>
      <ol className={css.steps} aria-label={t`Steps`}>
        {STEPS.map((step, at) => (
          <li
            key={step}
            aria-current={step === shown ? 'step' : undefined}
            data-done={at < STEPS.indexOf(shown) || undefined}
          >
            <span className={css.number}>{at + 1}</span>
            {names[step]}
          </li>
        ))}
      </ol>
      <div className={css.body}>{children}</div>
    </>
  );
}
