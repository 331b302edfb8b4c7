/** The tree of roles as rows, and the keys that lead through it; pure. */

import type { Role } from '../model';

export interface TreeRow {
  readonly role: Role;
  readonly depth: number;
  readonly hasBelow: boolean;
  readonly isOpen: boolean;
  /** Its place among those below the same role, and how many those are. */
  readonly place: number;
  readonly size: number;
}

/** The roles that are seen, each below the one it hangs at. */
export function treeRows(roles: readonly Role[], folded: ReadonlySet<string>): readonly TreeRow[] {
  const known = new Set(roles.map((role) => role.id));
  const below = (id: string | null) =>
    roles
      .filter((role) =>
        id === null ? role.parent === null || !known.has(role.parent) : role.parent === id,
      )
      .toSorted((one, other) => one.name.localeCompare(other.name));
  const rows: TreeRow[] = [];
  function take(level: readonly Role[], depth: number) {
    for (const [index, role] of level.entries()) {
      const next = below(role.id);
      const isOpen = !folded.has(role.id);
      rows.push({
        role,
        depth,
        hasBelow: next.length > 0,
        isOpen,
        place: index + 1,
        size: level.length,
      });
      if (isOpen) take(next, depth + 1);
    }
  }
  take(below(null), 1);
  return rows;
}

export type Step =
  { readonly to: string } | { readonly fold: string } | { readonly unfold: string } | null;

/** What a key does in a tree, by the pattern of ARIA. */
export function stepOf(key: string, rows: readonly TreeRow[], at: string): Step {
  const index = rows.findIndex((row) => row.role.id === at);
  const row = rows[index];
  if (!row) return rows[0] ? { to: rows[0].role.id } : null;
  const to = (next: TreeRow | undefined): Step => (next ? { to: next.role.id } : null);
  switch (key) {
    case 'ArrowDown':
      return to(rows[index + 1]);
    case 'ArrowUp':
      return to(rows[index - 1]);
    case 'Home':
      return to(rows[0]);
    case 'End':
      return to(rows.at(-1));
    case 'ArrowRight':
      if (!row.hasBelow) return null;
      return row.isOpen ? to(rows[index + 1]) : { unfold: at };
    case 'ArrowLeft':
      if (row.hasBelow && row.isOpen) return { fold: at };
      return row.role.parent === null ? null : { to: row.role.parent };
    default:
      return null;
  }
}
