/** A condition as people build it: groups of which all, some or none must hold; pure. */

import { isAll, isAny, isLeaf, type Condition, type Leaf } from './condition';
import { isWhole } from './filterable';

export interface Group {
  readonly kind: 'all' | 'any' | 'none';
  readonly parts: readonly Part[];
}

export type Part = Group | Leaf;

export const isGroup = (part: Part): part is Group => 'kind' in part;

export function groupOf(condition: Condition | null): Group {
  const part = condition === null ? null : partOf(condition);
  if (part === null) return { kind: 'all', parts: [] };
  return isGroup(part) ? part : { kind: 'all', parts: [part] };
}

function partOf(condition: Condition): Part {
  if (isLeaf(condition)) return condition;
  if (isAll(condition)) return { kind: 'all', parts: condition.all.map(partOf) };
  if (isAny(condition)) return { kind: 'any', parts: condition.any.map(partOf) };
  const inner = condition.not;
  return { kind: 'none', parts: (isAny(inner) ? inner.any : [inner]).map(partOf) };
}

/** The condition that is built; comparisons without a value and empty groups are left out. */
export function conditionOf(group: Group): Condition | null {
  const parts = group.parts.flatMap((part) => {
    if (!isGroup(part)) return isWhole(part) ? [part] : [];
    const inner = conditionOf(part);
    return inner === null ? [] : [inner];
  });
  const [first, ...rest] = parts;
  if (!first) return null;
  if (group.kind === 'none') return { not: rest.length === 0 ? first : { any: parts } };
  if (rest.length === 0) return first;
  return group.kind === 'all' ? { all: parts } : { any: parts };
}

/** The group with another part at a place; without it where none is given. */
export function replaced(group: Group, at: number, part: Part | null): Group {
  const parts = group.parts.flatMap((each, place) =>
    place === at ? (part === null ? [] : [part]) : [each],
  );
  return { ...group, parts };
}
