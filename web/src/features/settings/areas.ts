import { useLingui } from '@lingui/react/macro';
import type { ComponentType } from 'react';
import { GroupsArea } from './groups/groups-area';
import { UsersArea } from './users/users-area';

/** Who looks at settings. */
export interface Viewer {
  readonly id: string;
  readonly is_administrator: boolean;
}

export interface AreaProps {
  /** What is open in the area; empty for none. */
  readonly item: string;
  readonly onItem: (item: string) => void;
  readonly viewer: Viewer;
}

/** What leads into an area: nothing, being an administrator, or a tool one holds. */
type Need = 'nothing' | 'administrator' | 'customize' | 'manage_access';

export interface Area {
  readonly key: string;
  readonly icon: string;
  readonly need: Need;
  readonly group: 'me' | 'people' | 'records' | 'watch';
  readonly label: string;
  readonly Content: ComponentType<AreaProps>;
}

/** Every area of the settings, in order. */
export function useAreas(): readonly Area[] {
  const { t } = useLingui();
  return [
    {
      key: 'users',
      icon: 'user',
      need: 'administrator',
      group: 'people',
      label: t`Users`,
      Content: UsersArea,
    },
    {
      key: 'groups',
      icon: 'users',
      need: 'administrator',
      group: 'people',
      label: t`Groups`,
      Content: GroupsArea,
    },
  ];
}

/** Whether somebody may enter an area. */
export function isOpen(area: Area, viewer: Viewer, tools: readonly string[]): boolean {
  if (area.need === 'nothing' || viewer.is_administrator) return true;
  return area.need !== 'administrator' && tools.includes(area.need);
}
