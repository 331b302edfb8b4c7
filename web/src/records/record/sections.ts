/** Which fields a page shows, and which of them are folded; pure. */

import { say } from '@/records/catalogue/catalogue';
import type { FieldEntry, RecordEntry, Row, Section } from '@/records/catalogue/types';
import { isEmpty, valueOf } from '@/records/fields/editing';
import { isEditable } from '@/records/fields/editor';

export interface ShownSection {
  readonly key: string;
  readonly label: string;
  readonly filled: readonly FieldEntry[];
  readonly empty: readonly FieldEntry[];
}

/** What a page says elsewhere: in its head, among its tags, in its history. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'id',
  'version',
  'tags',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
]);

/** The sections of a record, what is empty and may be filled apart from what is there. */
export function sectionsOf(entry: RecordEntry, record: Row): readonly ShownSection[] {
  const fields = new Map(entry.fields.map((field) => [field.name, field]));
  return entry.sections
    .map((section) => {
      const shown = section.fields
        .flatMap((name) => fields.get(name) ?? [])
        .filter((field) => !ELSEWHERE.has(field.name) && field.type !== 'json');
      return {
        key: section.key,
        label: say(section.label, section.key),
        filled: shown.filter((field) => !isEmpty(valueOf(record, field))),
        empty: shown.filter((field) => isEmpty(valueOf(record, field)) && isEditable(field)),
      };
    })
    .filter((section) => section.filled.length > 0 || section.empty.length > 0);
}

/** The sections of a form: what can be given when a record is made. */
export function formSections(entry: RecordEntry): readonly (Pick<Section, 'key'> & {
  readonly label: string;
  readonly fields: readonly FieldEntry[];
})[] {
  const fields = new Map(entry.fields.map((field) => [field.name, field]));
  return entry.sections
    .map((section) => ({
      key: section.key,
      label: say(section.label, section.key),
      fields: section.fields
        .flatMap((name) => fields.get(name) ?? [])
        .filter((field) => isEditable(field) && !field.owned_by_verb),
    }))
    .filter((section) => section.fields.length > 0);
}
