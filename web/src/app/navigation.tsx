import { useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Icon } from '@/kit/icon/icon';
import { KeyCaps } from '@/kit/keyboard/key-caps';
import { plural, say, useCatalogue } from '@/records/catalogue/catalogue';
import { Account } from './account';
import { PushStatus } from './push/status';
import { sessionQuery } from './session';
import css from './shell.module.css';

interface NavigationProps {
  readonly onSearch: () => void;
}

/** The side of the frame: the way to search, the places, and who is signed in. */
export function Navigation({ onSearch }: NavigationProps) {
  const { t } = useLingui();
  const session = useSuspenseQuery(sessionQuery).data;
  return (
    <nav className={css.nav} aria-label={t`Navigation`}>
      <button type="button" className={css.search} onClick={onSearch}>
        <Icon name="search" />
        <span>{t`Search`}</span>
        <KeyCaps keys="mod+k" />
      </button>
      <Places />
      <Account />
      {session ? <PushStatus user={session.user.id} /> : null}
    </nav>
  );
}

/** Where one can go: what the catalogue names, in its groups. */
export function Places() {
  const { t } = useLingui();
  const catalogue = useCatalogue();
  return (
    <>
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
      <Link to="/bin/{-$path}" className={css.place}>
        <Icon name="trash" />
        <span>{t`Bin`}</span>
      </Link>
    </>
  );
}
