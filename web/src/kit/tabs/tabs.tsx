import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import css from './tabs.module.css';

export interface Tab {
  readonly key: string;
  readonly label: string;
  readonly count?: number | string | undefined;
  readonly content: ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly active: string;
  readonly onActive: (key: string) => void;
}

/** Several contents in one place, one shown at a time. */
export function Tabs({ label, tabs, active, onActive }: TabsProps) {
  return (
    <Base.Root value={active} onValueChange={(key: string) => onActive(key)}>
      <Base.List className={css.list} aria-label={label} activateOnFocus={false}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.key} value={tab.key} className={css.tab}>
            {tab.label}
            {tab.count === undefined ? null : <span className={css.count}>{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.key} value={tab.key} className={css.panel}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
