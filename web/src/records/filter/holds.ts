/** Whether a condition holds for a record at hand; what needs the server is left open. */

import type { Condition, Leaf } from './condition';

type Values = Readonly<Record<string, unknown>>;

/** True or false, or null where the record at hand does not tell. */
export function holds(condition: Condition, record: Values): boolean | null {
  if ('field' in condition) return compared(condition, record);
  if ('all' in condition) return every(condition.all.map((part) => holds(part, record)));
  if ('any' in condition) {
    const none = every(condition.any.map((part) => negated(holds(part, record))));
    return negated(none);
  }
  return negated(holds(condition.not, record));
}

function negated(found: boolean | null): boolean | null {
  return found === null ? null : !found;
}

function every(found: readonly (boolean | null)[]): boolean | null {
  if (found.includes(false)) return false;
  return found.includes(null) ? null : true;
}

function compared({ field, op, value }: Leaf, record: Values): boolean | null {
  if (!(field in record)) return null;
  const held = record[field] ?? null;
  switch (op) {
    case 'eq':
      return held === value;
    case 'ne':
      return held !== value;
    case 'in':
      return Array.isArray(value) ? value.includes(held) : null;
    case 'not_in':
      return Array.isArray(value) ? !value.includes(held) : null;
    case 'is_empty':
      return isNothing(held);
    case 'is_set':
      return !isNothing(held);
    default:
      return null;
  }
}

function isNothing(held: unknown): boolean {
  return held === null || held === '' || (Array.isArray(held) && held.length === 0);
}
