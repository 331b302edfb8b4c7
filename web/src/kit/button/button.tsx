import { Button as Base } from '@base-ui/react/button';
import type { ComponentProps } from 'react';
import { Icon } from '../icon/icon';
import css from './button.module.css';

type Tone = 'plain' | 'primary' | 'danger' | 'quiet';

interface ButtonProps extends Omit<ComponentProps<typeof Base>, 'className'> {
  readonly tone?: Tone;
  readonly icon?: string;
}

/** A button with words; one primary button a screen. */
export function Button({ tone = 'plain', icon, children, ...rest }: ButtonProps) {
  return (
    <Base {...rest} className={css.button} data-tone={tone}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </Base>
  );
}

interface IconButtonProps extends Omit<ComponentProps<typeof Base>, 'className' | 'children'> {
  readonly icon: string;
  readonly label: string;
}

/** A button that is an icon alone; its label is read out and shown on hover. */
export function IconButton({ icon, label, ...rest }: IconButtonProps) {
  return (
    <Base {...rest} className={css.icon} aria-label={label} title={label}>
      <Icon name={icon} />
    </Base>
  );
}
