/** What a lead would become, what became of it, and the records that may be meant. */

import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Refs, Row } from '@/records/catalogue/types';
import type { Candidate } from '@/records/merge/query';

interface Proposal {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly candidates: readonly Candidate[];
  readonly hidden: number;
}

export interface Plan {
  readonly contact: Proposal;
  /** Null where the lead names no company. */
  readonly organization: Proposal | null;
  readonly deal: { readonly is_available: boolean };
  readonly allowed: readonly string[];
  /** The newest conversion, which was taken back; null for none. */
  readonly last: Pick<Conversion, 'state' | 'code'> | null;
}

export interface Conversion {
  readonly id: string;
  readonly state: 'deal_pending' | 'done' | 'failed' | 'undone';
  readonly organization: string | null;
  readonly contact: string;
  readonly account: string | null;
  readonly deal: string | null;
  readonly created: readonly string[];
  readonly left: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly code: string | null;
}

const POLL_MS = 1_000;

export function leadQuery(id: string) {
  return queryOptions({
    queryKey: keys.feature('conversion', id, 'lead'),
    queryFn: ({ signal }) => call<Row>(`/leads/${id}`, { signal }),
    staleTime: 0,
  });
}

export function planQuery(id: string) {
  return queryOptions({
    queryKey: keys.feature('conversion', id, 'plan'),
    queryFn: ({ signal }) => call<Plan>(`/leads/${id}/conversion_plan`, { signal }),
    staleTime: 0,
  });
}

/** What became of a lead that was converted. */
export function conversionQuery(id: string) {
  return queryOptions({
    queryKey: keys.feature('conversion', id, 'newest'),
    queryFn: ({ signal }) => call<Conversion>(`/leads/${id}/conversion`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'deal_pending' ? POLL_MS : false),
  });
}

/** Some records of a type, with what their references lead to. */
export function recordsQuery(path: string, ids: readonly string[]) {
  return queryOptions({
    queryKey: keys.several(path, ids),
    queryFn: async ({ signal }): Promise<{ items: readonly Row[]; refs: Refs }> => {
      const filter = JSON.stringify({ field: 'id', op: 'in', value: ids });
      return call<Page>(`/${path}`, { query: { filter, limit: ids.length }, signal });
    },
  });
}

/** Records that words find, for whoever is not among those proposed. */
export function foundQuery(path: string, title: string, q: string) {
  return queryOptions({
    queryKey: keys.several(path, ['found', q]),
    queryFn: ({ signal }) =>
      call<Page>(`/${path}`, { query: { q, limit: 5, fields: title }, signal }),
    enabled: q.trim().length > 1,
  });
}

export function convert(lead: string, body: object, key: string): Promise<Conversion> {
  return call<Conversion>(`/leads/${lead}/convert`, { body, key });
}

export function unconvert(lead: string): Promise<Row> {
  return call<Row>(`/leads/${lead}/unconvert`, { body: { keep_contact: false } });
}
