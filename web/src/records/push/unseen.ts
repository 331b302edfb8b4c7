/** How many records of a type are new since its lists were read: they wait until one looks. */

import { useQuery, type QueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';

const NONE: readonly string[] = [];

/** Note records that no list shows yet. */
export function addNews(queries: QueryClient, path: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  queries.setQueryData<readonly string[]>(keys.unseen(path), (known = NONE) => [
    ...new Set([...known, ...ids]),
  ]);
}

/** How many there are; none once the lists of the type were read anew. */
export function useUnseen(path: string): number {
  const unseen = useQuery({
    queryKey: keys.unseen(path),
    queryFn: () => NONE,
    initialData: NONE,
    staleTime: Infinity,
  });
  return unseen.data.length;
}
