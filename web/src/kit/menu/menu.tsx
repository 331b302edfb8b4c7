import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { Icon } from '../icon/icon';
import popup from '../popup/popup.module.css';

export interface MenuEntry {
  readonly key: string;
  readonly label: string;
  readonly icon?: string;
  readonly tone?: 'plain' | 'danger';
  readonly onChoose: () => void;
}

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
}

/** What else can be done, behind one button. */
export function Menu({ trigger, entries }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={popup.layer} align="end" sideOffset={4}>
          <Base.Popup className={popup.popup}>
            {entries.map((entry) => (
              <Base.Item
                key={entry.key}
                className={popup.item}
                data-tone={entry.tone ?? 'plain'}
                onClick={entry.onChoose}
              >
                {entry.icon ? <Icon name={entry.icon} /> : null}
                {entry.label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
