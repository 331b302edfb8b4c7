/** The keys of everything kept in the query cache: the only place where they are made. */

export const keys = {
  session: ['session'] as const,
  catalogue: ['catalogue'] as const,
  preferences: ['preferences'] as const,
  everywhere: (text: string) => ['search', text] as const,
  /** Everything of a record type. */
  type: (path: string) => ['records', path] as const,
  list: (path: string, query: object) => ['records', path, 'list', query] as const,
  page: (path: string, query: object, page: number) =>
    ['records', path, 'list', query, page] as const,
  marks: (path: string, query: object) => ['records', path, 'list', query, 'marks'] as const,
  /** Records read side by side, and what may stand for the same as one. */
  several: (path: string, ids: readonly string[]) => ['records', path, 'several', ...ids] as const,
  duplicates: (path: string, id: string) => ['records', path, 'duplicates', id] as const,
  count: (path: string, filter: string) => ['records', path, 'count', filter] as const,
  views: (path: string) => ['records', path, 'views'] as const,
  board: (path: string, query: object) => ['records', path, 'board', query] as const,
  /** Records that came while its lists were shown; emptied when they are asked for anew. */
  unseen: (path: string) => ['records', path, 'unseen'] as const,
  search: (path: string, text: string) => ['records', path, 'search', text] as const,
  /** What a feature keeps: `keys.feature('settings', '/users')`. */
  feature: (name: string, ...rest: readonly unknown[]) => ['feature', name, ...rest] as const,
  /** Work that the server does beside us: `id` of one, or what is listed. */
  job: (path: string, id: string) => ['jobs', path, id] as const,
  /** Whom words or ids lead to, by the type that is referred to. */
  lookup: (record: string, words: string) => ['lookup', record, words] as const,
  record: (path: string, id: string) => ['records', path, 'one', id] as const,
  part: (path: string, id: string, part: string) => ['records', path, 'one', id, part] as const,
  related: (path: string, query: object) => ['records', path, 'related', query] as const,
  /** What lies in any bin. */
  bins: ['bin'] as const,
  bin: (path: string) => ['bin', path] as const,
  tags: ['tags'] as const,
  person: (id: string) => ['people', id] as const,
};
