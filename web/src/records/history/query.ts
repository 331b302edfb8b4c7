import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';

export interface Changed {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

export interface HistoryEntry {
  readonly record: string;
  readonly version: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly cause: Readonly<Record<string, unknown>>;
  readonly changes: readonly Changed[];
}

interface HistoryPage {
  readonly items: readonly HistoryEntry[];
  readonly next: number | null;
}

const ENTRIES = 50;

/** Who changed what, the newest first. */
export function historyQuery(path: string, id: string) {
  return infiniteQueryOptions({
    queryKey: keys.part(path, id, 'history'),
    queryFn: ({ pageParam, signal }) =>
      call<HistoryPage>(`/${path}/${id}/history`, {
        query: { limit: ENTRIES, before: pageParam },
        signal,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
}
