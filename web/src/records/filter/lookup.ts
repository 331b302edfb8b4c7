/** Records, users and tags by name, for those who pick one; and names for those that were picked. */

import { queryOptions, useQueries } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Option } from '@/kit/picker/picker';
import type { Page, RecordEntry } from '@/records/catalogue/types';
import { leaves, type Condition } from './condition';
import { found, type Filterable } from './filterable';
import type { Titles } from './words';

/** People and groups are no record types of the catalogue, but everybody refers to them. */
const PEOPLE: Readonly<Record<string, { path: string; title: string }>> = {
  'identity.user': { path: 'users', title: 'display_name' },
  'identity.group': { path: 'groups', title: 'name' },
  'identity.role': { path: 'roles', title: 'name' },
};
const MOST = 200;
const FIRST = 20;

interface Hits {
  readonly items: readonly { readonly id: string; readonly title: string | null }[];
}

interface Tags {
  readonly items: readonly {
    readonly name: string;
    readonly ids: Readonly<Record<string, string>>;
  }[];
}

type Records = readonly RecordEntry[];

/** Whether the options of a target are looked up as one types, for they are too many to load. */
export const isSearched = (target: string) => !(target in PEOPLE);

/** The records of a type that words lead to; the newest where none are given. */
export function optionsQuery(records: Records, target: string, text: string) {
  const people = PEOPLE[target];
  const entry = records.find((each) => each.record === target);
  const words = isSearched(target) ? text.trim() : '';
  return queryOptions({
    queryKey: keys.lookup(target, words),
    queryFn: async ({ signal }): Promise<readonly Option[]> => {
      if (people)
        return named(
          await call<Page>(`/${people.path}`, { query: { limit: MOST }, signal }),
          people.title,
        );
      if (!entry) return [];
      if (words.length > 1) {
        const query = { q: words, limit: FIRST };
        const hits = await call<Hits>(`/${entry.path}/search`, { query, signal });
        return hits.items.map(({ id, title }) => ({ key: id, label: title ?? id }));
      }
      const query = { fields: entry.title, limit: FIRST };
      return named(await call<Page>(`/${entry.path}`, { query, signal }), entry.title);
    },
  });
}

/** The tags that records of a service may have. */
export function tagsQuery(service: string) {
  return queryOptions({
    queryKey: keys.lookup('tags', service),
    queryFn: async ({ signal }): Promise<readonly Option[]> => {
      const { items } = await call<Tags>('/tags', { signal });
      return items.flatMap(({ name, ids }) => {
        const id = ids[service];
        return id === undefined ? [] : [{ key: id, label: name }];
      });
    },
  });
}

function titlesQuery(records: Records, target: string, ids: readonly string[]) {
  const entry = records.find((each) => each.record === target);
  return queryOptions({
    queryKey: keys.lookup(target, ids.join(' ')),
    queryFn: async ({ signal }): Promise<readonly Option[]> => {
      if (!entry) return [];
      const filter = JSON.stringify({ field: 'id', op: 'in', value: ids });
      const query = { filter, fields: entry.title, limit: MOST };
      return named(await call<Page>(`/${entry.path}`, { query, signal }), entry.title);
    },
  });
}

/** The names of all records, people and tags that a condition names. */
export function useTitles(
  entry: RecordEntry,
  records: Records,
  fields: readonly Filterable[],
  condition: Condition | null,
): Titles {
  const wanted = new Map<string, Set<string>>();
  for (const leaf of leaves(condition)) {
    const field = found(fields, leaf);
    const target = field?.kind === 'tags' ? 'tags' : field?.field.target?.record;
    if (!target) continue;
    const ids = wanted.get(target) ?? new Set();
    for (const value of [leaf.value].flat()) if (typeof value === 'string') ids.add(value);
    if (ids.size > 0) wanted.set(target, ids);
  }
  const service = entry.record.split('.')[0] ?? '';
  const answers = useQueries({
    queries: [...wanted].map(([target, ids]) =>
      target === 'tags'
        ? tagsQuery(service)
        : isSearched(target)
          ? titlesQuery(records, target, [...ids].toSorted())
          : optionsQuery(records, target, ''),
    ),
  });
  return new Map(
    answers.flatMap(({ data }) => data?.map(({ key, label }) => [key, label] as const) ?? []),
  );
}

function named(page: Page, title: string): readonly Option[] {
  return page.items.map((row) => {
    const name = row[title];
    return { key: row.id, label: typeof name === 'string' && name !== '' ? name : row.id };
  });
}
