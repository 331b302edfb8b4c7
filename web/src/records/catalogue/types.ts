/** The catalogue as the gateway tells it: record types, fields and verbs as data. */

import type { Hue } from '@/kit/hue';
import type { Condition } from '@/records/filter/condition';

export interface Local {
  readonly de?: string | null;
  readonly en?: string | null;
}

export interface CountedLabel {
  readonly one: string;
  readonly other: string;
}

export interface ChoiceEntry {
  readonly key: string;
  readonly label: Local;
  readonly hue: Hue;
  readonly icon: string | null;
  readonly order: number;
  readonly category: string | null;
  readonly active: boolean;
}

export interface Target {
  readonly record: string;
  readonly search: boolean;
  readonly filter: Condition | null;
  readonly many: boolean;
}

export interface Limits {
  readonly max_length: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly decimals: number | null;
}

export interface FieldEntry {
  readonly name: string;
  /** Closed, but a newer server may know more: what is not known is shown as plain text. */
  readonly type: string;
  readonly label: Local | null;
  readonly hint: Local | null;
  readonly widget: string | null;
  readonly right: 'edit' | 'read' | 'masked';
  /** Whether the value is a list of such values. */
  readonly many: boolean;
  readonly required: boolean;
  readonly set_once: boolean;
  readonly derived: boolean;
  readonly custom: boolean;
  readonly personal: boolean;
  readonly default: unknown;
  readonly limits: Limits;
  readonly choices: readonly ChoiceEntry[] | null;
  readonly target: Target | null;
  readonly ops: readonly string[];
  readonly sortable: boolean;
  readonly groupable: boolean;
  readonly sum: boolean;
  readonly importable: boolean;
  /** Whether records are recognised by it. */
  readonly is_key: boolean;
  readonly bulk: boolean;
  readonly owned_by_verb: string | null;
  readonly show_if: Condition | null;
  readonly required_if: Condition | null;
  readonly width: number;
}

export interface VerbEntry {
  readonly name: string;
  readonly label: Local;
  readonly icon: string;
  readonly tone: 'plain' | 'primary' | 'danger';
  readonly place: readonly ('header' | 'board' | 'bulk' | 'row')[];
  readonly path: string;
  readonly undo: string | null;
  readonly confirm: Local | null;
  readonly when: Condition | null;
  readonly form: readonly FieldEntry[];
  readonly result: string;
}

export interface Section {
  readonly key: string;
  readonly label: Local;
  readonly fields: readonly string[];
  readonly show_if: Condition | null;
}

export interface Related {
  readonly key: string;
  readonly record: string;
  readonly by: string;
  readonly columns: readonly string[];
  readonly can_add: boolean;
}

export interface BoardEntry {
  readonly group_by: readonly string[];
  readonly verb: Readonly<Record<string, string>>;
  readonly card: readonly string[];
  readonly sum: readonly string[];
}

export interface RecordEntry {
  readonly record: string;
  readonly path: string;
  readonly group: string;
  readonly order: number;
  readonly icon: string;
  readonly hue: Hue;
  readonly goto: string | null;
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly label: { readonly de: CountedLabel; readonly en: CountedLabel };
  readonly quick_create: readonly string[];
  readonly can: Readonly<Record<string, boolean>>;
  readonly capabilities: readonly string[];
  readonly calendar: { readonly start: string; readonly end: string | null } | null;
  readonly list: { readonly columns: readonly string[]; readonly sort: readonly string[] };
  readonly board: BoardEntry | null;
  readonly sections: readonly Section[];
  readonly related: readonly Related[];
  readonly fields: readonly FieldEntry[];
  readonly verbs: readonly VerbEntry[];
}

export interface Group {
  readonly key: string;
  readonly label: Local;
  readonly order: number;
}

export interface CatalogueDocument {
  readonly revision: string;
  readonly groups: readonly Group[];
  readonly tools: readonly string[];
  readonly records: readonly RecordEntry[];
}

/** A record as lists and pages give it. */
export interface Row {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

export interface Ref {
  readonly title?: string | null;
  readonly hue?: Hue;
  readonly image?: string | null;
  readonly hidden?: boolean;
  readonly binned?: boolean;
}

/** What references lead to, by `record:id`. */
export type Refs = Readonly<Record<string, Ref>>;

export interface Page {
  readonly items: readonly Row[];
  readonly refs: Refs;
  readonly next: string | null;
  readonly prev: string | null;
  readonly count?: number | string;
  readonly marks?: readonly string[];
}
