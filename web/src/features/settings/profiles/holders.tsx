import { useLingui } from '@lingui/react/macro';
import { IconButton } from '@/kit/button/button';
import { SelectField } from '@/kit/field/select-field';
import { Part } from '@/kit/page/page';
import { Refusal } from '@/records/refusal/refusal';
import css from '../parts/parts.module.css';
import { useWords } from '../parts/words';
import { useReload, useRoles, useUsers, useWrite } from '../queries';
import type { Profile } from './model';

interface Holder {
  readonly kind: 'users' | 'roles';
  readonly id: string;
  readonly name: string;
}

/** Who has a profile: users by themselves, and roles whose users have it. */
export function Holders({ profile }: { readonly profile: Profile }) {
  const { t } = useLingui();
  const words = useWords();
  const reload = useReload();
  const write = useWrite();
  const all: readonly (Holder & { readonly has: boolean })[] = [
    ...useRoles().map(({ id, name, profiles }) => ({
      kind: 'roles' as const,
      id,
      name,
      has: profiles.includes(profile.id),
    })),
    ...useUsers().map(({ id, display_name, profiles }) => ({
      kind: 'users' as const,
      id,
      name: display_name,
      has: profiles.includes(profile.id),
    })),
  ];
  const mine = all.filter((each) => each.has);
  const others = all.filter((each) => !each.has);
  const kindOf = (each: Holder) => (each.kind === 'users' ? words.party.user : words.party.role);
  function change(verb: 'assign' | 'unassign', { kind, id }: Holder) {
    write.mutate({
      path: `/profiles/${profile.id}/${verb}`,
      version: profile.version,
      body: { [kind]: [id] },
    });
  }
  return (
    <Part title={t`Who has it`}>
      {mine.length === 0 ? <p className={css.muted}>{t`Nobody yet.`}</p> : null}
      <ul className={css.rows} hidden={mine.length === 0}>
        {mine.map((each) => {
          const holderName = each.name;
          return (
            <li key={each.id}>
              <strong>{holderName}</strong>
              <span className={css.muted}>{kindOf(each)}</span>
              <IconButton
                icon="x"
                label={t`Take it from ${holderName}`}
                disabled={write.isPending}
                onClick={() => change('unassign', each)}
              />
            </li>
          );
        })}
      </ul>
      <div className={css.bar}>
        <SelectField
          label={t`Give it to`}
          value=""
          none={t`Choose a user or a role`}
          disabled={write.isPending}
          onValue={(id) => {
            const holder = others.find((each) => each.id === id);
            if (holder) change('assign', holder);
          }}
          options={others.map((each) => ({
            value: each.id,
            label: `${each.name} (${kindOf(each)})`,
          }))}
        />
      </div>
      <Refusal error={write.error} onReload={() => void reload()} />
    </Part>
  );
}
