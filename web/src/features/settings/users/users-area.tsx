import { Plural, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Page } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table, type Column } from '@/kit/table/table';
import type { AreaProps } from '../areas';
import type { User } from '../model';
import css from '../parts/parts.module.css';
import { useWords } from '../parts/words';
import { useGroups, useRoles, useUsers } from '../queries';
import { NewUser } from './new-user';
import { UserPage } from './user-page';

/** Everybody who can sign in: found, let in, kept out. */
export function UsersArea({ item, onItem, viewer }: AreaProps) {
  const { t } = useLingui();
  const users = useUsers();
  const user = users.find((each) => each.id === item);
  const [q, setQ] = useState('');
  const [status, setStatus] = useState('');
  const [isNew, setIsNew] = useState(false);
  const words = useWords();
  const columns = useColumns();
  if (user) return <UserPage key={user.id} user={user} isMe={user.id === viewer.id} />;
  const wanted = q.trim().toLowerCase();
  const shown = users.filter(
    (each) =>
      (status === '' || each.status === status) &&
      `${each.display_name} ${each.email}`.toLowerCase().includes(wanted),
  );
  return (
    <Page
      title={t`Users`}
      hint={t`Everybody who can sign in. What they may do follows from their profiles, whose records they see from their role and groups.`}
      actions={
        <Button tone="primary" icon="user-plus" onClick={() => setIsNew(true)}>
          {t`New user`}
        </Button>
      }
    >
      <div className={css.bar}>
        <TextField label={t`Find by name or e-mail`} value={q} onValueChange={setQ} />
        <SelectField
          label={t`State`}
          value={status}
          none={t`All`}
          onValue={setStatus}
          options={['active', 'invited', 'suspended', 'deactivated'].map((value) => ({
            value,
            label: words.status(value)[0],
          }))}
        />
        <p className={css.muted} aria-live="polite">
          <Plural value={shown.length} one="# user" other="# users" />
        </p>
      </div>
      {item === '' ? null : (
        <State icon="circle-x" title={t`Not found`}>
          {t`This user does not exist any more.`}
        </State>
      )}
      {shown.length > 0 ? (
        <Table label={t`Users`} columns={columns} rows={shown} keyOf={(each) => each.id} />
      ) : (
        <State icon="search" title={t`Nothing matches`} />
      )}
      {isNew ? <NewUser onClose={() => setIsNew(false)} onDone={onItem} /> : null}
    </Page>
  );
}

function useColumns(): readonly Column<User>[] {
  const { t } = useLingui();
  const roles = useRoles();
  const groups = useGroups();
  const words = useWords();
  return [
    {
      key: 'name',
      label: t`Name`,
      cell: (user) => (
        <Link to="/settings/$area" params={{ area: 'users' }} search={{ item: user.id }}>
          {user.display_name}
        </Link>
      ),
    },
    { key: 'email', label: t`E-mail`, cell: (user) => user.email },
    {
      key: 'role',
      label: t`Role`,
      cell: (user) => roles.find((role) => role.id === user.role)?.name ?? '',
    },
    {
      key: 'groups',
      label: t`Groups`,
      cell: (user) =>
        groups
          .filter((group) => group.members.includes(user.id))
          .map((group) => group.name)
          .join(', '),
    },
    {
      key: 'status',
      label: t`State`,
      cell: (user) => {
        const [word, hue] = words.status(user.status);
        return (
          <>
            <Chip hue={hue}>{word}</Chip>{' '}
            {user.is_administrator ? <Chip hue="violet">{t`Administrator`}</Chip> : null}
          </>
        );
      },
    },
  ];
}
