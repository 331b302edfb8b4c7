import type { ComponentProps } from 'react';
import css from './input.module.css';

interface InputProps extends Omit<ComponentProps<'input'>, 'className'> {
  readonly isInvalid?: boolean;
  /** Numbers stand at the right, one digit below the other. */
  readonly isNumeric?: boolean;
}

/** A line of text; who uses it gives it a label. */
export function Input({ isInvalid = false, isNumeric = false, ...rest }: InputProps) {
  return (
    <input
      {...rest}
      className={isNumeric ? `${css.control} ${css.right}` : css.control}
      aria-invalid={isInvalid || undefined}
    />
  );
}

interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'className'> {
  readonly isInvalid?: boolean;
}

/** Several lines of text; it grows with them. */
export function TextArea({ isInvalid = false, ...rest }: TextAreaProps) {
  return (
    <textarea
      {...rest}
      className={`${css.control} ${css.area}`}
      aria-invalid={isInvalid || undefined}
    />
  );
}
