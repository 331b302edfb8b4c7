import { useLingui } from '@lingui/react/macro';
import { useGroups, useRoles, useRules } from '../queries';

export interface Path {
  readonly kind: string;
  readonly via: string | null;
}

/** The words for a path by which somebody sees a record. */
export function usePathWords(): (path: Path) => string {
  const { t } = useLingui();
  const named = [...useGroups(), ...useRoles(), ...useRules()];
  const kinds: Readonly<Record<string, string>> = {
    administrator: t`administrator`,
    module_default: t`what holds for the type`,
    owner: t`owner`,
    role_below: t`owner is below`,
    owner_group: t`owning group`,
    co_owner: t`co-owner`,
    share: t`shared`,
    sharing_rule: t`sharing rule`,
  };
  return ({ kind, via }) => {
    const word = kinds[kind] ?? kind;
    const name = named.find((each) => each.id === via)?.name;
    return name === undefined ? word : `${word} (${name})`;
  };
}
