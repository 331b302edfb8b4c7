import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense, useMemo, useState, type ReactNode } from 'react';
import { call } from '@/api/client';
import { Button, IconButton } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import { Skeleton } from '@/kit/states/states';
import { plural, say, useCatalogue } from '@/records/catalogue/catalogue';
import { ViewerProvider } from '@/records/viewer';
import { activate } from './language';
import { choose, theme } from './preferences';
import { sessionQuery } from './session';
import css from './shell.module.css';

/** The frame of every screen: navigation at the side, below it who is signed in. */
export function Shell() {
  return (
    <Suspense fallback={<Skeleton rows={12} />}>
      <Viewing>
        <div className={css.shell}>
          <Navigation />
          <main className={css.main}>
            <Outlet />
          </main>
        </div>
      </Viewing>
    </Suspense>
  );
}

/** Tell the screens of records for whom they show them. */
function Viewing({ children }: { readonly children: ReactNode }) {
  const session = useSuspenseQuery(sessionQuery).data;
  const viewer = useMemo(
    () => ({
      id: session?.user.id ?? '',
      zone: session?.user.zone ?? 'UTC',
      currency: session?.tenant.currency ?? 'EUR',
    }),
    [session],
  );
  return <ViewerProvider value={viewer}>{children}</ViewerProvider>;
}

function Navigation() {
  const { t } = useLingui();
  const catalogue = useCatalogue();
  return (
    <nav className={css.nav} aria-label={t`Navigation`}>
      <Link to="/" className={css.place} activeOptions={{ exact: true }}>
        <Icon name="house" />
        <span>{t`Start`}</span>
      </Link>
      {catalogue.groups
        .toSorted((one, other) => one.order - other.order)
        .map((group) => (
          <section key={group.key} className={css.group}>
            <h2>{say(group.label, group.key)}</h2>
            {catalogue.records
              .filter((entry) => entry.group === group.key)
              .map((entry) => (
                <Link
                  key={entry.path}
                  to="/$path"
                  params={{ path: entry.path }}
                  className={css.place}
                >
                  <Icon name={entry.icon} />
                  <span>{plural(entry)}</span>
                </Link>
              ))}
          </section>
        ))}
      <Account />
    </nav>
  );
}

function Account() {
  const { t, i18n } = useLingui();
  const session = useSuspenseQuery(sessionQuery).data;
  const queries = useQueryClient();
  const [shown, setShown] = useState(theme);
  const other = shown === 'dark' ? 'light' : 'dark';
  const signOut = useMutation({
    mutationFn: () => call('/session', { method: 'DELETE' }),
    onSuccess: () => queries.resetQueries(),
  });
  return (
    <footer className={css.account}>
      <strong>{session?.user.display_name}</strong>
      <div>
        <IconButton
          icon={shown === 'dark' ? 'sun' : 'moon'}
          label={shown === 'dark' ? t`Light theme` : t`Dark theme`}
          onClick={() => {
            choose(other);
            setShown(other);
          }}
        />
        <Button tone="quiet" onClick={() => void activate(i18n.locale === 'de' ? 'en' : 'de')}>
          {i18n.locale === 'de' ? 'English' : 'Deutsch'}
        </Button>
        <IconButton icon="log-out" label={t`Sign out`} onClick={() => signOut.mutate()} />
      </div>
    </footer>
  );
}
