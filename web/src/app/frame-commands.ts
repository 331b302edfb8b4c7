import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useCommands, type Command } from '@/kit/keyboard/commands';
import { plural, singular, useCatalogue } from '@/records/catalogue/catalogue';
import { shownTheme, usePrefer, usePreferences } from './preferences';

/** What stands above the screen. */
export type Opened = 'palette' | 'keys' | null;

/** Offer what can be done on every screen: go somewhere, create something, change the looks. */
export function useFrameCommands(open: (what: Opened) => void): void {
  const { t, i18n } = useLingui();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const preferred = usePreferences();
  const prefer = usePrefer();
  const theme = shownTheme(preferred) === 'dark' ? 'light' : 'dark';
  const language = i18n.locale === 'de' ? 'en' : 'de';
  const places = catalogue.records.map((entry): Command => ({
    id: `go:${entry.path}`,
    label: plural(entry),
    icon: entry.icon,
    ...(entry.goto ? { keys: `g ${entry.goto}` } : {}),
    run: () => void navigate({ to: '/$path', params: { path: entry.path } }),
  }));
  const creates = catalogue.records
    .filter((entry) => entry.can.create)
    .map((entry): Command => {
      const record = singular(entry);
      return {
        id: `new:${entry.path}`,
        label: t`Create: ${record}`,
        icon: 'plus',
        run: () => void navigate({ href: `/${entry.path}/new` }),
      };
    });
  useCommands([
    {
      id: 'palette',
      label: t`Search and commands`,
      icon: 'search',
      keys: 'mod+k',
      run: () => open('palette'),
    },
    { id: 'keys', label: t`Keys`, icon: 'keyboard', keys: '?', run: () => open('keys') },
    {
      id: 'go:',
      label: t`Start`,
      icon: 'house',
      keys: 'g g',
      run: () => void navigate({ to: '/' }),
    },
    ...places,
    ...creates,
    {
      id: 'theme',
      label: theme === 'dark' ? t`Dark theme` : t`Light theme`,
      icon: theme === 'dark' ? 'moon' : 'sun',
      run: () => prefer({ theme }),
    },
    {
      id: 'language',
      label: language === 'de' ? 'Deutsch' : 'English',
      icon: 'languages',
      run: () => prefer({ language }),
    },
  ]);
}
