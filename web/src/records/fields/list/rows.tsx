import { useLingui } from '@lingui/react/macro';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '@/kit/button/button';
import type { FieldProblem } from '../editing';
import css from './rows.module.css';

interface RowsProps<T> {
  readonly id?: string | undefined;
  readonly label: string;
  readonly items: readonly T[];
  /** A new entry. */
  readonly fresh: T;
  readonly onItems: (items: readonly T[]) => void;
  readonly problems: readonly FieldProblem[];
  readonly draw: (item: T, place: number, set: (next: T) => void) => ReactNode;
}

/** Entries of a list, one below the other, each with what is wrong with it. */
export function Rows<T>({ id, label, items, fresh, onItems, problems, draw }: RowsProps<T>) {
  const { t } = useLingui();
  // Rows keep what is typed in them when one above is taken out.
  const [names, setNames] = useState(() => items.map((_, place) => place));
  const next = Math.max(-1, ...names) + 1;
  return (
    <div id={id} tabIndex={-1} className={css.rows} role="group" aria-label={label}>
      {items.map((item, place) => {
        const number = place + 1;
        return (
          <div key={names[place] ?? place} className={css.row}>
            <div className={css.content}>
              {draw(item, place, (changed) =>
                onItems(items.map((each, at) => (at === place ? changed : each))),
              )}
              {problemsAt(problems, place).map((each) => (
                <p key={each.pointer} className={css.problem}>
                  {each.text}
                </p>
              ))}
            </div>
            <IconButton
              icon="x"
              label={t`Remove entry ${number} of ${label}`}
              onClick={() => {
                setNames(names.filter((_, at) => at !== place));
                onItems(items.filter((_, at) => at !== place));
              }}
            />
          </div>
        );
      })}
      <span className={css.add}>
        <Button
          tone="quiet"
          icon="plus"
          aria-label={t`Add to ${label}`}
          onClick={() => {
            setNames([...names, next]);
            onItems([...items, fresh]);
          }}
        >
          {t`Add`}
        </Button>
      </span>
    </div>
  );
}

function problemsAt(problems: readonly FieldProblem[], place: number): readonly FieldProblem[] {
  const mine = `/${place}`;
  return problems.filter((each) => each.pointer === mine || each.pointer.startsWith(`${mine}/`));
}
