import { queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';

export interface Session {
  readonly user: {
    readonly id: string;
    readonly display_name: string;
    readonly email: string;
    readonly zone: string;
    readonly is_administrator: boolean;
  };
  readonly tenant: { readonly name: string; readonly currency: string };
}

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await call<Session>('/session', { signal });
    } catch (error) {
      if (isProblem(error, 'unauthenticated')) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});
