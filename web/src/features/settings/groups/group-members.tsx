import { Plural, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button, IconButton } from '@/kit/button/button';
import { SelectField, type Option } from '@/kit/field/select-field';
import { Part } from '@/kit/page/page';
import { Refusal } from '@/records/refusal/refusal';
import { membersOf, usersIn, type Group, type Party, type PartyKind } from '../model';
import css from '../parts/parts.module.css';
import { useNames } from '../parts/names';
import { useWords } from '../parts/words';
import { useGroups, useReload, useRoles, useUsers, useWrite } from '../queries';

const KINDS: readonly PartyKind[] = ['user', 'role', 'role_below', 'group'];

/** Who is in a group: users, roles and other groups, and whom that makes altogether. */
export function GroupMembers({ group }: { readonly group: Group }) {
  const { t } = useLingui();
  const words = useWords();
  const nameOf = useNames();
  const users = useUsers();
  const inIt = usersIn(group, useGroups(), useRoles(), users);
  const reload = useReload();
  const write = useWrite();
  const members = membersOf(group);
  function change(verb: 'add_member' | 'remove_member', member: Party) {
    write.mutate({
      path: `/groups/${group.id}/${verb}`,
      version: group.version,
      body: { member },
    });
  }
  return (
    <Part title={t`Members`} hint={t`A role brings its users, a group brings those who are in it.`}>
      {members.length > 0 ? (
        <ul className={css.rows}>
          {members.map((member) => {
            const memberName = nameOf(member);
            return (
              <li key={member.kind + member.id}>
                <strong>{memberName}</strong>
                <span className={css.muted}>{words.party[member.kind]}</span>
                <IconButton
                  icon="x"
                  label={t`Take out ${memberName}`}
                  disabled={write.isPending}
                  onClick={() => change('remove_member', member)}
                />
              </li>
            );
          })}
        </ul>
      ) : (
        <p className={css.muted}>{t`Nobody is in it yet.`}</p>
      )}
      <Refusal error={write.error} onReload={() => void reload()} />
      <AddMember
        group={group}
        isBusy={write.isPending}
        onAdd={(member) => change('add_member', member)}
      />
      <details>
        <summary>
          <Plural
            value={inIt.size}
            one="# user is in it altogether"
            other="# users are in it altogether"
          />
        </summary>
        <p className={css.muted}>
          {users
            .filter((user) => inIt.has(user.id))
            .map((user) => user.display_name)
            .join(', ')}
        </p>
      </details>
    </Part>
  );
}

interface AddMemberProps {
  readonly group: Group;
  readonly isBusy: boolean;
  readonly onAdd: (member: Party) => void;
}

function AddMember({ group, isBusy, onAdd }: AddMemberProps) {
  const { t } = useLingui();
  const words = useWords();
  const [kind, setKind] = useState<PartyKind>('user');
  const [id, setId] = useState('');
  const options = useOptions(kind);
  const there = new Set(membersOf(group).map((each) => each.kind + each.id));
  const free = options.filter((each) => !there.has(kind + each.value));
  const picked = free.some((each) => each.value === id) ? id : '';
  return (
    <div className={css.bar}>
      <SelectField
        label={t`Kind of member`}
        value={kind}
        onValue={(value) => setKind(value as PartyKind)}
        options={KINDS.map((value) => ({ value, label: words.party[value] }))}
      />
      <SelectField
        label={t`Member`}
        value={picked}
        none={t`Choose`}
        onValue={setId}
        options={free}
      />
      <Button icon="plus" disabled={isBusy || picked === ''} onClick={() => onAdd({ kind, id })}>
        {t`Add`}
      </Button>
    </div>
  );
}

function useOptions(kind: PartyKind): readonly Option[] {
  const users = useUsers();
  const roles = useRoles();
  const groups = useGroups();
  if (kind === 'user')
    return users
      .filter((each) => each.status !== 'deactivated')
      .map((each) => ({ value: each.id, label: each.display_name }));
  const named = kind === 'group' ? groups : roles;
  return named.map((each) => ({ value: each.id, label: each.name }));
}
