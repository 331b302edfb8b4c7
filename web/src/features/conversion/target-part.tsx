import { Plural, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { TextField } from '@/kit/field/field';
import { fieldOf, say } from '@/records/catalogue/catalogue';
import { titleOf } from '@/records/catalogue/title';
import type { RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { Suspect } from '@/records/merge/duplicates-panel';
import type { Candidate } from '@/records/merge/query';
import css from './conversion.module.css';
import { takenBy, type Taken, type Target } from './model';
import { foundQuery, recordsQuery } from './queries';

interface TargetPartProps {
  readonly entry: RecordEntry;
  readonly heading: string;
  /** Null where none can be made, or none may be left out. */
  readonly newLabel: string | null;
  readonly noneLabel: string | null;
  readonly proposal: {
    readonly fields: Readonly<Record<string, unknown>>;
    readonly candidates: readonly Candidate[];
    readonly hidden: number;
  };
  readonly target: Target;
  readonly zone: string;
  readonly onTarget: (target: Target) => void;
}

/** One of the records that a lead becomes: new, or one that is there already, with what it takes. */
export function TargetPart(props: TargetPartProps) {
  const { entry, heading, proposal, target, zone, onTarget } = props;
  const { t } = useLingui();
  const name = useId();
  const [q, setQ] = useState('');
  const found = useQuery(foundQuery(entry.path, entry.title, q));
  const own = proposal.candidates.filter(({ record }) => record === entry.record);
  const isLink = target !== 'new' && target !== 'none';
  const known = useQuery({
    ...recordsQuery(entry.path, [target]),
    enabled: isLink,
  });
  const linked = isLink ? (known.data?.items[0] ?? null) : null;
  const others = (found.data?.items ?? []).filter(({ id }) => !own.some((each) => each.id === id));

  const options = optionsOf(props, own, others, linked);

  return (
    <fieldset className={css.part}>
      <legend>{heading}</legend>
      {options.map(([value, label]) => (
        <label key={value} className={css.option}>
          <input
            type="radio"
            name={name}
            checked={target === value}
            onChange={() => onTarget(value)}
          />
          <span>{label}</span>
        </label>
      ))}
      {proposal.hidden > 0 ? (
        <p>
          <Plural
            value={proposal.hidden}
            one="# more that you may not see"
            other="# more that you may not see"
          />
        </p>
      ) : null}
      <div className={css.find}>
        <TextField label={t`Find another one`} value={q} onValueChange={setQ} />
      </div>
      <TakenOver
        entry={entry}
        taken={target === 'none' || (isLink && !linked) ? [] : takenBy(proposal.fields, linked)}
        refs={known.data?.refs ?? {}}
        zone={zone}
        isOpen={isLink}
      />
    </fieldset>
  );
}

/** Who may be chosen: new, those proposed, those found, and none. */
function optionsOf(
  { entry, target, newLabel, noneLabel }: TargetPartProps,
  own: readonly Candidate[],
  others: readonly Row[],
  linked: Row | null,
): readonly (readonly [Target, ReactNode])[] {
  const options: (readonly [Target, ReactNode])[] = [];
  if (newLabel) options.push(['new', newLabel]);
  for (const each of own) options.push([each.id, <Suspect key={each.id} candidate={each} />]);
  for (const row of others) options.push([row.id, titleOf(entry, row)]);
  // Whoever was found and chosen stays among them, also when other words are typed.
  if (linked && !options.some(([value]) => value === target))
    options.push([target, titleOf(entry, linked)]);
  if (noneLabel) options.push(['none', noneLabel]);
  return options;
}

interface TakenOverProps {
  readonly entry: RecordEntry;
  readonly taken: readonly Taken[];
  readonly refs: Refs;
  readonly zone: string;
  readonly isOpen: boolean;
}

/** What a record takes of the lead, and where it keeps its own. */
function TakenOver({ entry, taken, refs, zone, isOpen }: TakenOverProps) {
  const { t } = useLingui();
  if (taken.length === 0) return null;
  return (
    <details className={css.taken} open={isOpen}>
      <summary>{t`What is taken over`}</summary>
      <table>
        <tbody>
          {taken.map(({ name, value, own, isSame }) => {
            const field = fieldOf(entry, name);
            return field ? (
              <tr key={name}>
                <th scope="row">{say(field.label, name)}</th>
                <td data-out={(own !== undefined && !isSame) || undefined}>
                  <Cell field={field} value={value} refs={refs} zone={zone} />
                </td>
                <td>
                  {own === undefined ? (
                    t`is taken over`
                  ) : isSame ? (
                    t`is there already`
                  ) : (
                    <>
                      {t`stays:`} <Cell field={field} value={own} refs={refs} zone={zone} />
                    </>
                  )}
                </td>
              </tr>
            ) : null;
          })}
        </tbody>
      </table>
    </details>
  );
}
