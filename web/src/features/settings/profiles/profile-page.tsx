import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Check } from '@/kit/check/check';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { Page, Part } from '@/kit/page/page';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import { useDraft } from '../draft';
import { Form, SaveBar } from '../parts/form';
import css from '../parts/parts.module.css';
import { WayBack } from '../parts/way-back';
import { useReload, useWrite } from '../queries';
import { EffectList } from './effect-list';
import { Holders } from './holders';
import { Matrix } from './matrix';
import type { Profile } from './model';

interface ProfilePageProps {
  readonly profile: Profile;
  readonly onItem: (id: string) => void;
}

/** One profile: who has it, and the matrix of what it allows. */
export function ProfilePage({ profile, onItem }: ProfilePageProps) {
  const { t } = useLingui();
  const [isDeleting, setIsDeleting] = useState(false);
  const reload = useReload();
  const draft = useDraft(profile);
  const save = useWrite(() => draft.clear());
  const { shown, set } = draft;
  return (
    <Page
      title={profile.name}
      hint={profile.description ?? undefined}
      back={<WayBack area="profiles" label={t`Profiles`} />}
      actions={
        <Button tone="danger" icon="trash" onClick={() => setIsDeleting(true)}>{t`Delete`}</Button>
      }
    >
      <Holders profile={profile} />
      <Part title={t`What it allows`}>
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
        <div className={css.columns}>
          <Check
            label={t`New users get it`}
            hint={t`Those who are given no other profile.`}
            isOn={shown.is_for_all}
            onToggle={(is_for_all) => set({ is_for_all })}
          />
          <Check
            label={t`Strict`}
            hint={t`Own fields stay hidden unless they are named below.`}
            isOn={shown.permissions.is_strict}
            onToggle={(is_strict) => set({ permissions: { ...shown.permissions, is_strict } })}
          />
        </div>
        <Matrix permissions={shown.permissions} onChange={(permissions) => set({ permissions })} />
        <EffectList profile={profile} before={profile.permissions} after={shown.permissions} />
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
              path: `/profiles/${profile.id}`,
              method: 'PATCH',
              version: profile.version,
              body: draft.changes,
            })
          }
        />
      </Part>
      {isDeleting ? (
        <DeleteProfile
          profile={profile}
          onClose={() => setIsDeleting(false)}
          onGone={() => onItem('')}
        />
      ) : null}
    </Page>
  );
}

interface DeleteProfileProps {
  readonly profile: Profile;
  readonly onClose: () => void;
  readonly onGone: () => void;
}

function DeleteProfile({ profile, onClose, onGone }: DeleteProfileProps) {
  const { t } = useLingui();
  const reload = useReload();
  const name = profile.name;
  const write = useWrite(() => {
    onClose();
    onGone();
  });
  const isUsed = isProblem(write.error) && write.error.code === 'profile_in_use';
  return (
    <Dialog title={t`Delete ${name}`} isOpen onClose={onClose}>
      <Form
        label={t`Delete ${name}`}
        submit={t`Delete`}
        isBusy={write.isPending}
        isDanger
        onCancel={onClose}
        onSubmit={() =>
          write.mutate({
            path: `/profiles/${profile.id}`,
            method: 'DELETE',
            version: profile.version,
          })
        }
      >
        <p>{t`Only a profile that nobody has can be deleted.`}</p>
        <Refusal
          error={write.error}
          onReload={() => void reload()}
          way={isUsed ? t`Take it from the users and roles named on its page first.` : undefined}
        />
      </Form>
    </Dialog>
  );
}
