/** What a type may be filtered by: its own fields and those of records it refers to, two deep. */

import { say } from '@/records/catalogue/catalogue';
import type { FieldEntry, RecordEntry } from '@/records/catalogue/types';
import { leaves, type Condition, type Leaf } from './condition';

/** How the values of a field are entered and compared. */
export type Kind =
  | 'text'
  | 'texts'
  | 'number'
  | 'money'
  | 'boolean'
  | 'date'
  | 'choice'
  | 'choices'
  | 'reference'
  | 'tags'
  | 'presence';

export interface Filterable {
  /** Its path in a condition that asks whether it is there. */
  readonly path: string;
  /** Its path in one that compares it: of an amount, the number in it. */
  readonly compared: string;
  readonly field: FieldEntry;
  readonly kind: Kind;
  /** The references on the way to it. */
  readonly way: readonly FieldEntry[];
  readonly ops: readonly string[];
}

const PRESENCE = ['is_set', 'is_empty'];
const ORDER = ['gt', 'gte', 'lt', 'lte', 'between'];
const ELEMENTS = ['contains_any', 'contains_all'];

/** The comparisons that make sense to people, in the order in which they are offered. */
const OPS: Readonly<Record<Kind, readonly string[]>> = {
  text: ['contains', 'eq', 'ne', 'starts_with', ...PRESENCE],
  texts: ['contains', ...PRESENCE],
  number: ['eq', 'ne', ...ORDER, ...PRESENCE],
  money: ['eq', 'ne', ...ORDER, ...PRESENCE],
  boolean: ['eq', ...PRESENCE],
  date: ['eq', 'lt', 'lte', 'gt', 'gte', 'between', ...PRESENCE],
  choice: ['eq', 'ne', 'in', 'not_in', ...PRESENCE],
  choices: [...ELEMENTS, ...PRESENCE],
  reference: ['eq', 'ne', 'in', 'not_in', ...PRESENCE],
  tags: [...ELEMENTS, ...PRESENCE],
  presence: PRESENCE,
};

const KINDS: Readonly<Record<string, Kind>> = {
  number: 'number',
  decimal: 'number',
  percent: 'number',
  quantity: 'number',
  money: 'money',
  boolean: 'boolean',
  date: 'date',
  datetime: 'date',
  choice: 'choice',
  multi_choice: 'choices',
  tags: 'tags',
  email: 'texts',
  phone: 'texts',
};

/** Of a value with parts, the one that people compare. */
const PART: Readonly<Record<string, string>> = { money: 'minor', email: 'value', phone: 'raw' };

/** What means nothing to people, or is told by another field. */
const HIDDEN = new Set(['id', 'version', 'access', 'holds', 'created_by', 'updated_by']);
const DEEPEST = 2;

export function filterables(
  entry: RecordEntry,
  records: readonly RecordEntry[],
): readonly Filterable[] {
  return below(entry, records, '', []);
}

function below(
  entry: RecordEntry,
  records: readonly RecordEntry[],
  path: string,
  way: readonly FieldEntry[],
): readonly Filterable[] {
  const at = path === '' ? '' : `${path}.`;
  const own = entry.fields.flatMap((field) => {
    const found = HIDDEN.has(field.name) ? null : filterable(field, `${at}${field.name}`, way);
    return found ? [found] : [];
  });
  if (way.length === DEEPEST) return own;
  const further = own.flatMap(({ field, kind }) => {
    const target = kind === 'reference' ? targetOf(entry, field, records) : undefined;
    if (!target) return [];
    return below(target, records, `${at}${field.name}`, [...way, field]);
  });
  return [...own, ...further];
}

/** The type behind a reference, where lists may look through it: one of the same service. */
function targetOf(entry: RecordEntry, field: FieldEntry, records: readonly RecordEntry[]) {
  const target = field.target;
  if (!target || target.many || serviceOf(target.record) !== serviceOf(entry.record))
    return undefined;
  return records.find((each) => each.record === target.record);
}

const serviceOf = (record: string) => record.split('.')[0];

function filterable(
  field: FieldEntry,
  path: string,
  way: readonly FieldEntry[],
): Filterable | null {
  const allowed = new Set(field.ops);
  if (allowed.size === 0) return null;
  const kind = kindOf(field, allowed);
  const part = PART[field.type];
  // Parts of a value are compared as their type is; the catalogue tells of the whole alone.
  const ops = OPS[kind].filter((op) => part !== undefined || allowed.has(op));
  return { path, compared: part ? `${path}.${part}` : path, field, kind, way, ops };
}

function kindOf(field: FieldEntry, allowed: ReadonlySet<string>): Kind {
  const known = KINDS[field.type];
  if (known) return known;
  // Who has no target is no record that could be picked.
  if (field.type === 'reference') return field.target ? 'reference' : 'presence';
  if (field.choices) return allowed.has('eq') ? 'choice' : 'choices';
  if (allowed.has('eq')) return 'text';
  return allowed.has('contains') ? 'texts' : 'presence';
}

/** The field that a comparison names, with the comparison allowed; else it is out of sight. */
export function found(fields: readonly Filterable[], leaf: Leaf): Filterable | undefined {
  return fields.find((each) => {
    const isPresence = PRESENCE.includes(leaf.op);
    if (leaf.field !== (isPresence ? each.path : each.compared)) return false;
    return isPresence || each.ops.includes(leaf.op) || each.field.ops.includes(leaf.op);
  });
}

/** The comparisons of a condition that this reader cannot make. */
export function strangers(
  fields: readonly Filterable[],
  condition: Condition | null,
): readonly Leaf[] {
  return leaves(condition).filter((leaf) => !found(fields, leaf));
}

/** A comparison of a field before its value is given. */
export function begun(field: Filterable, op = field.ops[0] ?? 'is_set'): Leaf {
  return { field: PRESENCE.includes(op) ? field.path : field.compared, op };
}

export const takesNothing = (op: string) => PRESENCE.includes(op);
export const takesMany = (op: string) => op === 'in' || op === 'not_in' || ELEMENTS.includes(op);

/** Whether a comparison has all that it needs. */
export function isWhole({ op, value }: Leaf): boolean {
  if (takesNothing(op)) return true;
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every(isGiven);
  if (takesMany(op)) return isList(value) ? value.length > 0 : isGiven(value);
  return isGiven(value);
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

/** What a field is called, with the references on the way to it. */
export function nameOf(field: Filterable): string {
  return [...field.way, field.field].map((each) => say(each.label, each.name)).join(' › ');
}
