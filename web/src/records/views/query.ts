/** Saved views of a type. */

import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Condition } from '@/records/filter/condition';

export interface Principal {
  readonly kind: 'user' | 'group' | 'role';
  readonly id: string;
}

export interface View {
  readonly id: string;
  readonly version: number;
  readonly owner: string | null;
  readonly name: string;
  readonly slug: string;
  readonly filter: Condition | null;
  readonly sort: readonly string[];
  readonly columns: readonly string[];
  readonly display: 'list' | 'board' | 'calendar';
  readonly group_by: string | null;
  readonly visibility: 'private' | 'shared';
  readonly shared_with: readonly Principal[];
  readonly is_default: boolean;
}

interface Views {
  readonly items: readonly View[];
}

export function viewsQuery(path: string) {
  return queryOptions({
    queryKey: keys.views(path),
    queryFn: async ({ signal }) => (await call<Views>(`/${path}/views`, { signal })).items,
    staleTime: 5 * 60_000,
  });
}
