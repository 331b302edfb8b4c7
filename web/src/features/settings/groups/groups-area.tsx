import { Plural, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { Page } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { AreaProps } from '../areas';
import { membersOf, usersIn, type Group } from '../model';
import { Form } from '../parts/form';
import { useGroups, useRoles, useUsers, useWrite } from '../queries';
import { GroupPage } from './group-page';

/** Users who work together and are given records and rights together. */
export function GroupsArea({ item, onItem }: AreaProps) {
  const { t } = useLingui();
  const groups = useGroups();
  const roles = useRoles();
  const users = useUsers();
  const [isNew, setIsNew] = useState(false);
  const group = groups.find((each) => each.id === item);
  if (group) return <GroupPage key={group.id} group={group} />;
  return (
    <Page
      title={t`Groups`}
      hint={t`Users who work together: a group can own records, and rules can open records to it.`}
      actions={
        <Button tone="primary" icon="plus" onClick={() => setIsNew(true)}>{t`New group`}</Button>
      }
    >
      {item === '' ? null : (
        <State icon="circle-x" title={t`Not found`}>
          {t`This group does not exist any more.`}
        </State>
      )}
      {groups.length === 0 ? (
        <State icon="users" title={t`No group yet`} />
      ) : (
        <Table
          label={t`Groups`}
          rows={groups}
          keyOf={(each) => each.id}
          columns={[
            {
              key: 'name',
              label: t`Name`,
              cell: (each) => (
                <Link to="/settings/$area" params={{ area: 'groups' }} search={{ item: each.id }}>
                  {each.name}
                </Link>
              ),
            },
            { key: 'description', label: t`Description`, cell: (each) => each.description ?? '' },
            {
              key: 'members',
              label: t`Members`,
              cell: (each) => {
                const count = membersOf(each).length;
                return <Plural value={count} one="# entry" other="# entries" />;
              },
            },
            {
              key: 'users',
              label: t`Users in it`,
              isRight: true,
              cell: (each) => usersIn(each, groups, roles, users).size,
            },
          ]}
        />
      )}
      {isNew ? <NewGroup onClose={() => setIsNew(false)} onDone={onItem} /> : null}
    </Page>
  );
}

interface NewGroupProps {
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

function NewGroup({ onClose, onDone }: NewGroupProps) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [description, setDescription] = useState('');
  const create = useWrite<Group>((group) => {
    onClose();
    onDone(group.id);
  });
  const isTaken = isProblem(create.error) && create.error.code === 'address_taken';
  const wrongEmail = isTaken ? create.error?.message : faultAt(create.error, '/email');
  return (
    <Dialog title={t`New group`} isOpen onClose={onClose}>
      <Form
        label={t`New group`}
        submit={t`Create`}
        isBusy={create.isPending}
        isDisabled={name.trim() === ''}
        onCancel={onClose}
        onSubmit={() =>
          create.mutate({
            path: '/groups',
            body: { name, description: description || null, email: email || null },
          })
        }
      >
        <TextField
          label={t`Name`}
          required
          value={name}
          error={faultAt(create.error, '/name')}
          onValueChange={setName}
        />
        <TextField label={t`Description`} value={description} onValueChange={setDescription} />
        <TextField
          label={t`E-mail (may stay empty)`}
          type="email"
          value={email}
          error={wrongEmail}
          onValueChange={setEmail}
        />
        {wrongEmail ? null : <Refusal error={create.error} said={['/name', '/email']} />}
      </Form>
    </Dialog>
  );
}
