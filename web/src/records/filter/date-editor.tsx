import { useLingui } from '@lingui/react/macro';
import { Select } from '@/kit/select/select';
import css from './filter.module.css';
import type { EditorProps } from './value-editor';

const WORDS = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_quarter',
  'last_quarter',
  'next_quarter',
  'this_year',
  'last_year',
  'next_year',
];
const OFFSET = /^([+-]?)(\d{1,4})d$/;

/** A date as a word that moves with the calendar, so many days from today, or a day of its own. */
export function DateEditor({ value, onValue, words }: EditorProps) {
  const { t } = useLingui();
  const word = wordOf(value);
  const offset = word ? OFFSET.exec(word) : null;
  const mode = word === null ? 'day' : offset ? (offset[1] === '-' ? 'ago' : 'ahead') : word;
  const days = offset?.[2] ?? '7';
  function turn(next: string) {
    if (next === 'day') onValue(undefined);
    else if (next === 'ago') onValue({ relative: `-${days}d` });
    else if (next === 'ahead') onValue({ relative: `+${days}d` });
    else onValue({ relative: next });
  }
  return (
    <span className={css.pair}>
      <Select
        label={t`Which day`}
        value={mode}
        options={[
          { value: 'day', label: t`a certain day` },
          ...WORDS.map((each) => ({ value: each, label: words.relative(each) })),
          { value: 'ago', label: t`so many days ago` },
          { value: 'ahead', label: t`in so many days` },
          ...(word && !offset && !WORDS.includes(word)
            ? [{ value: word, label: words.relative(word) }]
            : []),
        ]}
        onValue={turn}
      />
      {mode === 'day' ? (
        <input
          type="date"
          className={css.input}
          aria-label={t`Day`}
          value={typeof value === 'string' ? value.slice(0, 10) : ''}
          onChange={(event) => onValue(event.target.value || undefined)}
        />
      ) : null}
      {offset ? (
        <input
          type="number"
          className={css.number}
          aria-label={t`Days`}
          min={0}
          max={9999}
          value={days}
          onChange={(event) => {
            const count = Math.trunc(Number(event.target.value));
            if (count >= 0 && count <= 9999)
              onValue({ relative: `${offset[1] === '-' ? '-' : '+'}${String(count)}d` });
          }}
        />
      ) : null}
    </span>
  );
}

function wordOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('relative' in value)) return null;
  return String(value.relative);
}
