import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { Role } from '../model';
import { Form } from '../parts/form';
import { useRoles, useWrite } from '../queries';

interface NewRoleProps {
  readonly above: string | null;
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

export function NewRole({ above, onClose, onDone }: NewRoleProps) {
  const { t } = useLingui();
  const roles = useRoles();
  const root = roles.find((role) => role.parent === null);
  const [name, setName] = useState('');
  const [parent, setParent] = useState(above ?? root?.id ?? '');
  const create = useWrite<Role>((role) => {
    onClose();
    onDone(role.id);
  });
  return (
    <Dialog title={t`New role`} isOpen onClose={onClose}>
      <Form
        label={t`New role`}
        submit={t`Create`}
        isBusy={create.isPending}
        isDisabled={name.trim() === ''}
        onCancel={onClose}
        onSubmit={() => create.mutate({ path: '/roles', body: { name, parent: parent || null } })}
      >
        <TextField
          label={t`Name`}
          required
          value={name}
          error={faultAt(create.error, '/name')}
          onValueChange={setName}
        />
        <SelectField
          label={t`Below`}
          value={parent}
          error={faultAt(create.error, '/parent')}
          onValue={setParent}
          options={roles.map((role) => ({ value: role.id, label: role.name }))}
        />
        <Refusal error={create.error} said={['/name', '/parent']} />
      </Form>
    </Dialog>
  );
}
