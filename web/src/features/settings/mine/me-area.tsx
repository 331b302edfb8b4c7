import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { Check } from '@/kit/check/check';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Page, Part } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import type { AreaProps } from '../areas';
import { useDraft } from '../draft';
import type { User } from '../model';
import { SaveBar } from '../parts/form';
import css from '../parts/parts.module.css';
import { ZoneField } from '../parts/zone-field';
import { useReload, useUsers, useWrite } from '../queries';

/** How the product looks to the one who is signed in, and what they are called. */
export function MeArea({ viewer }: AreaProps) {
  const { t } = useLingui();
  const me = useUsers().find((user) => user.id === viewer.id);
  const { look, onLook } = viewer;
  return (
    <Page title={t`My settings`} hint={t`How Kontor looks to you, on every device you sign in on.`}>
      <Part title={t`Look`}>
        <div className={css.columns}>
          <SelectField
            label={t`Language`}
            value={look.language ?? ''}
            none={t`As the browser`}
            onValue={(value) => onLook({ language: value || null })}
            options={[
              { value: 'de', label: 'Deutsch' },
              { value: 'en', label: 'English' },
            ]}
          />
          <SelectField
            label={t`Theme`}
            value={look.theme ?? 'system'}
            onValue={(theme) => onLook({ theme })}
            options={[
              { value: 'system', label: t`As the system` },
              { value: 'light', label: t`Light` },
              { value: 'dark', label: t`Dark` },
            ]}
          />
          <SelectField
            label={t`Density`}
            value={look.density ?? 'standard'}
            onValue={(density) => onLook({ density })}
            options={[
              { value: 'compact', label: t`Compact` },
              { value: 'standard', label: t`Standard` },
              { value: 'comfortable', label: t`Comfortable` },
            ]}
          />
          <SelectField
            label={t`Font size`}
            value={String(look.font_size ?? 13)}
            onValue={(size) => onLook({ font_size: Number(size) })}
            options={['13', '14', '16'].map((value) => ({ value, label: `${value} px` }))}
          />
        </div>
        <Check
          label={t`Single letters are keys`}
          hint={t`Such as c for create; off where a screen reader or voice control needs them.`}
          isOn={look.has_keys !== false}
          onToggle={(has_keys) => onLook({ has_keys })}
        />
      </Part>
      {me ? <Person me={me} /> : <State icon="circle-x" title={t`Not found`} />}
    </Page>
  );
}

function Person({ me }: { readonly me: User }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const reload = useReload();
  const draft = useDraft(me);
  const save = useWrite(() => {
    draft.clear();
    void queries.invalidateQueries({ queryKey: keys.session });
  });
  const { shown, set } = draft;
  return (
    <Part title={t`Person`} hint={me.email}>
      <div className={css.columns}>
        <TextField
          label={t`Name`}
          value={shown.display_name}
          error={faultAt(save.error, '/display_name')}
          onValueChange={(display_name) => set({ display_name })}
        />
        <ZoneField
          value={shown.zone}
          error={faultAt(save.error, '/zone')}
          onValue={(zone) => set({ zone })}
        />
      </div>
      <Refusal
        error={save.error}
        said={['/display_name', '/zone']}
        onReload={() => void reload()}
      />
      <SaveBar
        isDirty={draft.isDirty}
        isBusy={save.isPending}
        onDiscard={() => {
          draft.clear();
          save.reset();
        }}
        onSave={() =>
          save.mutate({
            path: `/users/${me.id}`,
            method: 'PATCH',
            version: me.version,
            body: draft.changes,
          })
        }
      />
    </Part>
  );
}
