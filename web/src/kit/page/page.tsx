import type { ReactNode } from 'react';
import css from './page.module.css';

interface PageProps {
  readonly title: string;
  readonly hint?: string | undefined;
  /** What leads back to where this belongs. */
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A place with a title, a sentence that says what it is for, and its actions at the right. */
export function Page({ title, hint, back, actions, children }: PageProps) {
  return (
    <section className={css.page} aria-label={title}>
      <header className={css.head}>
        <div>
          {back}
          <h1>{title}</h1>
          {hint ? <p>{hint}</p> : null}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}

/** A part of a page under its own heading. */
export function Part({ title, hint, actions, children }: PageProps) {
  return (
    <section className={css.part} aria-label={title}>
      <header className={css.head}>
        <div>
          <h2>{title}</h2>
          {hint ? <p>{hint}</p> : null}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}
