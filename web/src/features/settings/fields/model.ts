/** What a tenant defines for itself: own fields and lists of values; pure. */

import type { Hue } from '@/kit/hue';
import type { FieldEntry } from '@/records/catalogue/types';
import type { State } from '../model';

export interface TwoTexts {
  readonly de: string;
  readonly en: string;
}

export interface OwnField extends State {
  readonly record: string;
  readonly key: string;
  readonly type: string;
  readonly label: TwoTexts;
  readonly hint: TwoTexts | null;
  readonly is_required: boolean;
  readonly is_unique: boolean;
  readonly is_indexed: boolean;
  readonly is_personal: boolean;
  readonly choice_list: string | null;
  readonly target: string | null;
  readonly formula: string | null;
  readonly result: string | null;
}

export interface ListValue {
  readonly key: string;
  readonly label: TwoTexts;
  readonly order: number;
  readonly hue: Hue;
  readonly is_active: boolean;
  readonly category: string | null;
}

export interface ChoiceList extends State {
  readonly name: string;
  readonly label: TwoTexts;
  readonly values: readonly ListValue[];
}

export const TYPES = [
  'text',
  'number',
  'money',
  'date',
  'datetime',
  'choice',
  'multi_choice',
  'boolean',
  'email',
  'phone',
  'url',
  'reference',
  'formula',
] as const;

export const RESULTS = ['text', 'number', 'boolean', 'date'] as const;

const LONGEST_KEY = 40;

/** A key made of what people call it: `Größe (cm)` → `groesse_cm`. */
export function keyOf(label: string): string {
  const folded = label
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '');
  return folded.slice(0, LONGEST_KEY);
}

/** A value that stands for all of its type in a preview. */
export function sampleOf(field: FieldEntry): unknown {
  const samples: Readonly<Record<string, unknown>> = {
    text: 'Abc',
    number: 42,
    money: { minor: 123456, currency: 'EUR' },
    date: '2026-12-24',
    datetime: '2026-12-24T09:30:00Z',
    boolean: true,
    email: { value: 'kim@example.org' },
    phone: { value: '+49 30 1234567' },
    url: 'https://example.org',
    choice: field.choices?.[0]?.key ?? null,
    multi_choice: field.choices?.slice(0, 2).map((each) => each.key) ?? [],
  };
  return samples[field.type] ?? null;
}

/** Values with one moved a place up or down; their order is counted anew. */
export function movedValue(
  values: readonly ListValue[],
  key: string,
  by: -1 | 1,
): readonly ListValue[] {
  const from = values.findIndex((each) => each.key === key);
  const to = from + by;
  const value = values[from];
  if (!value || to < 0 || to >= values.length) return values;
  const next = values.filter((each) => each.key !== key);
  next.splice(to, 0, value);
  return next.map((each, order) => ({ ...each, order }));
}
