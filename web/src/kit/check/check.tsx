import { useEffect, useRef } from 'react';
import css from './check.module.css';

interface CheckProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
  readonly hint?: string | undefined;
  /** Some of what it stands for is on, some is not. */
  readonly isMixed?: boolean;
  readonly isDisabled?: boolean;
  /** The label is read out only: what it means stands beside it already. */
  readonly isBare?: boolean;
}

/** A box to tick, with its label; a hint stands below. */
export function Check(props: CheckProps) {
  const { label, isOn, onToggle, hint, isMixed, isDisabled, isBare } = props;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isMixed === true;
  }, [isMixed]);
  return (
    <label className={css.check} data-bare={isBare}>
      <input
        ref={box}
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onToggle(event.target.checked)}
      />
      <span className={isBare ? 'for-readers' : undefined}>
        {label}
        {hint ? <small>{hint}</small> : null}
      </span>
    </label>
  );
}
