/** What a form sends, and what it can tell is missing before it does; pure. */

import type { Fault, Problem } from '@/api/problem';
import type { FieldEntry } from '@/records/catalogue/types';
import { bodyOf, isEmpty } from '@/records/fields/editing';
import { holds } from '@/records/filter/holds';

type Values = Readonly<Record<string, unknown>>;

/** Whether a field is shown with what is typed so far. */
export function isShown(field: FieldEntry, values: Values): boolean {
  return field.show_if === null || holds(field.show_if, values) !== false;
}

export function isRequired(field: FieldEntry, values: Values): boolean {
  if (field.required) return true;
  return field.required_if !== null && holds(field.required_if, values) === true;
}

/** The body of a create: what was given; empty lines of lists are none. */
export function newBody(values: Values): Record<string, unknown> {
  const given = Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
    const kept = Array.isArray(value) ? value.filter((each) => !isBlank(each)) : value;
    return isEmpty(kept) ? [] : [[name, kept]];
  });
  return bodyOf(Object.fromEntries(given));
}

/** What people type of an entry of a list; its use and rank alone say nothing. */
const TYPED = ['value', 'raw', 'line1', 'city'];

function isBlank(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return isEmpty(entry);
  const parts = Object.entries(entry).filter(([part]) => TYPED.includes(part));
  return parts.length > 0 && parts.every(([, value]) => isEmpty(value));
}

export interface Candidate {
  readonly record: string;
  readonly id: string;
  readonly title: string | null;
  readonly score: number;
}

/** Records that the new one may stand for already; null where it was refused for another reason. */
export function candidatesOf(problem: Problem): readonly Candidate[] | null {
  const found = problem.document.params?.candidates;
  const isThat = problem.kind === 'conflict' && problem.code === 'duplicate_suspected';
  return isThat && Array.isArray(found) ? (found as readonly Candidate[]) : null;
}

/** Faults as they stand after a field was changed: those of the field are no longer said. */
export function withoutFaultsOf(field: FieldEntry, faults: readonly Fault[]): readonly Fault[] {
  const mine = `/${field.name.replace('custom.', 'custom/')}`;
  return faults.filter((each) => each.pointer !== mine && !each.pointer.startsWith(`${mine}/`));
}
