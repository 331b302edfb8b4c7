import { Progress as Base } from '@base-ui/react/progress';
import css from './progress.module.css';

interface ProgressProps {
  readonly label: string;
  /** Between 0 and 1; null where nobody knows how long it takes. */
  readonly part: number | null;
}

/** How far something has come. */
export function Progress({ label, part }: ProgressProps) {
  return (
    <Base.Root
      className={css.progress}
      value={part === null ? null : Math.round(Math.min(1, part) * 100)}
    >
      <Base.Label className={css.label}>{label}</Base.Label>
      <Base.Track className={css.track}>
        <Base.Indicator className={css.indicator} />
      </Base.Track>
    </Base.Root>
  );
}
