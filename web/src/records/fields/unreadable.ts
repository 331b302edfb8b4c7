/** What was typed and is no value of its type; the server would refuse it, so it is said before. */

import type { FieldEntry } from '@/records/catalogue/types';

const DAY = /^\d{4}-\d\d-\d\d$/;
const DIGITS = /^-?\d+(\.\d+)?$/;

/** Whether an editor has given back the text as typed, because it could not read it. */
export function unreadable(field: FieldEntry, value: unknown): boolean {
  if (field.type === 'money')
    return (
      typeof value === 'object' &&
      value !== null &&
      'minor' in value &&
      typeof value.minor === 'string'
    );
  if (typeof value !== 'string' || value === '') return false;
  switch (field.type) {
    case 'number':
      return true;
    case 'decimal':
      return !DIGITS.test(value);
    case 'date':
      return !DAY.test(value);
    case 'datetime':
      return Number.isNaN(Date.parse(value)) || !value.includes('T');
    default:
      return false;
  }
}
