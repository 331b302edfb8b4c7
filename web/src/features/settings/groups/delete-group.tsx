import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Dialog } from '@/kit/dialog/dialog';
import { SelectField } from '@/kit/field/select-field';
import { Refusal } from '@/records/refusal/refusal';
import type { Group } from '../model';
import { Form } from '../parts/form';
import { useGroups, useReload, useWrite } from '../queries';

interface DeleteGroupProps {
  readonly group: Group;
  readonly onClose: () => void;
}

/** Delete a group; where others name it, another one is put in its place. */
export function DeleteGroup({ group, onClose }: DeleteGroupProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const reload = useReload();
  const groups = useGroups();
  const [target, setTarget] = useState('');
  const write = useWrite(() => {
    onClose();
    void navigate({ to: '/settings/$area', params: { area: 'groups' } });
  });
  const name = group.name;
  const naming = groups.filter((each) => each.member_groups.includes(group.id));
  const names = naming.map((each) => each.name).join(', ');
  const isUsed = isProblem(write.error) && write.error.code === 'group_in_use';
  return (
    <Dialog title={t`Delete ${name}`} isOpen onClose={onClose}>
      <Form
        label={t`Delete ${name}`}
        submit={target === '' ? t`Delete` : t`Replace and delete`}
        isBusy={write.isPending}
        isDanger
        onCancel={onClose}
        onSubmit={() => {
          const path = `/groups/${group.id}`;
          const { version } = group;
          if (target === '') write.mutate({ path, method: 'DELETE', version });
          else write.mutate({ path: `${path}/replace`, version, body: { target } });
        }}
      >
        <p>{t`Its members stay; what they see through this group they lose.`}</p>
        {naming.length > 0 ? <p>{t`It is a member of: ${names}.`}</p> : null}
        <SelectField
          label={t`Put another group in its place`}
          value={target}
          none={t`None`}
          onValue={setTarget}
          options={groups
            .filter((each) => each.id !== group.id)
            .map((each) => ({ value: each.id, label: each.name }))}
        />
        <Refusal
          error={write.error}
          onReload={() => void reload()}
          way={isUsed ? t`Choose the group that is to stand in its place.` : undefined}
        />
      </Form>
    </Dialog>
  );
}
