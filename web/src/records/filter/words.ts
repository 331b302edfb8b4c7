/** Conditions in words, in the language shown. */

import { useLingui } from '@lingui/react/macro';
import { say } from '@/records/catalogue/catalogue';
import { moneyText, textOf } from '@/records/fields/value';
import { useViewer } from '@/records/viewer';
import { isAll, isAny, isLeaf, type Condition, type Leaf } from './condition';
import { found, nameOf, takesNothing, type Filterable } from './filterable';

/** Names of the records that a condition names by their id. */
export type Titles = ReadonlyMap<string, string>;

export interface Words {
  readonly op: (op: string, kind: Filterable['kind']) => string;
  readonly relative: (word: string) => string;
  readonly leaf: (leaf: Leaf) => string;
  readonly sentence: (condition: Condition) => string;
}

const UNITS: Readonly<Record<string, Intl.RelativeTimeFormatUnit>> = {
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  q: 'quarter',
  y: 'year',
};
const SHIFT: Readonly<Record<string, number>> = { last: -1, this: 0, next: 1 };
const DAYS: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/** A relative date as people say it; as it stands where it is none. */
export function relativeText(word: string, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const day = Object.hasOwn(DAYS, word) ? DAYS[word] : undefined;
  if (day !== undefined) return format.format(day, 'day');
  const [, which = '', period = ''] =
    /^(last|this|next)_(week|month|quarter|year)$/.exec(word) ?? [];
  const shift = SHIFT[which];
  if (shift !== undefined) return format.format(shift, period as Intl.RelativeTimeFormatUnit);
  const [, sign, amount, unit = ''] = /^([+-]?)(\d{1,5})(min|h|d|w|mo|q|y)$/.exec(word) ?? [];
  const known = UNITS[unit];
  return known ? format.format(Number(amount) * (sign === '-' ? -1 : 1), known) : word;
}

export function useWords(fields: readonly Filterable[], titles: Titles): Words {
  const { t, i18n } = useLingui();
  const { currency } = useViewer();
  const ops: Readonly<Record<string, string>> = {
    eq: t`is`,
    ne: t`is not`,
    in: t`is one of`,
    not_in: t`is none of`,
    contains: t`contains`,
    contains_any: t`has one of`,
    contains_all: t`has all of`,
    starts_with: t`starts with`,
    between: t`is between`,
    is_set: t`is filled in`,
    is_empty: t`is empty`,
    gt: '>',
    gte: '≥',
    lt: '<',
    lte: '≤',
  };
  const dated: Readonly<Record<string, string>> = {
    gt: t`is after`,
    gte: t`is on or after`,
    lt: t`is before`,
    lte: t`is on or before`,
  };
  const words: Words = {
    op: (op, kind) => (kind === 'date' ? dated[op] : undefined) ?? ops[op] ?? op,
    relative: (word) => relativeText(word, i18n.locale),
    leaf: (leaf) => {
      const field = found(fields, leaf);
      const name = field ? nameOf(field) : leaf.field;
      const op = words.op(leaf.op, field?.kind ?? 'text');
      if (takesNothing(leaf.op)) return `${name} ${op}`;
      const values = (Array.isArray(leaf.value) ? leaf.value : [leaf.value]) as readonly unknown[];
      const join = leaf.op === 'between' ? ' – ' : ', ';
      return `${name} ${op} ${values.map((value) => valueText(field, value)).join(join)}`;
    },
    sentence: (condition) => {
      if (isLeaf(condition)) return words.leaf(condition);
      if ('not' in condition) {
        const inner = words.sentence(condition.not);
        return t`not (${inner})`;
      }
      const parts = (isAll(condition) ? condition.all : condition.any).map((part) =>
        isLeaf(part) || 'not' in part ? words.sentence(part) : `(${words.sentence(part)})`,
      );
      return parts.join(isAny(condition) ? ` ${t`or`} ` : ` ${t`and`} `);
    },
  };
  return words;

  function valueText(field: Filterable | undefined, value: unknown): string {
    if (typeof value === 'object' && value !== null) {
      if ('relative' in value) return relativeText(String(value.relative), i18n.locale);
      if ('current' in value) return value.current === 'team' ? t`my team` : t`me`;
      return '';
    }
    if (typeof value === 'boolean') return value ? t`yes` : t`no`;
    if (field?.kind === 'money' && typeof value === 'number')
      return moneyText({ minor: value, currency }, i18n.locale);
    return field ? plainText(field, String(value), titles, i18n.locale) : String(value);
  }
}

function plainText(field: Filterable, value: string, titles: Titles, locale: string): string {
  if (field.kind === 'reference' || field.kind === 'tags') return titles.get(value) ?? '…';
  if (field.kind !== 'date') {
    const choice = field.field.choices?.find((each) => each.key === value);
    return say(choice?.label, value);
  }
  const type = /^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'datetime';
  return textOf({ ...field.field, type }, value, { locale, zone: 'UTC', refs: {} });
}
