import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { Check } from '@/kit/check/check';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Page, Part } from '@/kit/page/page';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import { useDraft } from '../draft';
import type { User } from '../model';
import { SaveBar } from '../parts/form';
import css from '../parts/parts.module.css';
import { PickList } from '../parts/pick-list';
import { WayBack } from '../parts/way-back';
import { useWords } from '../parts/words';
import { ZoneField } from '../parts/zone-field';
import { useProfiles, useReload, useRoles, useUsers, useWrite } from '../queries';
import { UserActs, type Act } from './user-acts';
import { UserGroups } from './user-groups';

interface UserPageProps {
  readonly user: User;
  readonly isMe: boolean;
}

/** One user: what is known of them, what they may do, and the ways to let them in or keep them out. */
export function UserPage({ user, isMe }: UserPageProps) {
  const { t } = useLingui();
  const [act, setAct] = useState<Act | null>(null);
  const [word, hue] = useWords().status(user.status);
  return (
    <Page
      title={user.display_name}
      hint={user.email}
      back={<WayBack area="users" label={t`Users`} />}
      actions={
        <>
          <Chip hue={hue}>{word}</Chip>
          <Button onClick={() => setAct('password')}>{t`Set password`}</Button>
          {user.status === 'suspended' ? (
            <Button icon="undo" onClick={() => setAct('resume')}>{t`Let in again`}</Button>
          ) : (
            <Button icon="ban" disabled={isMe} onClick={() => setAct('suspend')}>
              {t`Suspend`}
            </Button>
          )}
          <Button tone="danger" icon="trash" disabled={isMe} onClick={() => setAct('delete')}>
            {t`Delete`}
          </Button>
        </>
      }
    >
      <UserForm user={user} />
      <UserGroups user={user} />
      <Part
        title={t`What this user may do`}
        hint={t`All profiles together, and what each record shows of it.`}
        actions={
          <Link to="/settings/$area" params={{ area: 'access' }} search={{ item: user.id }}>
            {t`Show rights`}
          </Link>
        }
      >
        {null}
      </Part>
      {act ? <UserActs act={act} user={user} onClose={() => setAct(null)} /> : null}
    </Page>
  );
}

const SAID = ['/email', '/display_name', '/role', '/manager', '/zone'];

function UserForm({ user }: { readonly user: User }) {
  const { t } = useLingui();
  const roles = useRoles();
  const users = useUsers();
  const profiles = useProfiles();
  const draft = useDraft(user);
  const reload = useReload();
  const save = useWrite<User>(() => draft.clear());
  const { shown, set } = draft;
  const code = isProblem(save.error) ? save.error.code : '';
  const at = (pointer: string) => faultAt(save.error, pointer);
  const wrongEmail = code === 'login_taken' ? save.error?.message : at('/email');
  const wrongManager = code === 'manager_cycle' ? save.error?.message : at('/manager');
  return (
    <Part title={t`Person and rights`}>
      <div className={css.columns}>
        <TextField
          label={t`Name`}
          value={shown.display_name}
          error={at('/display_name')}
          onValueChange={(display_name) => set({ display_name })}
        />
        <TextField
          label={t`E-mail`}
          value={shown.email}
          error={wrongEmail}
          onValueChange={(email) => set({ email })}
        />
        <SelectField
          label={t`Role`}
          value={shown.role ?? ''}
          none={t`No role`}
          error={at('/role')}
          onValue={(role) => set({ role: role || null })}
          options={roles.map((role) => ({ value: role.id, label: role.name }))}
        />
        <SelectField
          label={t`Reports to`}
          value={shown.manager ?? ''}
          none={t`Nobody`}
          error={wrongManager}
          onValue={(manager) => set({ manager: manager || null })}
          options={users
            .filter((each) => each.id !== user.id)
            .map((each) => ({ value: each.id, label: each.display_name }))}
        />
        <SelectField
          label={t`Language`}
          value={shown.locale}
          onValue={(locale) => set({ locale })}
          options={[
            { value: 'de', label: 'Deutsch' },
            { value: 'en', label: 'English' },
          ]}
        />
        <ZoneField value={shown.zone} error={at('/zone')} onValue={(zone) => set({ zone })} />
      </div>
      <PickList
        label={t`Profiles (beside those of the role)`}
        options={profiles}
        picked={shown.profiles}
        onPicked={(picked) => set({ profiles: picked })}
      />
      <Check
        label={t`Administrator`}
        hint={t`May do and see everything, whatever the profiles say.`}
        isOn={shown.is_administrator}
        onToggle={(is_administrator) => set({ is_administrator })}
      />
      {wrongEmail || wrongManager ? null : (
        <Refusal error={save.error} said={SAID} onReload={() => void reload()} />
      )}
      <SaveBar
        isDirty={draft.isDirty}
        isBusy={save.isPending}
        onDiscard={() => {
          draft.clear();
          save.reset();
        }}
        onSave={() =>
          save.mutate({
            path: `/users/${user.id}`,
            method: 'PATCH',
            version: user.version,
            body: draft.changes,
          })
        }
      />
    </Part>
  );
}
