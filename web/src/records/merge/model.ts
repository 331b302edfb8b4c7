/** A merge before it is done: whose values count, as the server will decide; pure. */

import type { FieldEntry, RecordEntry, Row } from '@/records/catalogue/types';

/** Which records become one. */
export interface Choice {
  readonly survivor: string;
  /** Field → the record whose value is chosen. */
  readonly values: Readonly<Record<string, string>>;
}

export const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

const isSame = (one: unknown, other: unknown) =>
  (isEmpty(one) && isEmpty(other)) || JSON.stringify(one) === JSON.stringify(other);

/** The fields in which records differ. */
export function differing(entry: RecordEntry, records: readonly Row[]): readonly FieldEntry[] {
  const [first] = records;
  return shownFields(entry).filter((field) =>
    records.some((record) => !isSame(record[field.name], first?.[field.name])),
  );
}

/** The fields that say what a record is; stamps and the like say only what happened to it. */
export function shownFields(entry: RecordEntry): readonly FieldEntry[] {
  return entry.fields.filter((field) => field.importable && field.name !== 'id');
}

/** Whether people decide whose value counts; lists unite, and a verb's field stays the survivor's. */
export function isChosen(field: FieldEntry, records: readonly Row[]): boolean {
  return (
    field.right === 'edit' &&
    field.owned_by_verb === null &&
    !records.some((record) => Array.isArray(record[field.name]))
  );
}

/** The record whose value counts: the chosen one's, else the survivor's, else the first that has one. */
export function sourceOf(field: FieldEntry, records: readonly Row[], choice: Choice): string {
  const chosen = choice.values[field.name];
  if (chosen !== undefined) return chosen;
  const survivor = records.find(({ id }) => id === choice.survivor);
  if (field.owned_by_verb !== null || !survivor || !isEmpty(survivor[field.name]))
    return choice.survivor;
  return records.find((record) => !isEmpty(record[field.name]))?.id ?? choice.survivor;
}

/** The order that the server is given. */
export function orderOf(records: readonly Row[], choice: Choice) {
  return {
    losers: records.map(({ id }) => id).filter((id) => id !== choice.survivor),
    values: choice.values,
    versions: Object.fromEntries(records.map(({ id, version }) => [id, version])),
  };
}

/** The ids of an address such as `ids=a,b`: 2 to 5, each once; null for anything else. */
export function idsOf(text: string): readonly string[] | null {
  const ids = [...new Set(text.split(',').map((id) => id.trim()))];
  const isGood = ids.length >= 2 && ids.length <= 5 && ids.every((id) => UUID.test(id));
  return isGood ? ids : null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
