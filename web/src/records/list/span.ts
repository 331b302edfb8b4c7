/** Arithmetic of a list whose rows are at hand in part; pure. */

import { ROWS } from './query';

export interface Span {
  readonly first: number;
  readonly last: number;
}

interface Loaded {
  readonly page: number;
  readonly size: number;
  readonly isLast: boolean;
}

/** Rows that come so near to the edge of a page that the next one is asked for. */
const NEAR = 40;
/** So far the server marks a list: no thumb may be thrown beyond, as pages follow from each other. */
const MARKED = 100_000;

/** The pages on which rows lie, with the next one where its rows are near. */
export function pagesOf({ first, last }: Span): Span {
  return {
    first: Math.max(0, Math.floor((first - NEAR) / ROWS)),
    last: Math.floor((last + NEAR) / ROWS),
  };
}

/** How many rows a scroll bar spans, by the count and the pages that are at hand. */
export function lengthOf(count: number | string | undefined, loaded: readonly Loaded[]): number {
  const ends = loaded.find((each) => each.isLast && (each.size > 0 || each.page === 0));
  if (ends) return ends.page * ROWS + ends.size;
  const reached = Math.max(0, ...loaded.map((each) => (each.page + 2) * ROWS));
  // What is not counted yet is at least as long as what has been seen of it.
  if (typeof count !== 'number') return Math.max(reached - ROWS, 0);
  return Math.min(count, Math.max(MARKED, reached));
}
