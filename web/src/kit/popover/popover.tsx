import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import css from './popover.module.css';

interface PopoverProps {
  readonly label: string;
  readonly trigger: ReactElement;
  readonly isOpen: boolean;
  /** Called with whether it opens, and whether what was entered is to be dropped. */
  readonly onOpen: (isOpen: boolean, isDropped: boolean) => void;
  readonly children: ReactNode;
}

/** A small sheet at the control that opened it. */
export function Popover({ label, trigger, isOpen, onOpen, children }: PopoverProps) {
  return (
    <Base.Root
      open={isOpen}
      onOpenChange={(next, details) => onOpen(next, details.reason === 'escape-key')}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={css.positioner} align="start" sideOffset={4}>
          <Base.Popup className={css.popup} aria-label={label}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
