import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Hue } from '@/kit/hue';

export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly hue: Hue;
  readonly scope: 'shared' | 'private';
}

interface Tags {
  readonly items: readonly Tag[];
}

/** The tags on a record, one's own private ones included. */
export function tagsOnQuery(path: string, id: string) {
  return queryOptions({
    queryKey: keys.part(path, id, 'tags'),
    queryFn: ({ signal }) => call<Tags>(`/${path}/${id}/tags`, { signal }),
  });
}

/** All tags that one may use. */
export const allTagsQuery = queryOptions({
  queryKey: keys.tags,
  queryFn: ({ signal }) => call<Tags>('/tags', { signal }),
});
