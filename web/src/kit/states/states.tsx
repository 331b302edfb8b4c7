import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '../button/button';
import { Icon } from '../icon/icon';
import css from './states.module.css';

interface StateProps {
  readonly icon: string;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What stands in the place of content: empty, forbidden, not found, failed. */
export function State({ icon, title, children, action }: StateProps) {
  return (
    <div className={css.state} role="status">
      <span className={css.icon}>
        <Icon name={icon} size={24} />
      </span>
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

/** What is not there, or not for the eyes of who asks: nobody is told which. */
export function NotFound() {
  const { t } = useLingui();
  return (
    <State icon="circle-x" title={t`Not found`}>
      {t`It does not exist, or you may not see it.`}
    </State>
  );
}

interface FailedProps {
  readonly detail: string;
  readonly requestId?: string | undefined;
  readonly onRetry: () => void;
}

/** What went wrong, how to name it to somebody who helps, and the way to try again. */
export function Failed({ detail, requestId, onRetry }: FailedProps) {
  const { t } = useLingui();
  return (
    <State
      icon="circle-alert"
      title={t`This could not be loaded`}
      action={
        <Button icon="rotate-cw" onClick={onRetry}>
          {t`Try again`}
        </Button>
      }
    >
      {detail}
      {requestId ? <code className={css.request}>{requestId}</code> : null}
    </State>
  );
}

/** Rows in their final geometry while the first answer is under way. */
export function Skeleton({ rows }: { readonly rows: number }) {
  const { t } = useLingui();
  return (
    <div role="status" aria-label={t`Loading`} className={css.skeleton}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={css.row} />
      ))}
    </div>
  );
}
