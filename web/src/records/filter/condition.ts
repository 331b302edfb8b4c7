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
export const isNot = (node: Condition): node is Not => 'not' in node;

/** The comparisons of a flat condition, or null where it is a tree. */
export function flat(condition: Condition | null): readonly Leaf[] | null {
  if (condition === null) return [];
  if (isLeaf(condition)) return [condition];
  if (!isAll(condition)) return null;
  return condition.all.every(isLeaf) ? condition.all : null;
}

/** The condition of several that must all hold; null for none. */
export function allOf(parts: readonly (Condition | null)[]): Condition | null {
  const given = parts.flatMap((part) => (part === null ? [] : isAll(part) ? part.all : [part]));
  if (given.length === 0) return null;
  return given.length === 1 && given[0] ? given[0] : { all: given };
}

/** Every comparison in a tree. */
export function leaves(condition: Condition | null): readonly Leaf[] {
  if (condition === null) return [];
  if (isLeaf(condition)) return [condition];
  if (isNot(condition)) return leaves(condition.not);
  return (isAll(condition) ? condition.all : condition.any).flatMap(leaves);
}
