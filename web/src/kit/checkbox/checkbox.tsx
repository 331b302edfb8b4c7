import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Icon } from '../icon/icon';
import css from './checkbox.module.css';

interface CheckboxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChecked: (isChecked: boolean) => void;
  readonly id?: string | undefined;
  readonly describedBy?: string | undefined;
}

/** A box that is ticked or not; its label is given by who uses it, or read out. */
export function Checkbox({ label, isChecked, onChecked, id, describedBy }: CheckboxProps) {
  return (
    <Base.Root
      id={id}
      className={css.box}
      checked={isChecked}
      onCheckedChange={onChecked}
      aria-label={label}
      aria-describedby={describedBy}
    >
      <Base.Indicator>
        <Icon name="check" size={14} />
      </Base.Indicator>
    </Base.Root>
  );
}
