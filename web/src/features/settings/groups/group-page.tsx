import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Page, Part } from '@/kit/page/page';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import { useDraft } from '../draft';
import type { Group } from '../model';
import { SaveBar } from '../parts/form';
import css from '../parts/parts.module.css';
import { WayBack } from '../parts/way-back';
import { useReload, useUsers, useWrite } from '../queries';
import { DeleteGroup } from './delete-group';
import { GroupMembers } from './group-members';

/** One group: what it is called, who is in it, and the way to do without it. */
export function GroupPage({ group }: { readonly group: Group }) {
  const { t } = useLingui();
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <Page
      title={group.name}
      hint={group.description ?? undefined}
      back={<WayBack area="groups" label={t`Groups`} />}
      actions={
        <Button tone="danger" icon="trash" onClick={() => setIsDeleting(true)}>{t`Delete`}</Button>
      }
    >
      <GroupMembers group={group} />
      <GroupForm group={group} />
      {isDeleting ? <DeleteGroup group={group} onClose={() => setIsDeleting(false)} /> : null}
    </Page>
  );
}

function GroupForm({ group }: { readonly group: Group }) {
  const { t } = useLingui();
  const users = useUsers();
  const reload = useReload();
  const draft = useDraft(group);
  const save = useWrite(() => draft.clear());
  const { shown, set } = draft;
  const isTaken = isProblem(save.error) && save.error.code === 'address_taken';
  const wrongEmail = isTaken ? save.error?.message : faultAt(save.error, '/email');
  return (
    <Part title={t`The group`}>
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
        <TextField
          label={t`E-mail`}
          value={shown.email ?? ''}
          error={wrongEmail}
          onValueChange={(email) => set({ email: email || null })}
        />
        <SelectField
          label={t`Answers for it`}
          value={shown.manager ?? ''}
          none={t`Nobody`}
          onValue={(manager) => set({ manager: manager || null })}
          options={users.map((user) => ({ value: user.id, label: user.display_name }))}
        />
      </div>
      {wrongEmail ? null : (
        <Refusal error={save.error} said={['/name', '/email']} onReload={() => void reload()} />
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
            path: `/groups/${group.id}`,
            method: 'PATCH',
            version: group.version,
            body: draft.changes,
          })
        }
      />
    </Part>
  );
}
