/** What a user prefers: kept at the server, mirrored on this device so that the first frame is right. */

import { i18n } from '@lingui/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { activate, type Language } from './language';

export type Theme = 'light' | 'dark';

export interface Recent {
  readonly record: string;
  readonly id: string;
}

/** As `GET /me/preferences` gives it; what is not there follows the device. */
export interface Preferences {
  readonly theme?: 'system' | Theme | null;
  readonly density?: 'compact' | 'standard' | 'comfortable' | null;
  readonly language?: Language | null;
  readonly font_size?: 13 | 14 | 16 | null;
  readonly has_keys?: boolean | null;
  readonly favourites?: readonly string[] | null;
  readonly columns?: Readonly<Record<string, readonly string[]>> | null;
  readonly views?: Readonly<Record<string, string>> | null;
  readonly recents?: readonly Recent[] | null;
}

const KEPT = 'kontor.preferences';

/** What this device knows of the preferences. */
export function mirrored(): Preferences {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

/** Show the preferences, and remember them on this device. */
export function apply(preferred: Preferences): void {
  const { dataset } = document.documentElement;
  const given: readonly (readonly [string, string | undefined])[] = [
    ['theme', preferred.theme === 'system' ? undefined : (preferred.theme ?? undefined)],
    ['density', preferred.density ?? undefined],
    ['size', preferred.font_size?.toString()],
  ];
  for (const [name, value] of given)
    if (value === undefined) Reflect.deleteProperty(dataset, name);
    else dataset[name] = value;
  localStorage.setItem(KEPT, JSON.stringify(preferred));
}

async function take(preferred: Preferences): Promise<void> {
  apply(preferred);
  if (preferred.language && preferred.language !== i18n.locale) await activate(preferred.language);
}

const preferencesQuery = queryOptions({
  queryKey: keys.preferences,
  queryFn: async ({ signal }) => {
    const preferred = await call<Preferences>('/me/preferences', { signal });
    await take(preferred);
    return preferred;
  },
  staleTime: Infinity,
});

export function usePreferences(): Preferences {
  return useQuery(preferencesQuery).data ?? mirrored();
}

/** Prefer something else from now on: seen at once, then told to the server. */
export function usePrefer(): (change: Preferences) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (change: Preferences) =>
      call<Preferences>('/me/preferences', { method: 'PATCH', body: change }),
  });
  return useCallback(
    (change) => {
      const known = queries.getQueryData<Preferences>(keys.preferences) ?? mirrored();
      const preferred = { ...known, ...change };
      queries.setQueryData(keys.preferences, preferred);
      void take(preferred);
      mutate(change);
    },
    [queries, mutate],
  );
}

/** The theme that is shown: the chosen one, else the system's. */
export function shownTheme(preferred: Preferences): Theme {
  const chosen = preferred.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
