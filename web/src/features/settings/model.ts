/** What settings know of people and their rights, as identity tells it; pure. */

export interface State {
  readonly id: string;
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface User extends State {
  readonly email: string;
  readonly display_name: string;
  readonly locale: string;
  readonly zone: string;
  readonly status: string;
  readonly is_administrator: boolean;
  readonly role: string | null;
  readonly profiles: readonly string[];
  readonly manager: string | null;
}

export interface Group extends State {
  readonly name: string;
  readonly description: string | null;
  readonly members: readonly string[];
  readonly member_roles: readonly string[];
  readonly member_roles_below: readonly string[];
  readonly member_groups: readonly string[];
  readonly manager: string | null;
  readonly email: string | null;
}

export interface Role extends State {
  readonly name: string;
  readonly description: string | null;
  readonly parent: string | null;
  readonly profiles: readonly string[];
}

export type PartyKind = 'user' | 'role' | 'role_below' | 'group';

export interface Party {
  readonly kind: PartyKind;
  readonly id: string;
}

const LISTS = {
  user: 'members',
  role: 'member_roles',
  role_below: 'member_roles_below',
  group: 'member_groups',
} as const;

/** Who is in a group by itself, in one list. */
export function membersOf(group: Group): readonly Party[] {
  return (Object.keys(LISTS) as PartyKind[]).flatMap((kind) =>
    group[LISTS[kind]].map((id) => ({ kind, id })),
  );
}

/** A role and all below it. */
export function rolesBelow(id: string, roles: readonly Role[]): ReadonlySet<string> {
  const found = new Set([id]);
  // Each turn goes one level down; a tree is no deeper than it has roles.
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const role of roles)
      if (role.parent !== null && found.has(role.parent)) found.add(role.id);
  }
  return found;
}

/** Every user who is in a group by whatever way: by name, by role, or by a group in it. */
export function usersIn(
  group: Group,
  groups: readonly Group[],
  roles: readonly Role[],
  users: readonly User[],
): ReadonlySet<string> {
  const inner = new Set([group.id]);
  const found = new Set<string>();
  const waiting = [group];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const wanted = new Set([
      ...next.member_roles,
      ...next.member_roles_below.flatMap((id) => [...rolesBelow(id, roles)]),
    ]);
    for (const id of next.members) found.add(id);
    for (const user of users) if (user.role !== null && wanted.has(user.role)) found.add(user.id);
    for (const id of next.member_groups) {
      const other = groups.find((each) => each.id === id);
      if (!other || inner.has(id)) continue;
      inner.add(id);
      waiting.push(other);
    }
  }
  return found;
}

/** What of a draft differs from what is stored: exactly that is sent. */
export function changesOf<T extends object>(stored: T, draft: Partial<T>): Partial<T> {
  const names = Object.keys(draft) as (keyof T)[];
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(draft[name]) !== JSON.stringify(stored[name]))
      .map((name) => [name, draft[name]]),
  ) as Partial<T>;
}

/** A list with an entry put in or taken out. */
export function toggled<T>(list: readonly T[], entry: T, isIn: boolean): T[] {
  return isIn ? [...list.filter((each) => each !== entry), entry] : list.filter((e) => e !== entry);
}
