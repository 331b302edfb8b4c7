import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { User } from '../model';
import { Form } from '../parts/form';
import { useReload, useWrite } from '../queries';

export type Act = 'password' | 'suspend' | 'resume' | 'delete';

interface UserActsProps {
  readonly act: Act;
  readonly user: User;
  readonly onClose: () => void;
}

/** Asks once before somebody is kept out, let in or given a password, and says what follows. */
export function UserActs({ act, user, onClose }: UserActsProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const reload = useReload();
  const [text, setText] = useState('');
  const name = user.display_name;
  const write = useWrite(() => {
    onClose();
    if (act === 'delete') void navigate({ to: '/settings/$area', params: { area: 'users' } });
  });
  const says: Readonly<Record<Act, readonly [string, string]>> = {
    password: [t`Set a password for ${name}`, t`Every session of this user ends at once.`],
    suspend: [
      t`Suspend ${name}`,
      t`All sessions and API keys end at once. Records, role and groups stay as they are.`,
    ],
    resume: [t`Let ${name} in again`, t`Sessions and API keys that have ended do not come back.`],
    delete: [
      t`Delete ${name}`,
      t`Sessions and API keys end, the address is free again. Records keep this user as their owner until others are given them.`,
    ],
  };
  const [title, consequence] = says[act];
  const verbs = {
    password: t`Set password`,
    suspend: t`Suspend`,
    resume: t`Let in again`,
    delete: t`Delete`,
  };
  const isWeak = isProblem(write.error) && write.error.code === 'password_weak';
  const wrong = isWeak ? write.error?.message : faultAt(write.error, '/password');
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form
        label={title}
        submit={verbs[act]}
        isBusy={write.isPending}
        isDanger={act === 'suspend' || act === 'delete'}
        isDisabled={act === 'password' && text === ''}
        onCancel={onClose}
        onSubmit={submit}
      >
        <p>{consequence}</p>
        {act === 'password' ? (
          <TextField
            label={t`New password`}
            type="password"
            autoComplete="new-password"
            value={text}
            error={wrong}
            onValueChange={setText}
          />
        ) : null}
        {act === 'suspend' ? (
          <TextField label={t`Reason (may stay empty)`} value={text} onValueChange={setText} />
        ) : null}
        {wrong ? null : <Refusal error={write.error} onReload={() => void reload()} />}
      </Form>
    </Dialog>
  );

  function submit() {
    const path = `/users/${user.id}`;
    const version = user.version;
    if (act === 'delete') write.mutate({ path, method: 'DELETE', version });
    else if (act === 'password')
      write.mutate({ path: `${path}/set_password`, version, body: { password: text } });
    else if (act === 'suspend')
      write.mutate({ path: `${path}/suspend`, version, body: { reason: text || null } });
    else write.mutate({ path: `${path}/resume`, version, body: {} });
  }
}
