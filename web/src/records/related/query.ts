import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, RecordEntry, Related } from '@/records/catalogue/types';

const ROWS = 50;

/** Records of another type that refer to this one. */
export function relatedQuery(other: RecordEntry, related: Related, id: string) {
  const filter = JSON.stringify({ field: related.by, op: 'eq', value: id });
  const fields = [...new Set([other.title, ...related.columns])].join(',');
  const query = { filter, fields, limit: ROWS, count: true };
  return queryOptions({
    queryKey: keys.related(other.path, query),
    queryFn: ({ signal }) => call<Page>(`/${other.path}`, { query, signal }),
  });
}
