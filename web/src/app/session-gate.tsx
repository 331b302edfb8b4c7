import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from '@/kit/states/states';
import { sessionQuery } from './session';
import { SignIn } from './sign-in';

/** Show the product to who is signed in, and the sign-in to everybody else. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.isPending) return null;
  if (session.isError)
    return <Failed detail={session.error.message} onRetry={() => void session.refetch()} />;
  return session.data === null ? <SignIn /> : children;
}
