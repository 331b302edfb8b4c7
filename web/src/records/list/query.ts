import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page } from '@/records/catalogue/types';

/** What a list is asked for; everything of it stands in the address. */
export interface ListState {
  readonly sort: string;
  readonly q: string;
  /** `board` for columns; a list else. */
  readonly as: string;
}

/** Rows of a page: the most the server gives. */
const ROWS = 200;
/** Pages kept; scrolling back fetches what was let go. */
const PAGES = 20;

export function listQuery(path: string, fields: readonly string[], state: ListState) {
  const query = { fields: fields.join(','), sort: state.sort, q: state.q };
  return infiniteQueryOptions({
    queryKey: keys.list(path, query),
    queryFn: ({ pageParam, signal }) =>
      call<Page>(`/${path}`, {
        query: { ...query, limit: ROWS, cursor: pageParam, count: pageParam === '' },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    getPreviousPageParam: (page) => page.prev,
    maxPages: PAGES,
  });
}
