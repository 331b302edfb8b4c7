/** What every editor of a field is given, whatever its type. */

import type { Fault } from '@/api/problem';
import { say } from '@/records/catalogue/catalogue';
import type { FieldEntry, Refs } from '@/records/catalogue/types';

/** What is wrong with a part of a field; the pointer is empty where it is the field itself. */
export interface FieldProblem {
  readonly pointer: string;
  readonly text: string;
}

export interface EditorProps {
  readonly field: FieldEntry;
  readonly value: unknown;
  /** Called with what the server is to be sent; with the text as typed where it is no value. */
  readonly onChange: (value: unknown) => void;
  readonly problems?: readonly FieldProblem[];
  /** What the references of the record lead to, so that no editor asks for a known name. */
  readonly refs?: Refs;
  readonly id?: string | undefined;
  /** The id of the text that says what is wrong, or what is meant. */
  readonly describedBy?: string | undefined;
  readonly autoFocus?: boolean | undefined;
}

/** What a control of one line is given by all editors alike. */
export function controlProps(props: EditorProps) {
  return {
    id: props.id,
    'aria-label': labelOf(props.field),
    'aria-describedby': props.describedBy,
    autoFocus: props.autoFocus,
    isInvalid: (props.problems ?? []).length > 0,
  };
}

export function labelOf(field: FieldEntry): string {
  return say(field.label, field.name);
}

/** Where a field stands in a body: a tenant's own one below `custom`. */
const OWN = 'custom.';

function pointerOf(field: FieldEntry): string {
  return `/${field.name.replace(OWN, 'custom/')}`;
}

/** What is wrong with one field, out of everything that was refused. */
export function problemsOf(field: FieldEntry, faults: readonly Fault[]): readonly FieldProblem[] {
  const mine = pointerOf(field);
  return faults
    .filter((each) => each.pointer === mine || each.pointer.startsWith(`${mine}/`))
    .map((each) => ({
      pointer: each.pointer.slice(mine.length),
      text: each.detail || each.title,
    }));
}

/** What was refused and belongs to none of the fields shown. */
export function otherFaults(
  fields: readonly FieldEntry[],
  faults: readonly Fault[],
): readonly Fault[] {
  return faults.filter((each) => fields.every((field) => problemsOf(field, [each]).length === 0));
}

type Values = Readonly<Record<string, unknown>>;

/** The value of a field in a record; a tenant's own one lies in `custom`. */
export function valueOf(record: Values, field: FieldEntry): unknown {
  if (!field.name.startsWith(OWN)) return record[field.name];
  const custom = record.custom as Values | null | undefined;
  return custom?.[field.name.slice(OWN.length)];
}

/** Fields by name as a body that the server takes. */
export function bodyOf(changes: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(changes)) {
    if (name.startsWith(OWN)) custom[name.slice(OWN.length)] = value;
    else body[name] = value;
  }
  return Object.keys(custom).length > 0 ? { ...body, custom } : body;
}

/** Say whether there is nothing in a value; lists and objects of nothing count as nothing. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}
