import { Plural, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { plural, say, useCatalogue } from '@/records/catalogue/catalogue';
import { titleOf } from '@/records/catalogue/title';
import type { FieldEntry, RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import css from './merge.module.css';
import { differing, isChosen, orderOf, shownFields, sourceOf, type Choice } from './model';
import { followingQuery, merge } from './query';

interface ComparisonProps {
  readonly entry: RecordEntry;
  readonly records: readonly Row[];
  readonly refs: Refs;
  readonly zone: string;
  readonly onMerged: () => Promise<unknown>;
}

/** Records side by side: one stays, and of each field one value. */
export function Comparison({ entry, records, refs, zone, onMerged }: ComparisonProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [choice, setChoice] = useState<Choice>({ survivor: records[0]?.id ?? '', values: {} });
  const [isAll, setAll] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const fields = isAll ? shownFields(entry) : differing(entry, records);
  const order = orderOf(records, choice);
  const send = useMutation({
    mutationFn: () => merge(entry.path, choice.survivor, order, key),
    onSuccess: async () => {
      await onMerged();
      await queries.invalidateQueries({ queryKey: keys.type(entry.path) });
    },
  });
  const nameOf = (record: Row) => titleOf(entry, record) || t`without a name`;

  return (
    <div className={css.body}>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t`Stays`}</th>
              {records.map((record) => (
                <th
                  key={record.id}
                  scope="col"
                  data-survivor={record.id === choice.survivor || undefined}
                >
                  <label className={css.pick}>
                    <input
                      type="radio"
                      name="survivor"
                      checked={record.id === choice.survivor}
                      onChange={() => setChoice({ survivor: record.id, values: {} })}
                    />
                    <strong>{nameOf(record)}</strong>
                  </label>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{fields.map(line)}</tbody>
        </table>
      </div>
      <Button tone="quiet" onClick={() => setAll(!isAll)}>
        {isAll ? t`Only what differs` : t`All fields`}
      </Button>
      <Following entry={entry} losers={order.losers} />
      <footer className={css.footer}>
        <div role="alert" className={css.refusal}>
          {send.isError ? refusal(send.error) : null}
        </div>
        {isProblem(send.error, 'stale') ? (
          <Button onClick={() => void onMerged()}>{t`Show what changed`}</Button>
        ) : null}
        <Button tone="primary" icon="merge" disabled={send.isPending} onClick={() => send.mutate()}>
          <Plural value={records.length} one="Merge # record" other="Merge # records" />
        </Button>
      </footer>
    </div>
  );

  function line(field: FieldEntry) {
    const source = sourceOf(field, records, choice);
    const name = say(field.label, field.name);
    const isOpen = isChosen(field, records);
    const unites = records.some((record) => Array.isArray(record[field.name]));
    return (
      <tr key={field.name}>
        <th scope="row">
          {name}
          {unites ? <small>{t`all are kept`}</small> : null}
        </th>
        {records.map((record) => {
          const shown = <Cell field={field} value={record[field.name]} refs={refs} zone={zone} />;
          const counts = unites || record.id === source;
          return (
            <td key={record.id} data-counts={counts || undefined}>
              {isOpen ? (
                <label className={css.pick}>
                  <input
                    type="radio"
                    name={field.name}
                    aria-label={t`${name} of ${nameOf(record)}`}
                    checked={record.id === source}
                    onChange={() =>
                      setChoice({
                        ...choice,
                        values: { ...choice.values, [field.name]: record.id },
                      })
                    }
                  />
                  <span>{shown}</span>
                </label>
              ) : (
                <span>{shown}</span>
              )}
            </td>
          );
        })}
      </tr>
    );
  }

  function refusal(error: Error): string {
    const faults = isProblem(error) ? error.faults.map(({ detail, title }) => detail || title) : [];
    return faults.length > 0 ? faults.join(' ') : error.message;
  }
}

interface FollowingProps {
  readonly entry: RecordEntry;
  readonly losers: readonly string[];
}

/** What refers to the others and will refer to the one that stays. */
function Following({ entry, losers }: FollowingProps) {
  const { t } = useLingui();
  const { records: types } = useCatalogue();
  const found = useQuery(followingQuery(entry, types, losers));
  const moving = (found.data ?? []).filter(({ count }) => count !== 0);
  return (
    <section className={css.follows} aria-live="polite">
      <h2>{t`What follows`}</h2>
      <ul>
        <li>
          <Plural
            value={losers.length}
            one="# record becomes another name of the one that stays; its address leads there."
            other="# records become other names of the one that stays; their addresses lead there."
          />
        </li>
        {moving.map(({ record, by, count }) => {
          const type = types.find((each) => each.record === record);
          const name = type ? plural(type) : record;
          return (
            <li key={`${record} ${by}`}>
              {count} {name} {t`are led on to the one that stays.`}
            </li>
          );
        })}
        <li>{t`It can be undone for 30 days.`}</li>
      </ul>
    </section>
  );
}
