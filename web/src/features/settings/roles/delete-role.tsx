import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Dialog } from '@/kit/dialog/dialog';
import { SelectField } from '@/kit/field/select-field';
import { Refusal } from '@/records/refusal/refusal';
import { rolesBelow, type Role } from '../model';
import { Form } from '../parts/form';
import { useGroups, useReload, useRoles, useUsers, useWrite } from '../queries';

interface DeleteRoleProps {
  readonly role: Role;
  readonly onClose: () => void;
  readonly onGone: () => void;
}

/** Delete a role; who and what names it is said, and another one can stand in its place. */
export function DeleteRole({ role, onClose, onGone }: DeleteRoleProps) {
  const { t } = useLingui();
  const roles = useRoles();
  const reload = useReload();
  const [target, setTarget] = useState('');
  const below = rolesBelow(role.id, roles);
  const users = useUsers().filter((user) => user.role === role.id);
  const groups = useGroups().filter(
    (group) => group.member_roles.includes(role.id) || group.member_roles_below.includes(role.id),
  );
  const write = useWrite(() => {
    onClose();
    onGone();
  });
  const name = role.name;
  const named = [
    ...users.map((user) => user.display_name),
    ...roles.filter((each) => each.parent === role.id).map((each) => each.name),
    ...groups.map((group) => group.name),
  ].join(', ');
  const isUsed = isProblem(write.error) && write.error.code === 'role_in_use';
  return (
    <Dialog title={t`Delete ${name}`} isOpen onClose={onClose}>
      <Form
        label={t`Delete ${name}`}
        submit={target === '' ? t`Delete` : t`Replace and delete`}
        isBusy={write.isPending}
        isDanger
        onCancel={onClose}
        onSubmit={() => {
          const path = `/roles/${role.id}`;
          const { version } = role;
          if (target === '') write.mutate({ path, method: 'DELETE', version });
          else write.mutate({ path: `${path}/replace`, version, body: { target } });
        }}
      >
        <p>
          {named === ''
            ? t`No user, role or group names it.`
            : t`It is named by: ${named}. They need another role first.`}
        </p>
        <SelectField
          label={t`Put another role in its place`}
          value={target}
          none={t`None`}
          onValue={setTarget}
          options={roles
            .filter((each) => !below.has(each.id))
            .map((each) => ({ value: each.id, label: each.name }))}
        />
        <Refusal
          error={write.error}
          onReload={() => void reload()}
          way={isUsed ? t`Choose the role that is to stand in its place.` : undefined}
        />
      </Form>
    </Dialog>
  );
}
