import type { ReactNode } from 'react';
import type { Hue } from '../hue';
import css from './chip.module.css';

/** A value in its hue; the word says it, the hue only helps. */
export function Chip({ hue, children }: { readonly hue: Hue; readonly children: ReactNode }) {
  return (
    <span className={css.chip} data-hue={hue}>
      {children}
    </span>
  );
}
