import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Refs, Row } from '@/records/catalogue/types';

export interface BoardColumn {
  readonly key: string | boolean | null;
  readonly count: number;
  /** By field and currency, in the smallest unit. */
  readonly sums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly cards: readonly Row[];
}

export interface Board {
  readonly group_by: string;
  readonly columns: readonly BoardColumn[];
  readonly refs: Refs;
}

const CARDS = 30;

export function boardQuery(path: string, group: string, q: string, filter: string) {
  return queryOptions({
    queryKey: keys.board(path, { group, q, filter }),
    queryFn: ({ signal }) =>
      call<Board>(`/${path}/board`, {
        query: { group_by: group, limit: CARDS, q, filter },
        signal,
      }),
  });
}
