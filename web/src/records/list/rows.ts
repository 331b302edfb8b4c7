/** The rows of a list by their absolute place, of which only those about the view are kept. */

import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { keys } from '@/api/keys';
import type { Refs, Row } from '@/records/catalogue/types';
import { marksQuery, pageQuery, ROWS, type ListQuery } from './query';
import { lengthOf, pagesOf, type Span } from './span';

/** Pages kept on either side of those in view. */
const KEPT = 10;
/** How long a view must rest before its rows are asked for: a thrown thumb passes many. */
const REST_MS = 60;

export interface Placed {
  readonly row: Row;
  readonly refs: Refs;
}

export interface Rows {
  /** How many rows the scroll bar spans. */
  readonly length: number;
  /** How many there are, or the server's words for more than it counted. */
  readonly count: number | string | undefined;
  readonly at: (index: number) => Placed | undefined;
  readonly isPending: boolean;
  /** Why rows in view are missing. */
  readonly error: Error | null;
  readonly retry: () => void;
  /** Say which rows are in view. */
  readonly show: (first: number, last: number) => void;
}

/** The rows of a list; none are asked for while it is not shown. */
export function useRows(path: string, query: ListQuery, isShown: boolean): Rows {
  const client = useQueryClient();
  const [view, setView] = useState<Span>({ first: 0, last: 0 });
  const [known, setKnown] = useState(query);
  if (known !== query) {
    // Another list, or another order of it, begins at its top.
    setKnown(query);
    setView({ first: 0, last: 0 });
  }
  const kept = { first: Math.max(0, view.first - KEPT), last: view.last + KEPT };
  const places = Array.from({ length: kept.last - kept.first + 1 }, (_, at) => kept.first + at);
  const pages = useQueries({
    queries: places.map((page) => ({
      ...pageQuery(path, query, page),
      enabled: isShown && page >= view.first && page <= view.last,
    })),
  });
  const bounded = useQuery({ ...pageQuery(path, query, 0), enabled: false }).data?.count;
  const marks = useQuery({
    ...marksQuery(path, query),
    enabled: isShown && (typeof bounded === 'string' || (bounded ?? 0) > ROWS),
  });
  const first = pages[0 - kept.first];
  useEffect(() => {
    client.removeQueries({
      queryKey: keys.list(path, query),
      predicate: ({ queryKey }) => {
        const page = queryKey.at(-1);
        return typeof page === 'number' && (page < kept.first || page > kept.last);
      },
    });
  }, [client, path, query, kept.first, kept.last]);
  const show = useSettled(setView);
  const seen = pages.filter((_, at) => {
    const page = kept.first + at;
    return page >= view.first && page <= view.last;
  });
  const failed = seen.find((page) => page.isError);
  const count = marks.data?.count ?? bounded;
  const loaded = pages.flatMap(({ data }, at) =>
    data ? [{ page: kept.first + at, size: data.items.length, isLast: data.next === null }] : [],
  );
  return {
    length: lengthOf(count, loaded),
    count,
    at: (index) => {
      const page = pages[Math.floor(index / ROWS) - kept.first]?.data;
      const row = page?.items[index % ROWS];
      return page && row ? { row, refs: page.refs } : undefined;
    },
    isPending: first !== undefined && first.isPending && loaded.length === 0,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    show,
  };
}

/** Rows in view as pages, told once the view has come to rest. */
function useSettled(setView: (update: (view: Span) => Span) => void) {
  const [timer] = useState<{ id?: ReturnType<typeof setTimeout> }>({});
  useEffect(() => () => clearTimeout(timer.id), [timer]);
  return useCallback(
    (first: number, last: number) => {
      clearTimeout(timer.id);
      timer.id = setTimeout(() => {
        const next = pagesOf({ first, last });
        setView((view) => (view.first === next.first && view.last === next.last ? view : next));
      }, REST_MS);
    },
    [setView, timer],
  );
}
