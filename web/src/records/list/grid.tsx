import { useLingui } from '@lingui/react/macro';
import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Icon } from '@/kit/icon/icon';
import { plural, say } from '@/records/catalogue/catalogue';
import type { FieldEntry, RecordEntry } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { markOf } from '@/records/push/patch';
import { moved } from './keys';
import css from './list.module.css';
import { rememberWalk } from '@/records/record/walk';
import type { Placed, Rows } from './rows';

interface GridProps {
  readonly entry: RecordEntry;
  readonly columns: readonly FieldEntry[];
  readonly rows: Rows;
  readonly zone: string;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

/** Rows remembered before and behind the one that is opened. */
const WALK = 100;
const RIGHT = new Set(['number', 'decimal', 'percent', 'money', 'price', 'quantity']);

/** Rows as a grid of which only what is seen exists; the first column and the head stay. */
export function Grid(props: GridProps) {
  const { columns, rows, sort, onSort } = props;
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [height] = useState(rowHeight);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 8,
  });
  const seen = virtual.getVirtualItems();
  const [first, last] = [seen[0]?.index ?? 0, seen.at(-1)?.index ?? 0];
  const { show } = rows;
  useEffect(() => show(first, last), [show, first, last]);

  const navigate = useNavigate();

  function open(index: number) {
    const row = rows.at(index)?.row;
    if (!row) return;
    remember(index);
    void navigate({ to: '/$path/$id/{-$tab}', params: { path: props.entry.path, id: row.id } });
  }

  /** The rows about the view, so that one can walk on from record to record. */
  function remember(index: number) {
    const first = Math.max(0, index - WALK);
    const around = Array.from({ length: 2 * WALK }, (_, step) => rows.at(first + step));
    rememberWalk(
      props.entry.path,
      around.flatMap((each) => each?.row.id ?? []),
    );
  }

  function cell(field: FieldEntry, { row, refs }: Placed) {
    return <Cell field={field} value={row[field.name]} refs={refs} zone={props.zone} />;
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && event.target === event.currentTarget) open(active);
    const next = moved(event.key, active, rows.length);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
  }

  const template = columns.map((field) => `minmax(${String(field.width)}px, 1fr)`).join(' ');
  return (
    <div
      ref={box}
      className={css.grid}
      role="grid"
      aria-label={plural(props.entry)}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={`row-${String(active)}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className={css.head} role="row" style={{ gridTemplateColumns: template }}>
        {columns.map((field) => (
          <Head key={field.name} field={field} sort={sort} onSort={onSort} />
        ))}
      </div>
      <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
        {seen.map(({ index, start }) => {
          const placed = rows.at(index);
          const mark = placed && markOf(placed.row);
          return (
            <div
              key={index}
              id={`row-${String(index)}`}
              role="row"
              aria-rowindex={index + 2}
              className={css.row}
              data-active={index === active || undefined}
              data-mark={mark}
              aria-busy={placed === undefined}
              style={{ gridTemplateColumns: template, transform: `translateY(${String(start)}px)` }}
              onClick={() => setActive(index)}
            >
              {columns.map((field, place) => (
                <div
                  key={field.name}
                  role="gridcell"
                  data-right={RIGHT.has(field.type) || undefined}
                >
                  {mark && place === 0 ? <Mark of={mark} /> : null}
                  {placed && mark !== 'gone' && place === 0 ? (
                    <Link
                      to="/$path/$id/{-$tab}"
                      params={{ path: props.entry.path, id: placed.row.id }}
                      className={css.name}
                      preload={false}
                      tabIndex={-1}
                      onClick={() => remember(index)}
                    >
                      {cell(field, placed)}
                    </Link>
                  ) : null}
                  {placed && mark !== 'gone' && place > 0 ? cell(field, placed) : null}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Why a row is still there although it does not belong there any more. */
function Mark({ of }: { readonly of: 'gone' | 'left' }) {
  const { t } = useLingui();
  return (
    <span className={css.mark}>
      {of === 'gone' ? t`Deleted, or no longer visible` : t`Fits no more:`}
    </span>
  );
}

interface HeadProps {
  readonly field: FieldEntry;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

function Head({ field, sort, onSort }: HeadProps) {
  const isMine = sort.replace('-', '') === field.name;
  const isDown = isMine && sort.startsWith('-');
  const order = isMine ? (isDown ? 'descending' : 'ascending') : 'none';
  const label = say(field.label, field.name);
  return (
    <div role="columnheader" aria-sort={order} data-right={RIGHT.has(field.type) || undefined}>
      {field.sortable ? (
        <button
          type="button"
          onClick={() => onSort(isMine && !isDown ? `-${field.name}` : field.name)}
        >
          {label}
          {isMine ? <Icon name={isDown ? 'arrow-down' : 'arrow-up'} size={12} /> : null}
        </button>
      ) : (
        label
      )}
    </div>
  );
}

/** The height of a row in the density that is set, in pixels. */
function rowHeight(): number {
  const given = getComputedStyle(document.documentElement).getPropertyValue('--h-row');
  return Number.parseFloat(given) || 32;
}
