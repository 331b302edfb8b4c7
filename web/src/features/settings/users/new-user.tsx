import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Check } from '@/kit/check/check';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { User } from '../model';
import { Form } from '../parts/form';
import { PickList } from '../parts/pick-list';
import { useProfiles, useRoles, useWrite } from '../queries';

interface NewUserProps {
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

/** Let somebody in: with a password at once, or invited until one is given. */
export function NewUser({ onClose, onDone }: NewUserProps) {
  const { t, i18n } = useLingui();
  const roles = useRoles();
  const profiles = useProfiles();
  const [fields, setFields] = useState({ display_name: '', email: '', password: '', role: '' });
  const [isAdministrator, setIsAdministrator] = useState(false);
  const [picked, setPicked] = useState(() =>
    profiles.filter((each) => each.is_for_all).map((each) => each.id),
  );
  const create = useWrite<User>((user) => {
    onClose();
    onDone(user.id);
  });
  const set = (part: Partial<typeof fields>) => setFields((before) => ({ ...before, ...part }));
  const at = (pointer: string) => faultAt(create.error, pointer);
  const code = isProblem(create.error) ? create.error.code : '';
  const wrongEmail = code === 'login_taken' ? create.error?.message : at('/email');
  const wrongPassword = code === 'password_weak' ? create.error?.message : at('/password');
  return (
    <Dialog title={t`New user`} isOpen onClose={onClose}>
      <Form
        label={t`New user`}
        submit={fields.password === '' ? t`Invite` : t`Create`}
        isBusy={create.isPending}
        isDisabled={fields.display_name.trim() === '' || fields.email.trim() === ''}
        onCancel={onClose}
        onSubmit={() =>
          create.mutate({
            path: '/users',
            body: {
              display_name: fields.display_name,
              email: fields.email,
              locale: i18n.locale,
              zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
              is_administrator: isAdministrator,
              profiles: picked,
              role: fields.role === '' ? null : fields.role,
              ...(fields.password === '' ? {} : { password: fields.password }),
            },
          })
        }
      >
        <TextField
          label={t`Name`}
          required
          autoComplete="off"
          value={fields.display_name}
          error={at('/display_name')}
          onValueChange={(display_name) => set({ display_name })}
        />
        <TextField
          label={t`E-mail`}
          type="email"
          required
          autoComplete="off"
          value={fields.email}
          error={wrongEmail}
          onValueChange={(email) => set({ email })}
        />
        <TextField
          label={t`First password (without one, the user is invited and cannot sign in yet)`}
          type="password"
          autoComplete="new-password"
          value={fields.password}
          error={wrongPassword}
          onValueChange={(password) => set({ password })}
        />
        <SelectField
          label={t`Role`}
          value={fields.role}
          none={t`No role`}
          error={at('/role')}
          onValue={(role) => set({ role })}
          options={roles.map((role) => ({ value: role.id, label: role.name }))}
        />
        <PickList label={t`Profiles`} options={profiles} picked={picked} onPicked={setPicked} />
        <Check
          label={t`Administrator`}
          hint={t`May do and see everything, whatever the profiles say.`}
          isOn={isAdministrator}
          onToggle={setIsAdministrator}
        />
        {wrongEmail || wrongPassword ? null : (
          <Refusal error={create.error} said={['/email', '/password', '/display_name', '/role']} />
        )}
      </Form>
    </Dialog>
  );
}
