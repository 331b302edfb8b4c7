import { Plural, useLingui } from '@lingui/react/macro';
import { Chip } from '@/kit/chip/chip';
import css from './import.module.css';
import type { ImportRun } from './query';
import { StateName } from './state-name';

interface EarlierProps {
  readonly path: string;
  readonly runs: readonly ImportRun[];
  readonly onRun: (run: ImportRun) => void;
}

/** What one has imported before, to look at, to go on with or to undo. */
export function Earlier({ runs, onRun }: EarlierProps) {
  const { t, i18n } = useLingui();
  const shown = runs.filter((run) => run.state !== 'uploaded');
  if (shown.length === 0) return null;
  const date = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section className={css.earlier}>
      <h2>{t`Your imports`}</h2>
      <ul>
        {shown.map((run) => (
          <li key={run.id}>
            <button type="button" onClick={() => onRun(run)}>
              <span>{run.file_name}</span>
              <small>
                {date.format(new Date(run.created_at))} ·{' '}
                <Plural value={run.rows} one="# row" other="# rows" />
              </small>
              <Chip hue={run.state === 'finished' ? 'green' : 'slate'}>
                <StateName run={run} />
              </Chip>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
