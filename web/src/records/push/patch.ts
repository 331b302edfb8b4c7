/** News in cached answers: rows that are newer, rows that are gone, rows that fit no more; pure. */

import type { Refs, Row } from '@/records/catalogue/types';

/** A row that has left one's sight: its place is kept, and nothing of it is known any more. */
export const GONE = '_gone';
/** A row that no longer fits what the list was asked for; it stays until one refreshes. */
export const LEFT = '_left';

export interface Fresh {
  /** Rows as the server gives them now, by id. */
  readonly rows: ReadonlyMap<string, Row>;
  /** What the records behind their references are called. */
  readonly refs: Refs;
  /** The ids that were asked for and did not come. */
  readonly gone: ReadonlySet<string>;
  /** The ids that no longer fit the list. */
  readonly left: ReadonlySet<string>;
}

interface Listed {
  readonly items: readonly Row[];
  readonly refs?: Refs;
}

interface Boarded {
  readonly columns: readonly { readonly cards: readonly Row[] }[];
  readonly refs?: Refs;
}

/** The rows that a cached answer shows; none where it is no list. */
export function rowsIn(data: unknown): readonly Row[] {
  if (isListed(data)) return data.items;
  return isBoarded(data) ? data.columns.flatMap((column) => column.cards) : [];
}

/** The answer with the news in it; the same object where they change nothing. */
export function patched(data: unknown, fresh: Fresh): unknown {
  if (isListed(data)) {
    const items = mapped(data.items, (row) => patchedRow(row, fresh));
    return items === data.items ? data : { ...data, items, refs: { ...data.refs, ...fresh.refs } };
  }
  if (!isBoarded(data)) return data;
  const columns = mapped(data.columns, (column) => {
    const kept = column.cards.filter((card) => !fresh.gone.has(card.id));
    const cards = mapped(kept, (row) => patchedRow(row, fresh));
    const isSame = cards.length === column.cards.length && cards === kept;
    return isSame ? column : { ...column, cards };
  });
  return columns === data.columns
    ? data
    : { ...data, columns, refs: { ...data.refs, ...fresh.refs } };
}

/** The version a row is shown in; 0 where it was not asked for, so that any other is newer. */
export function versionOf(row: Row): number {
  const { version } = row as { readonly version?: number };
  return version ?? 0;
}

function patchedRow(row: Row, { rows, gone, left }: Fresh): Row {
  if (gone.has(row.id)) return { id: row.id, version: versionOf(row), [GONE]: true };
  const now = rows.get(row.id);
  if (!now) return row;
  // An older answer may come after a newer one.
  const isNewer = now.version > versionOf(row) || row[GONE] === true;
  const isLeft = left.has(row.id);
  if (!isNewer && isLeft === (row[LEFT] === true)) return row;
  const shown = isNewer ? { ...row, ...now } : { ...row };
  Reflect.deleteProperty(shown, GONE);
  Reflect.deleteProperty(shown, LEFT);
  return isLeft ? { ...shown, [LEFT]: true } : shown;
}

function mapped<T>(list: readonly T[], change: (each: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.some((each, at) => each !== list[at]) ? changed : list;
}

function isListed(data: unknown): data is Listed {
  return has(data, 'items') && Array.isArray(data.items) && data.items.every(isRow);
}

function isBoarded(data: unknown): data is Boarded {
  if (!has(data, 'columns') || !Array.isArray(data.columns)) return false;
  return data.columns.every((column) => has(column, 'cards') && Array.isArray(column.cards));
}

function isRow(row: unknown): row is Row {
  return has(row, 'id') && typeof row.id === 'string';
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

/** What is to be said of a row beside its values. */
export function markOf(row: Row): 'gone' | 'left' | undefined {
  if (row[GONE] === true) return 'gone';
  return row[LEFT] === true ? 'left' : undefined;
}
