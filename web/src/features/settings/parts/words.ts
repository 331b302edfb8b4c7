import { useLingui } from '@lingui/react/macro';
import type { Hue } from '@/kit/hue';
import type { PartyKind } from '../model';

/** The words for what identity calls by keys. */
export function useWords() {
  const { t } = useLingui();
  const status: Readonly<Record<string, readonly [string, Hue]>> = {
    active: [t`Active`, 'green'],
    invited: [t`Invited`, 'blue'],
    suspended: [t`Suspended`, 'amber'],
    deactivated: [t`Left`, 'slate'],
  };
  const party: Readonly<Record<PartyKind, string>> = {
    user: t`User`,
    role: t`Role`,
    role_below: t`Role and all below`,
    group: t`Group`,
  };
  return { status: (key: string) => status[key] ?? ([key, 'slate'] as const), party };
}
