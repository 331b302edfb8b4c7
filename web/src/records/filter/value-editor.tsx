import { useLingui } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Picker, type Option } from '@/kit/picker/picker';
import { Select } from '@/kit/select/select';
import { say, useCatalogue } from '@/records/catalogue/catalogue';
import { readMoney, writeMoney } from '@/records/fields/money/reading';
import { readNumber, writeNumber } from '@/records/fields/number/reading';
import { useViewer } from '@/records/viewer';
import { DateEditor } from './date-editor';
import css from './filter.module.css';
import { takesMany, takesNothing, type Filterable } from './filterable';
import { optionsQuery, tagsQuery } from './lookup';
import type { Titles, Words } from './words';

export interface EditorProps {
  readonly field: Filterable;
  readonly op: string;
  readonly value: unknown;
  readonly onValue: (value: unknown) => void;
  readonly words: Words;
  readonly titles: Titles;
}

/** What a field is compared with, entered as its type asks for. */
export function ValueEditor(props: EditorProps) {
  const { t } = useLingui();
  const { field, op, value, onValue } = props;
  if (takesNothing(op)) return null;
  if (op === 'between') return <Pair {...props} />;
  switch (field.kind) {
    case 'boolean':
      return (
        <Select
          label={t`Value`}
          value={value === false ? 'no' : value === true ? 'yes' : ''}
          options={[
            { value: 'yes', label: t`yes` },
            { value: 'no', label: t`no` },
          ]}
          onValue={(key) => onValue(key === 'yes')}
        />
      );
    case 'date':
      return <DateEditor {...props} />;
    case 'choice':
    case 'choices':
      return <Choices {...props} />;
    case 'reference':
    case 'tags':
      return <References {...props} />;
    default:
      return <Plain {...props} />;
  }
}

function Pair(props: EditorProps) {
  const { t } = useLingui();
  const [from, until] = (Array.isArray(props.value) ? props.value : []) as readonly unknown[];
  return (
    <span className={css.pair}>
      <ValueEditor
        {...props}
        op="gte"
        value={from}
        onValue={(next) => props.onValue([next, until])}
      />
      {t`and`}
      <ValueEditor
        {...props}
        op="lte"
        value={until}
        onValue={(next) => props.onValue([from, next])}
      />
    </span>
  );
}

/** Text or a number, as typed: what cannot be read is no value yet. */
function Plain({ field, value, onValue }: EditorProps) {
  const { t, i18n } = useLingui();
  const { currency } = useViewer();
  const digits = field.kind === 'money' ? currency : null;
  const isNumber = field.kind === 'number' || field.kind === 'money';
  const [typed, setTyped] = useState(() =>
    isNumber ? numberText(value, digits, i18n.locale) : typeof value === 'string' ? value : '',
  );
  return (
    <input
      className={css.input}
      aria-label={t`Value`}
      inputMode={isNumber ? 'decimal' : 'text'}
      value={typed}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        onValue(isNumber ? numberOf(text, digits, i18n.locale) : text.trim() || undefined);
      }}
    />
  );
}

function Choices({ field, op, value, onValue }: EditorProps) {
  const { t } = useLingui();
  const options = (field.field.choices ?? []).map((choice) => ({
    key: choice.key,
    label: say(choice.label, choice.key),
  }));
  const chosen = options.filter((option) => [value].flat().includes(option.key));
  return (
    <Picker
      label={t`Choose …`}
      options={options}
      chosen={chosen}
      many={takesMany(op)}
      onChosen={(next) => onValue(valueOf(next, op))}
    />
  );
}

function References({ field, op, value, onValue, titles }: EditorProps) {
  const { t } = useLingui();
  const { records } = useCatalogue();
  const [text, setText] = useState('');
  const target = field.field.target?.record ?? '';
  const isTags = field.kind === 'tags';
  const service = records.find((each) => each.fields.includes(field.field))?.record.split('.')[0];
  const found = useQuery({
    ...(isTags ? tagsQuery(service ?? '') : optionsQuery(records, target, text)),
    placeholderData: keepPreviousData,
  });
  const people =
    target === 'identity.user'
      ? [
          { key: 'user', label: t`Me` },
          { key: 'team', label: t`My team` },
        ]
      : [];
  const known = new Map([...people, ...(found.data ?? [])].map((each) => [each.key, each.label]));
  const chosen = [value].flat().flatMap((each): Option[] => {
    const key = typeof each === 'object' && each && 'current' in each ? String(each.current) : each;
    if (typeof key !== 'string') return [];
    return [{ key, label: known.get(key) ?? titles.get(key) ?? '…' }];
  });
  return (
    <Picker
      label={t`Choose …`}
      options={[...people, ...(found.data ?? [])]}
      chosen={chosen}
      many={takesMany(op)}
      onChosen={(next) => onValue(valueOf(next, op, people.length > 0))}
      {...(isTags || people.length > 0 ? {} : { onText: setText })}
    />
  );
}

/** Keys as they stand in a condition; the reader and the team are words, not ids. */
function valueOf(chosen: readonly Option[], op: string, hasPeople = false): unknown {
  const values = chosen.map(({ key }) =>
    hasPeople && (key === 'user' || key === 'team') ? { current: key } : key,
  );
  return takesMany(op) ? (values.length > 0 ? values : undefined) : values[0];
}

/** The number in a text, of an amount in its smallest unit; undefined where there is none. */
function numberOf(text: string, currency: string | null, locale: string): number | undefined {
  if (currency !== null) {
    const minor = readMoney(text, currency, locale)?.minor;
    return typeof minor === 'number' ? minor : undefined;
  }
  const digits = readNumber(text, locale);
  return digits === null ? undefined : Number(digits);
}

function numberText(value: unknown, currency: string | null, locale: string): string {
  if (typeof value !== 'number') return '';
  if (currency !== null) return writeMoney({ minor: value, currency }, locale);
  return writeNumber(String(value), locale);
}
