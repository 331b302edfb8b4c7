import { useLingui } from '@lingui/react/macro';
import type { Party } from '../model';
import { useGroups, useRoles, useUsers } from '../queries';

/** What a user, role or group is called. */
export function useNames(): (party: Party) => string {
  const { t } = useLingui();
  const users = useUsers();
  const roles = useRoles();
  const groups = useGroups();
  return ({ kind, id }) => {
    const gone = t`Deleted`;
    if (kind === 'user') return users.find((each) => each.id === id)?.display_name ?? gone;
    const named = kind === 'group' ? groups : roles;
    return named.find((each) => each.id === id)?.name ?? gone;
  };
}
