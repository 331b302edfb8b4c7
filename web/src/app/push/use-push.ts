import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { hear } from './hearing';

export interface PushState {
  /** Whether what is shown is kept up to date; null before that is known. */
  readonly isLive: boolean | null;
  /** Since when it is so. */
  readonly since: Date;
  /** Whether the server has another build of the front end than this one. */
  readonly isOutdated: boolean;
}

/** Keep what is shown up to date for a user, and say how that stands. */
export function usePush(user: string): PushState {
  const queries = useQueryClient();
  const [state, setState] = useState<PushState>({
    isLive: null,
    since: new Date(),
    isOutdated: false,
  });
  useEffect(
    () =>
      hear(user, queries, {
        onState: (isLive) =>
          setState((now) => (now.isLive === isLive ? now : { ...now, isLive, since: new Date() })),
        onRelease: () => setState((now) => ({ ...now, isOutdated: true })),
      }),
    [queries, user],
  );
  return state;
}
