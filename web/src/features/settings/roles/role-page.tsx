import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from '@/kit/button/button';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Part } from '@/kit/page/page';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import { useDraft } from '../draft';
import { rolesBelow, type Role } from '../model';
import { SaveBar } from '../parts/form';
import css from '../parts/parts.module.css';
import { PickList } from '../parts/pick-list';
import { useProfiles, useReload, useRoles, useUsers, useWrite } from '../queries';
import { DeleteRole } from './delete-role';
import own from './roles.module.css';

interface RolePageProps {
  readonly role: Role;
  readonly onGone: () => void;
}

/** One role: its place, who has it, and what its users may do. */
export function RolePage({ role, onGone }: RolePageProps) {
  const { t } = useLingui();
  const [isDeleting, setIsDeleting] = useState(false);
  const members = useUsers().filter((user) => user.role === role.id);
  return (
    <div className={own.page}>
      <Part
        title={role.name}
        hint={members.map((user) => user.display_name).join(', ') || t`No user has this role.`}
        actions={
          <Button tone="danger" icon="trash" onClick={() => setIsDeleting(true)}>
            {t`Delete`}
          </Button>
        }
      >
        <MoveRole role={role} />
        <RoleForm role={role} />
      </Part>
      {isDeleting ? (
        <DeleteRole role={role} onClose={() => setIsDeleting(false)} onGone={onGone} />
      ) : null}
    </div>
  );
}

function MoveRole({ role }: { readonly role: Role }) {
  const { t } = useLingui();
  const roles = useRoles();
  const reload = useReload();
  const move = useWrite();
  const below = rolesBelow(role.id, roles);
  if (role.parent === null)
    return <p className={css.muted}>{t`This is the root; every other role hangs below it.`}</p>;
  return (
    <>
      <div className={css.bar}>
        <SelectField
          label={t`Hangs below`}
          value={role.parent}
          disabled={move.isPending}
          onValue={(parent) =>
            move.mutate({
              path: `/roles/${role.id}/move`,
              version: role.version,
              body: { parent },
            })
          }
          options={roles.map((each) => ({
            value: each.id,
            label: each.name,
            isDisabled: below.has(each.id),
          }))}
        />
      </div>
      <p className={css.note}>
        {t`Moving takes everything below along; those above see it within two seconds.`}
      </p>
      <Refusal error={move.error} onReload={() => void reload()} />
    </>
  );
}

function RoleForm({ role }: { readonly role: Role }) {
  const { t } = useLingui();
  const profiles = useProfiles();
  const reload = useReload();
  const draft = useDraft(role);
  const save = useWrite(() => draft.clear());
  const { shown, set } = draft;
  return (
    <>
      <div className={css.columns}>
        <TextField
          label={t`Name`}
          value={shown.name}
          error={faultAt(save.error, '/name')}
          onValueChange={(name) => set({ name })}
        />
        <TextField
          label={t`Description`}
          value={shown.description ?? ''}
          onValueChange={(text) => set({ description: text || null })}
        />
      </div>
      <PickList
        label={t`Profiles of everybody with this role`}
        options={profiles}
        picked={shown.profiles}
        onPicked={(picked) => set({ profiles: picked })}
      />
      <Refusal error={save.error} said={['/name']} onReload={() => void reload()} />
      <SaveBar
        isDirty={draft.isDirty}
        isBusy={save.isPending}
        onDiscard={() => {
          draft.clear();
          save.reset();
        }}
        onSave={() =>
          save.mutate({
            path: `/roles/${role.id}`,
            method: 'PATCH',
            version: role.version,
            body: draft.changes,
          })
        }
      />
    </>
  );
}
