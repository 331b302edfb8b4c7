/** The pages of a list in the cache: each at its absolute place, found by the cursors of the server. */

import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page } from '@/records/catalogue/types';

/** What a list is asked for, as it goes to the server. */
export interface ListQuery {
  readonly fields: string;
  readonly sort: string;
  readonly q: string;
  /** A condition as JSON; empty for none. */
  readonly filter: string;
}

/** The length of a list, and the cursors of the pages behind every 1,000th row. */
interface Marks {
  readonly count: number;
  readonly marks: readonly string[];
}

/** Rows of a page: the most the server gives. */
export const ROWS = 200;
/** Pages from one mark to the next. */
const PER_MARK = 5;
const NOTHING: Page = { items: [], refs: {}, next: null, prev: null };

/** One page; it stays as it is until something says that the list has changed. */
export function pageQuery(path: string, query: ListQuery, page: number) {
  return queryOptions({
    queryKey: keys.page(path, query, page),
    // No signal: a page that others wait for must not end with the first of them.
    queryFn: async ({ client }): Promise<Page> => {
      const cursor = await cursorOf(client, path, query, page);
      if (cursor === null) return NOTHING;
      return call<Page>(`/${path}`, {
        query: { ...query, limit: ROWS, cursor, count: page === 0 },
      });
    },
    staleTime: Infinity,
  });
}

/** Where the thumb may be thrown in a long list; asked beside its first page, not before it. */
export function marksQuery(path: string, query: ListQuery) {
  return queryOptions({
    queryKey: keys.marks(path, query),
    queryFn: async (): Promise<Marks> => {
      const first = await call<Page>(`/${path}`, {
        query: { ...query, fields: 'id', limit: 1, count: 'exact', marks: true },
      });
      return { count: Number(first.count), marks: first.marks ?? [] };
    },
    staleTime: Infinity,
  });
}

/**
 * The cursor with which a page begins: the end of the page before it, where that is at hand and
 * still true, else of the nearest mark. Null where the list ends before.
 */
async function cursorOf(
  client: QueryClient,
  path: string,
  query: ListQuery,
  page: number,
): Promise<string | null> {
  if (page === 0) return '';
  const known = client.getQueryState<Page>(keys.page(path, query, page - 1));
  if (known?.data && !known.isInvalidated) return known.data.next;
  if (page % PER_MARK === 0) {
    const { marks } = await client.query(marksQuery(path, query));
    const mark = marks[page / PER_MARK - 1];
    if (mark !== undefined) return mark;
  }
  return (await client.query(pageQuery(path, query, page - 1))).next;
}
