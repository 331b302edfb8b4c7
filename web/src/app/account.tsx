import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '@/api/client';
import { Button, IconButton } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import { shownTheme, usePrefer, usePreferences } from './preferences';
import { sessionQuery } from './session';
import css from './shell.module.css';

/** Who is signed in, how the screen looks to them, and the way out. */
export function Account() {
  const { t, i18n } = useLingui();
  const session = useSuspenseQuery(sessionQuery).data;
  const queries = useQueryClient();
  const shown = shownTheme(usePreferences());
  const prefer = usePrefer();
  const signOut = useMutation({
    mutationFn: () => call('/session', { method: 'DELETE' }),
    onSuccess: () => queries.resetQueries(),
  });
  return (
    <footer className={css.account}>
      <Link to="/settings/$area" params={{ area: 'me' }} className={css.place}>
        <Icon name="settings" />
        <span>{t`Settings`}</span>
      </Link>
      <strong>{session?.user.display_name}</strong>
      <div>
        <IconButton
          icon={shown === 'dark' ? 'sun' : 'moon'}
          label={shown === 'dark' ? t`Light theme` : t`Dark theme`}
          onClick={() => prefer({ theme: shown === 'dark' ? 'light' : 'dark' })}
        />
        <Button
          tone="quiet"
          onClick={() => prefer({ language: i18n.locale === 'de' ? 'en' : 'de' })}
        >
          {i18n.locale === 'de' ? 'English' : 'Deutsch'}
        </Button>
        <IconButton icon="log-out" label={t`Sign out`} onClick={() => signOut.mutate()} />
      </div>
    </footer>
  );
}
