import { Field as Base } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import css from './field.module.css';

interface TextFieldProps extends Omit<ComponentProps<typeof Base.Control>, 'className'> {
  readonly label: string;
  readonly error?: string | undefined;
}

/** A labelled line of text; what is wrong with it stands below. */
export function TextField({ label, error, ...rest }: TextFieldProps) {
  return (
    <Base.Root className={css.field} invalid={error !== undefined}>
      <Base.Label className={css.label}>{label}</Base.Label>
      <Base.Control {...rest} className={css.control} />
      {error === undefined ? null : (
        <Base.Error match className={css.error}>
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}
