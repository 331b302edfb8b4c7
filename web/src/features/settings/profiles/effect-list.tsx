import { useLingui } from '@lingui/react/macro';
import { plural, useCatalogue } from '@/records/catalogue/catalogue';
import css from '../parts/parts.module.css';
import { useRoles, useUsers } from '../queries';
import { effects, type Permissions, type Profile } from './model';
import { useRightWords } from './right-words';

interface EffectListProps {
  readonly profile: Profile;
  readonly before: Permissions;
  readonly after: Permissions;
}

/** What a change would give and take, and for whom, before it is saved. */
export function EffectList({ profile, before, after }: EffectListProps) {
  const { t } = useLingui();
  const { records } = useCatalogue();
  const word = useRightWords();
  const roles = useRoles().filter((role) => role.profiles.includes(profile.id));
  const users = useUsers().filter(
    (user) => user.profiles.includes(profile.id) || roles.some((role) => role.id === user.role),
  );
  const changed = effects(
    before,
    after,
    records.map((each) => each.record),
  );
  if (changed.length === 0) return null;
  const names = users.map((user) => user.display_name).join(', ');
  const said = (keys: readonly string[]) =>
    keys.map((key) => key.split(': ').map(word).join(': ')).join(', ');
  return (
    <section aria-label={t`Effect`} className={css.form}>
      <h3>{t`Effect`}</h3>
      <p className={css.muted}>
        {names === ''
          ? t`Nobody has this profile yet.`
          : t`Holds within two seconds for: ${names}. Other profiles of theirs may still allow what goes here.`}
      </p>
      <ul className={css.rows}>
        {changed.map(({ record, gains, loses }) => {
          const entry = records.find((each) => each.record === record);
          const gained = said(gains);
          const lost = said(loses);
          return (
            <li key={record}>
              <strong>{entry ? plural(entry) : record}</strong>
              <span>
                {gained === '' ? null : t`gain: ${gained}`}
                {gained !== '' && lost !== '' ? ' · ' : null}
                {lost === '' ? null : t`lose: ${lost}`}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
