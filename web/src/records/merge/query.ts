/** Records read side by side, what refers to them, and letting them be one. */

import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { Page, RecordEntry, Refs, Row } from '@/records/catalogue/types';

export interface Several {
  readonly records: readonly Row[];
  readonly refs: Refs;
  /** Those that are other names of one of them already. */
  readonly merged: readonly string[];
  /** Those that are not there, or not for this reader. */
  readonly unknown: readonly string[];
}

export function severalQuery(path: string, ids: readonly string[]) {
  return queryOptions({
    queryKey: keys.several(path, ids),
    queryFn: async ({ signal }): Promise<Several> => {
      const filter = JSON.stringify({ field: 'id', op: 'in', value: ids });
      const page = await call<Page>(`/${path}`, { query: { filter, limit: ids.length }, signal });
      const found = new Map(page.items.map((record) => [record.id, record]));
      const gone = ids.filter((id) => !found.has(id));
      const ends = await Promise.all(gone.map((id) => endOf(path, id)));
      return {
        records: ids.flatMap((id) => found.get(id) ?? []),
        refs: page.refs,
        merged: gone.filter((_, at) => ids.includes(ends[at] ?? '')),
        unknown: gone.filter((_, at) => !ids.includes(ends[at] ?? '')),
      };
    },
    staleTime: 0,
  });
}

/** Where a record has ended that is another one's name by now. */
async function endOf(path: string, id: string): Promise<string | null> {
  try {
    return (await call<Row>(`/${path}/${id}`)).id;
  } catch (error) {
    if (isProblem(error, 'not_found')) return null;
    throw error;
  }
}

export interface Following {
  readonly path: string;
  readonly record: string;
  readonly by: string;
  readonly count: number | string;
}

/** How many records of others refer to some, and will refer to the survivor. */
export function followingQuery(
  entry: RecordEntry,
  types: readonly RecordEntry[],
  ids: readonly string[],
) {
  return queryOptions({
    queryKey: [...keys.several(entry.path, ids), 'following'],
    queryFn: async ({ signal }): Promise<readonly Following[]> => {
      const related = entry.related.flatMap((each) => {
        const type = types.find(({ record }) => record === each.record);
        return type ? [{ path: type.path, record: each.record, by: each.by }] : [];
      });
      const counts = await Promise.all(
        related.map(({ path, by }) => {
          const filter = JSON.stringify({ field: by, op: 'in', value: ids });
          const query = { filter, limit: 1, fields: 'id', count: true };
          return call<Page>(`/${path}`, { query, signal }).then(({ count }) => count ?? 0);
        }),
      );
      return related.map((each, at) => ({ ...each, count: counts[at] ?? 0 }));
    },
    staleTime: 0,
  });
}

export function merge(path: string, survivor: string, order: object, key: string): Promise<Row> {
  return call<Row>(`/${path}/${survivor}/merge`, { body: order, key });
}

export function unmerge(path: string, loser: string, keepsChanges: boolean): Promise<Row> {
  return call<Row>(`/${path}/${loser}/unmerge`, { body: { keep_changes: keepsChanges } });
}

export interface Candidate {
  readonly record: string;
  readonly id: string;
  readonly title: string | null;
  readonly score: number;
  readonly band: 'certain' | 'probable' | 'possible';
  readonly suggests: string | null;
  readonly terms: readonly { readonly name: string; readonly points: number }[];
}

export interface Suspects {
  readonly candidates: readonly Candidate[];
  readonly hidden: number;
}

export function duplicatesQuery(path: string, id: string) {
  return queryOptions({
    queryKey: keys.duplicates(path, id),
    queryFn: ({ signal }) => call<Suspects>(`/${path}/${id}/duplicates`, { signal }),
  });
}

export function sayApart(path: string, id: string, other: string): Promise<void> {
  return call(`/${path}/${id}/not_duplicate`, { body: { other } });
}
