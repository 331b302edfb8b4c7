import { Field as Base } from '@base-ui/react/field';
import field from '../field/field.module.css';
import css from './select-field.module.css';

interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectFieldProps {
  readonly label: string;
  /** Whether the label is read out only, where the place says already what it is. */
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onValue: (value: string) => void;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
}

/** One of several, by the browser's own list: it types ahead, and is at home on every device. */
export function SelectField({
  label,
  isLabelHidden = false,
  value,
  options,
  ...rest
}: SelectFieldProps) {
  const { error, disabled = false, onValue } = rest;
  return (
    <Base.Root className={field.field} invalid={error !== undefined}>
      {isLabelHidden ? null : <Base.Label className={field.label}>{label}</Base.Label>}
      <Base.Control
        render={<select />}
        className={css.control}
        aria-label={isLabelHidden ? label : undefined}
        value={value}
        disabled={disabled}
        onChange={(event) => onValue((event.target as unknown as HTMLSelectElement).value)}
      >
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </Base.Control>
      {error === undefined ? null : (
        <Base.Error match className={field.error}>
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}
