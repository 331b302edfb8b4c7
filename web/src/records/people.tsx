import { useLingui } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';

interface Named {
  readonly display_name: string;
}

const USER = 'user:';

/** The name of a user, kept for long: people are named all over a history. */
export function personQuery(actor: string) {
  const id = actor.slice(USER.length);
  return queryOptions({
    queryKey: keys.person(id),
    queryFn: async ({ signal }): Promise<string | null> => {
      try {
        return (await call<Named>(`/users/${id}`, { signal })).display_name;
      } catch (error) {
        // Somebody who has left is not named, and that is no failure.
        if (isProblem(error, 'not_found')) return null;
        throw error;
      }
    },
    enabled: actor.startsWith(USER),
    staleTime: 600_000,
  });
}

/** Who did something: a person by name, a rule or service as what it is. */
export function Person({ actor }: { readonly actor: string }) {
  const { t } = useLingui();
  const name = useQuery(personQuery(actor)).data;
  if (!actor.startsWith(USER)) return t`Kontor`;
  return name === undefined ? '…' : (name ?? t`Somebody who has left`);
}
