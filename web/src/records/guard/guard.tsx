import { useLingui } from '@lingui/react/macro';
import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode } from 'react';
import { isProblem } from '@/api/problem';
import { Failed, State } from '@/kit/states/states';

interface CatchProps {
  readonly onReset: () => void;
  readonly fallback: (error: Error, retry: () => void) => ReactNode;
  readonly children: ReactNode;
}

/** The one class: only such can catch what a part of the screen throws while it is drawn. */
class Catch extends Component<CatchProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return this.props.fallback(error, () => {
      this.props.onReset();
      this.setState({ error: null });
    });
  }
}

/** Keeps what cannot be loaded to its own place: the rest of the screen stays. */
export function Guard({ children }: { readonly children: ReactNode }) {
  const { t } = useLingui();
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Catch
          onReset={reset}
          fallback={(error, retry) => {
            if (isProblem(error, 'forbidden'))
              return (
                <State icon="lock" title={t`Not for you`}>
                  {error.message}
                </State>
              );
            const id = isProblem(error) ? error.document.request_id : undefined;
            const isOffline = isProblem(error, 'offline');
            const detail = isOffline ? t`There is no connection to the server.` : error.message;
            return <Failed detail={detail} requestId={id} onRetry={retry} />;
          }}
        >
          {children}
        </Catch>
      )}
    </QueryErrorResetBoundary>
  );
}
