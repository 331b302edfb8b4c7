import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '@/api/client';
import { keys } from '@/api/keys';
import type { Refs, Row } from '@/records/catalogue/types';

export interface Meta {
  /** What one may do with this very record. */
  readonly can: { readonly update: boolean; readonly delete: boolean };
  readonly refs: Refs;
  readonly binned: { readonly at: string; readonly by: string; readonly kept_until: string } | null;
}

export interface RecordPage {
  readonly record: Row;
  readonly meta: Meta;
}

/** A record with everything that its page shows; one that was merged answers with the survivor. */
export function recordQuery(path: string, id: string) {
  return queryOptions({
    queryKey: keys.record(path, id),
    queryFn: async ({ signal }): Promise<RecordPage> => {
      const { body } = await answerOf<Row & { readonly _meta: Meta }>(`/${path}/${id}`, {
        query: { meta: true },
        signal,
      });
      const { _meta, ...record } = body;
      return { record: record, meta: _meta };
    },
  });
}
