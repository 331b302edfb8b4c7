/** The keys of everything kept in the query cache: the only place where they are made. */

export const keys = {
  session: ['session'] as const,
  catalogue: ['catalogue'] as const,
  preferences: ['preferences'] as const,
  /** Everything of a record type. */
  type: (path: string) => ['records', path] as const,
  lists: (path: string) => ['records', path, 'list'] as const,
  list: (path: string, query: object) => ['records', path, 'list', query] as const,
  counts: (path: string) => ['records', path, 'count'] as const,
  count: (path: string, query: object) => ['records', path, 'count', query] as const,
  boards: (path: string) => ['records', path, 'board'] as const,
  board: (path: string, query: object) => ['records', path, 'board', query] as const,
  record: (path: string, id: string) => ['records', path, 'one', id] as const,
  part: (path: string, id: string, part: string) => ['records', path, 'one', id, part] as const,
  views: (path: string) => ['records', path, 'views'] as const,
  bin: (path: string) => ['records', path, 'bin'] as const,
  search: (text: string, path?: string) => ['search', path ?? '', text] as const,
  users: ['users'] as const,
  tags: ['tags'] as const,
  job: (path: string, id: string) => ['jobs', path, id] as const,
  /** What a feature keeps: `keys.feature('calendar', 'week', '2026-11-23')`. */
  feature: (name: string, ...rest: readonly unknown[]) => ['feature', name, ...rest] as const,
};
