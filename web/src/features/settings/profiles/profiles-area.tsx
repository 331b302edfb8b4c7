import { Plural, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Page } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { AreaProps } from '../areas';
import { Form } from '../parts/form';
import { useProfiles, useRoles, useUsers, useWrite } from '../queries';
import type { Profile } from './model';
import { ProfilePage } from './profile-page';

/** What users may do with which record types, fields and tools. */
export function ProfilesArea({ item, onItem }: AreaProps) {
  const { t } = useLingui();
  const profiles = useProfiles();
  const users = useUsers();
  const roles = useRoles();
  const [isNew, setIsNew] = useState(false);
  const profile = profiles.find((each) => each.id === item);
  if (profile) return <ProfilePage key={profile.id} profile={profile} onItem={onItem} />;
  return (
    <Page
      title={t`Profiles`}
      hint={t`What one may do. Several profiles of a user are united; a denial holds against all of them.`}
      actions={
        <Button tone="primary" icon="plus" onClick={() => setIsNew(true)}>{t`New profile`}</Button>
      }
    >
      {item === '' ? null : (
        <State icon="circle-x" title={t`Not found`}>
          {t`This profile does not exist any more.`}
        </State>
      )}
      <Table
        label={t`Profiles`}
        rows={profiles}
        keyOf={(each) => each.id}
        columns={[
          {
            key: 'name',
            label: t`Name`,
            cell: (each) => (
              <Link to="/settings/$area" params={{ area: 'profiles' }} search={{ item: each.id }}>
                {each.name}
              </Link>
            ),
          },
          { key: 'description', label: t`Description`, cell: (each) => each.description ?? '' },
          {
            key: 'holders',
            label: t`Given to`,
            cell: (each) => {
              const userCount = users.filter((user) => user.profiles.includes(each.id)).length;
              const roleCount = roles.filter((role) => role.profiles.includes(each.id)).length;
              return (
                <>
                  <Plural value={userCount} one="# user" other="# users" />
                  {', '}
                  <Plural value={roleCount} one="# role" other="# roles" />
                </>
              );
            },
          },
          {
            key: 'all',
            label: t`For new users`,
            cell: (each) => (each.is_for_all ? <Chip hue="teal">{t`For new users`}</Chip> : null),
          },
        ]}
      />
      {isNew ? <NewProfile onClose={() => setIsNew(false)} onDone={onItem} /> : null}
    </Page>
  );
}

interface NewProfileProps {
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

function NewProfile({ onClose, onDone }: NewProfileProps) {
  const { t } = useLingui();
  const profiles = useProfiles();
  const [name, setName] = useState('');
  const [like, setLike] = useState('');
  const create = useWrite<Profile>((profile) => {
    onClose();
    onDone(profile.id);
  });
  return (
    <Dialog title={t`New profile`} isOpen onClose={onClose}>
      <Form
        label={t`New profile`}
        submit={t`Create`}
        isBusy={create.isPending}
        isDisabled={name.trim() === ''}
        onCancel={onClose}
        onSubmit={() =>
          create.mutate({
            path: like === '' ? '/profiles' : `/profiles/${like}/clone`,
            body: { name },
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
        <SelectField
          label={t`Begin as a copy of`}
          value={like}
          none={t`Nothing allowed yet`}
          onValue={setLike}
          options={profiles.map((each) => ({ value: each.id, label: each.name }))}
        />
        <Refusal error={create.error} said={['/name']} />
      </Form>
    </Dialog>
  );
}
