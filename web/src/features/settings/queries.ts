import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Group, Role, User } from './model';
import type { Profile } from './profiles/model';
import type { ModuleDefault, Rule } from './sharing/model';

const PAGE = 200;
const MOST_PAGES = 25;

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Everything under a path such as `/users`, by name; settings never have more than thousands. */
function allOf<T>(path: string, sort: string) {
  return queryOptions({
    queryKey: keys.feature('settings', path),
    queryFn: async ({ signal }): Promise<readonly T[]> => {
      const found: T[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = { sort, limit: PAGE, cursor };
        const answer: Page<T> = await call<Page<T>>(path, { query, signal });
        found.push(...answer.items);
        cursor = answer.next;
        if (cursor === null) break;
      }
      return found;
    },
  });
}

const usersQuery = allOf<User>('/users', 'display_name');
const groupsQuery = allOf<Group>('/groups', 'name');
const profilesQuery = allOf<Profile>('/profiles', 'name');
const rolesQuery = allOf<Role>('/roles', 'name');

const rulesQuery = allOf<Rule>('/sharing_rules', 'name');
const defaultsQuery = allOf<ModuleDefault>('/module_defaults', 'record');

export const useUsers = () => useSuspenseQuery(usersQuery).data;
export const useGroups = () => useSuspenseQuery(groupsQuery).data;
export const useRules = () => useSuspenseQuery(rulesQuery).data;
export const useDefaults = () => useSuspenseQuery(defaultsQuery).data;
export const useProfiles = () => useSuspenseQuery(profilesQuery).data;
export const useRoles = () => useSuspenseQuery(rolesQuery).data;

/** What somebody may do by all their profiles together. */
export interface Effective {
  readonly user: string;
  readonly is_administrator: boolean;
  readonly tools: readonly string[];
  readonly modules: Readonly<
    Record<
      string,
      {
        readonly actions: readonly string[];
        readonly tools: readonly string[];
        readonly fields: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** The rights of a user. */
function effectiveQuery(user: string) {
  return queryOptions({
    queryKey: keys.feature('settings', 'effective', user),
    queryFn: ({ signal }) => call<Effective>('/profiles/effective', { query: { user }, signal }),
  });
}

export const useEffective = (user: string) => useSuspenseQuery(effectiveQuery(user)).data;

export interface Order {
  readonly path: string;
  readonly method?: 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly version?: number;
}

/** Send a change; what settings show is read again afterwards, and a retry is not a second one. */
export function useWrite<T = unknown>(onDone?: (answer: T) => void) {
  const queries = useQueryClient();
  const last = useRef({ order: '', key: '' });
  return useMutation({
    mutationFn: (order: Order) => {
      const text = JSON.stringify(order);
      if (text !== last.current.order) last.current = { order: text, key: crypto.randomUUID() };
      const { path, ...rest } = order;
      return call<T>(path, { method: 'POST', ...rest, key: last.current.key });
    },
    onSuccess: async (answer) => {
      last.current = { order: '', key: '' };
      await queries.invalidateQueries({ queryKey: keys.feature('settings') });
      onDone?.(answer);
    },
  });
}

/** Read again what somebody else has changed. */
export function useReload() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: keys.feature('settings') });
}
