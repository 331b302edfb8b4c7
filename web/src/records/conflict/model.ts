/** Two changes of one record at once: what can stand side by side, and what cannot; pure. */

import type { Problem } from '@/api/problem';
import { isEmpty } from '@/records/fields/editing';

type Values = Readonly<Record<string, unknown>>;

/** What the record has become since the version that a change was made on. */
export interface Since {
  readonly version: number;
  readonly by: string;
  readonly at: string;
  readonly current: Values;
}

/** A field that both have changed, to different values. */
export interface Clash {
  readonly field: string;
  readonly before: unknown;
  readonly theirs: unknown;
  readonly mine: unknown;
}

/** What a refusal tells of the changes in between; null where it is none of that kind. */
export function sinceOf(problem: Problem): Since | null {
  const { version, by, at, current } = problem.document;
  if (problem.kind !== 'stale' || version === undefined || current === undefined) return null;
  return { version, by: by ?? '', at: at ?? '', current };
}

/** Fields that both sides have changed differently. */
export function clashes(changes: Values, since: Since, before: Values): readonly Clash[] {
  return Object.entries(changes).flatMap(([field, mine]) => {
    if (!(field in since.current)) return [];
    const theirs = since.current[field];
    return isSame(theirs, mine) ? [] : [{ field, before: before[field], theirs, mine }];
  });
}

/** Fields that others have changed and we have not. */
export function alsoChanged(changes: Values, since: Since): readonly string[] {
  return Object.keys(since.current).filter((field) => !(field in changes));
}

/** Whether two values say the same; nothing is the same in every form, and parts have no order. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other || (isEmpty(one) && isEmpty(other))) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, at) => isSame(each, other[at]));
  if (!isObject(one) || !isObject(other) || Array.isArray(one) || Array.isArray(other))
    return false;
  const parts = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...parts].every((part) => isSame(one[part], other[part]));
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}
