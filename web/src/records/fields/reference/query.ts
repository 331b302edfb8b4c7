import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Refs } from '@/records/catalogue/types';

export interface Hit {
  readonly record: string;
  readonly id: string;
  readonly title: string | null;
  readonly subtitle: Readonly<Record<string, unknown>>;
}

interface Hits {
  readonly items: readonly Hit[];
  readonly refs: Refs;
}

const HITS = 20;

/** Records of a type whose words begin like the text; asked for while one types. */
export function hitsQuery(path: string, text: string) {
  return queryOptions({
    queryKey: keys.search(path, text),
    queryFn: ({ signal }) =>
      call<Hits>(`/${path}/search`, { query: { q: text, limit: HITS }, signal }),
    enabled: text.trim() !== '',
    placeholderData: (before) => before,
  });
}
