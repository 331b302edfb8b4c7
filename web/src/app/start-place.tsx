import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Icon } from '@/kit/icon/icon';
import { plural, useCatalogue } from '@/records/catalogue/catalogue';
import css from './shell.module.css';

export function StartPlace() {
  const { t } = useLingui();
  return (
    <section className={css.start}>
      <h1>{t`Start`}</h1>
      <ul>
        {useCatalogue().records.map((entry) => (
          <li key={entry.path}>
            <Link to="/$path" params={{ path: entry.path }}>
              <Icon name={entry.icon} />
              {plural(entry)}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
