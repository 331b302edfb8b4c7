import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { useWrite } from '../queries';
import type { ChoiceList, OwnField } from './model';

interface Whole<T> {
  readonly items: readonly T[];
}

export function useOwnFields(path: string): readonly OwnField[] {
  return useSuspenseQuery({
    queryKey: keys.feature('settings', 'custom_fields', path),
    queryFn: ({ signal }) => call<Whole<OwnField>>(`/${path}/custom_fields`, { signal }),
  }).data.items;
}

/** The lists of the service a record type is of. */
export function useLists(path: string): readonly ChoiceList[] {
  return useSuspenseQuery({
    queryKey: keys.feature('settings', 'choice_lists', path),
    queryFn: ({ signal }) => call<Whole<ChoiceList>>(`/${path}/choice_lists`, { signal }),
  }).data.items;
}

/** A change after which lists and forms show something else. */
export function useDefine(onDone?: () => void) {
  const queries = useQueryClient();
  return useWrite(() => {
    void queries.invalidateQueries({ queryKey: keys.catalogue });
    onDone?.();
  });
}
