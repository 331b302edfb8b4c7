/** Records for the palette: found by words over all services, or opened lately. */

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Hit } from './model';

interface Found {
  readonly items: readonly {
    readonly record: string;
    readonly id: string;
    readonly title: string | null;
    readonly subtitle: Readonly<Record<string, unknown>>;
    readonly excerpts: readonly { readonly field: string; readonly text: string }[];
  }[];
  readonly missing: readonly string[];
}

interface Hits {
  readonly hits: readonly Hit[];
  /** Services that did not answer in time. */
  readonly missing: readonly string[];
}

const HITS = 8;

export function hitsQuery(text: string) {
  return queryOptions({
    queryKey: keys.everywhere(text),
    queryFn: async ({ signal }): Promise<Hits> => {
      const found = await call<Found>('/search', { query: { q: text, limit: HITS }, signal });
      return { hits: found.items.map(hitOf), missing: found.missing };
    },
    enabled: text.length > 0,
    placeholderData: keepPreviousData,
  });
}

function hitOf({ record, id, title, excerpts }: Found['items'][number]): Hit {
  const below = excerpts.map((each) => each.text).join(' · ');
  return { record, id, title: title ?? '', below };
}
