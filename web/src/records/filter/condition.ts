/** The one condition language of the platform, as it stands on the wire. */

export interface Leaf {
  readonly field: string;
  readonly op: string;
  readonly value?: unknown;
}

export interface All {
  readonly all: readonly Condition[];
}

export interface Any {
  readonly any: readonly Condition[];
}

export interface Not {
  readonly not: Condition;
}

export type Condition = Leaf | All | Any | Not;

export const isLeaf = (node: Condition): node is Leaf => 'field' in node;
export const isAll = (node: Condition): node is All => 'all' in node;
export const isAny = (node: Condition): node is Any => 'any' in node;

/** The comparisons of a flat condition, or null where it is a tree. */
export function flat(condition: Condition | null): readonly Leaf[] | null {
  if (condition === null) return [];
  if (isLeaf(condition)) return [condition];
  if (!isAll(condition)) return null;
  return condition.all.every(isLeaf) ? condition.all : null;
}

/** The condition of several that must all hold; null for none, itself for one. */
export function allOf(parts: readonly Condition[]): Condition | null {
  return parts.length === 1 && parts[0] ? parts[0] : parts.length === 0 ? null : { all: parts };
}

/** Every comparison in a tree. */
export function leaves(condition: Condition | null): readonly Leaf[] {
  if (condition === null) return [];
  if (isLeaf(condition)) return [condition];
  if ('not' in condition) return leaves(condition.not);
  return (isAll(condition) ? condition.all : condition.any).flatMap(leaves);
}

/** A tree without the comparisons that are not wanted; null where nothing is left. */
export function pruned(
  condition: Condition | null,
  isWanted: (leaf: Leaf) => boolean,
): Condition | null {
  if (condition === null) return null;
  if (isLeaf(condition)) return isWanted(condition) ? condition : null;
  if ('not' in condition) {
    const inner = pruned(condition.not, isWanted);
    return inner === null ? null : { not: inner };
  }
  const parts = (isAll(condition) ? condition.all : condition.any).flatMap(
    (part) => pruned(part, isWanted) ?? [],
  );
  if (parts.length === 0) return null;
  return isAll(condition) ? { all: parts } : { any: parts };
}
