import { useId, type ComponentProps } from 'react';
import css from './field.module.css';

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly isDisabled?: boolean;
}

interface SelectFieldProps extends Omit<
  ComponentProps<'select'>,
  'className' | 'onChange' | 'value'
> {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onValue: (value: string) => void;
  /** What stands for no value; without it there always is one. */
  readonly none?: string;
  readonly error?: string | undefined;
  readonly isBare?: boolean;
}

/** One of several: the system's own list, so that it works by key, by touch and read aloud. */
export function SelectField(props: SelectFieldProps) {
  const { label, value, options, onValue, none, error, isBare, ...rest } = props;
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id} className={isBare ? 'for-readers' : css.label}>
        {label}
      </label>
      <select
        {...rest}
        id={id}
        className={css.control}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        data-invalid={error === undefined ? undefined : ''}
        onChange={(event) => onValue(event.target.value)}
      >
        {none === undefined ? null : <option value="">{none}</option>}
        {options.map((each) => (
          <option key={each.value} value={each.value} disabled={each.isDisabled}>
            {each.label}
          </option>
        ))}
      </select>
      {error === undefined ? null : (
        <span id={`${id}-error`} className={css.error}>
          {error}
        </span>
      )}
    </div>
  );
}
