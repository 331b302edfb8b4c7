import '@fontsource-variable/inter/wght.css';
import '@/kit/tokens.css';
import '@/kit/reset.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { whenSignedOut } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { activate, preferredLanguage } from './language';
import { apply, mirrored } from './preferences';
import { makeRouter } from './router';
import { SessionGate } from './session-gate';

const MOST_TRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // What was refused stays refused; only what is away may come back.
      retry: (tries, error) => tries < MOST_TRIES && isProblem(error, 'unavailable'),
    },
    mutations: { retry: false },
  },
});

async function start(): Promise<void> {
  const preferred = mirrored();
  apply(preferred);
  await activate(preferred.language ?? preferredLanguage());
  whenSignedOut(() => queries.setQueryData(keys.session, null));
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no place for us');
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <I18nProvider i18n={i18n}>
          <QueryClientProvider client={queries}>
            <SessionGate>
              <RouterProvider router={makeRouter()} />
            </SessionGate>
          </QueryClientProvider>
        </I18nProvider>
      </CSPProvider>
    </StrictMode>,
  );
}

void start();
