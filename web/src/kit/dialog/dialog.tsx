import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import css from './dialog.module.css';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly text?: ReactNode;
  readonly isWide?: boolean;
  readonly children?: ReactNode;
  /** The way out first, the one that does it last; a form inside brings its own. */
  readonly actions?: ReactNode;
}

/** A question that must be answered before anything else; Escape is the way out. */
export function Dialog({ isOpen, onClose, title, text, isWide, children, actions }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={css.shade} />
        <Base.Viewport className={css.layer}>
          <Base.Popup className={css.dialog} data-wide={isWide ? true : undefined}>
            <Base.Title>{title}</Base.Title>
            {text ? <Base.Description className={css.text}>{text}</Base.Description> : null}
            {children}
            {actions ? <div className={css.actions}>{actions}</div> : null}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
