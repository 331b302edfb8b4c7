import { fieldOf, say } from '@/records/catalogue/catalogue';
import type { RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { textOf } from '@/records/fields/value';

/** What a record is called, as plain text. */
export function titleOf(entry: RecordEntry, record: Row, refs: Refs, otherwise: string): string {
  const field = fieldOf(entry, entry.title);
  const value = record[entry.title];
  if (!field) return otherwise;
  const choice = field.choices?.find((each) => each.key === value);
  if (choice) return say(choice.label, choice.key);
  return textOf(field, value, { locale: 'en', zone: 'UTC', refs }) || otherwise;
}
