import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { IconButton } from '@/kit/button/button';
import { SelectField } from '@/kit/field/select-field';
import { Part } from '@/kit/page/page';
import { Refusal } from '@/records/refusal/refusal';
import { usersIn, type Group, type User } from '../model';
import css from '../parts/parts.module.css';
import { useGroups, useReload, useRoles, useUsers, useWrite } from '../queries';

/** The groups somebody is in, by name or by what they are. */
export function UserGroups({ user }: { readonly user: User }) {
  const { t } = useLingui();
  const groups = useGroups();
  const roles = useRoles();
  const users = useUsers();
  const reload = useReload();
  const write = useWrite();
  const mine = groups.filter((group) => usersIn(group, groups, roles, users).has(user.id));
  const others = groups.filter((group) => !group.members.includes(user.id));
  function change(group: Group, verb: 'add_member' | 'remove_member') {
    write.mutate({
      path: `/groups/${group.id}/${verb}`,
      version: group.version,
      body: { member: { kind: 'user', id: user.id } },
    });
  }
  return (
    <Part title={t`Groups`}>
      {mine.length > 0 ? (
        <ul className={css.rows}>
          {mine.map((group) => {
            const groupName = group.name;
            return (
              <li key={group.id}>
                <Link to="/settings/$area" params={{ area: 'groups' }} search={{ item: group.id }}>
                  {groupName}
                </Link>
                {group.members.includes(user.id) ? (
                  <IconButton
                    icon="x"
                    label={t`Take out of ${groupName}`}
                    disabled={write.isPending}
                    onClick={() => change(group, 'remove_member')}
                  />
                ) : (
                  <span className={css.muted}>{t`by role or another group`}</span>
                )}
              </li>
            );
          })}
        </ul>
      ) : (
        <p className={css.muted}>{t`In no group.`}</p>
      )}
      <div className={css.bar}>
        <SelectField
          label={t`Put into a group`}
          value=""
          none={t`Choose a group`}
          disabled={write.isPending || others.length === 0}
          onValue={(id) => {
            const group = others.find((each) => each.id === id);
            if (group) change(group, 'add_member');
          }}
          options={others.map((group) => ({ value: group.id, label: group.name }))}
        />
      </div>
      <Refusal error={write.error} onReload={() => void reload()} />
    </Part>
  );
}
