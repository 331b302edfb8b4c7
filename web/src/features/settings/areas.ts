import { useLingui } from '@lingui/react/macro';
import type { ComponentType } from 'react';
import { AccessArea } from './access/access-area';
import { AuditArea } from './audit/audit-area';
import { FieldsArea } from './fields/fields-area';
import { ListsArea } from './fields/lists-area';
import { GroupsArea } from './groups/groups-area';
import { KeysArea } from './mine/keys-area';
import { MeArea } from './mine/me-area';
import { ProfilesArea } from './profiles/profiles-area';
import { RolesArea } from './roles/roles-area';
import { SharingArea } from './sharing/sharing-area';
import { UsersArea } from './users/users-area';

/** Who looks at settings. */
export interface Viewer {
  readonly id: string;
  readonly is_administrator: boolean;
  /** How the product looks to them, and the way to change that. */
  readonly look: Look;
  readonly onLook: (change: Partial<Look>) => void;
}

export interface Look {
  readonly theme?: string | null;
  readonly density?: string | null;
  readonly language?: string | null;
  readonly font_size?: number | null;
  readonly has_keys?: boolean | null;
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
      key: 'me',
      icon: 'sliders',
      need: 'nothing',
      group: 'me',
      label: t`My settings`,
      Content: MeArea,
    },
    {
      key: 'keys',
      icon: 'key',
      need: 'nothing',
      group: 'me',
      label: t`API keys`,
      Content: KeysArea,
    },
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
    {
      key: 'roles',
      icon: 'network',
      need: 'administrator',
      group: 'people',
      label: t`Roles`,
      Content: RolesArea,
    },
    {
      key: 'profiles',
      icon: 'shield',
      need: 'manage_access',
      group: 'people',
      label: t`Profiles`,
      Content: ProfilesArea,
    },
    {
      key: 'sharing',
      icon: 'share',
      need: 'administrator',
      group: 'people',
      label: t`Sharing`,
      Content: SharingArea,
    },
    {
      key: 'access',
      icon: 'eye',
      need: 'manage_access',
      group: 'people',
      label: t`Who may what`,
      Content: AccessArea,
    },
    {
      key: 'fields',
      icon: 'columns',
      need: 'customize',
      group: 'records',
      label: t`Own fields`,
      Content: FieldsArea,
    },
    {
      key: 'lists',
      icon: 'list',
      need: 'customize',
      group: 'records',
      label: t`Choice lists`,
      Content: ListsArea,
    },
    {
      key: 'audit',
      icon: 'history',
      need: 'administrator',
      group: 'watch',
      label: t`Audit`,
      Content: AuditArea,
    },
  ];
}

/** Whether somebody may enter an area. */
export function isOpen(area: Area, viewer: Viewer, tools: readonly string[]): boolean {
  if (area.need === 'nothing' || viewer.is_administrator) return true;
  return area.need !== 'administrator' && tools.includes(area.need);
}
