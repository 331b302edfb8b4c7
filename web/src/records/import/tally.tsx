import { useLingui } from '@lingui/react/macro';
import css from './import.module.css';
import type { Counts } from './query';

interface TallyProps {
  readonly counts: Counts;
  /** Whether it is what would become of the rows, not what became of them. */
  readonly isForeseen?: boolean;
}

/** How many rows come to what. */
export function Tally({ counts, isForeseen = false }: TallyProps) {
  const { t, i18n } = useLingui();
  const names: readonly (readonly [string, string])[] = isForeseen
    ? [
        ['created', t`will be created`],
        ['updated', t`will be changed`],
        ['unchanged', t`stay as they are`],
        ['skipped', t`will be skipped`],
        ['failed', t`will be refused`],
      ]
    : [
        ['created', t`created`],
        ['updated', t`changed`],
        ['unchanged', t`stayed as they are`],
        ['skipped', t`skipped`],
        ['failed', t`refused`],
        ['undone', t`taken back`],
        ['kept', t`kept, as they were changed since`],
      ];
  const always = new Set(['created', 'failed']);
  return (
    <dl className={css.tally} aria-live="polite">
      {names
        .filter(([name]) => always.has(name) || (counts[name] ?? 0) > 0)
        .map(([name, label]) => (
          <div key={name} data-bad={(name === 'failed' && (counts[name] ?? 0) > 0) || undefined}>
            <dt>{label}</dt>
            <dd>{(counts[name] ?? 0).toLocaleString(i18n.locale)}</dd>
          </div>
        ))}
    </dl>
  );
}
