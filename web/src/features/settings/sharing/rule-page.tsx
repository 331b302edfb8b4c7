import { Plural, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { Chip } from '@/kit/chip/chip';
import { TextField } from '@/kit/field/field';
import { SelectField } from '@/kit/field/select-field';
import { Page, Part } from '@/kit/page/page';
import { Skeleton } from '@/kit/states/states';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import { useDraft } from '../draft';
import { SaveBar } from '../parts/form';
import css from '../parts/parts.module.css';
import { WayBack } from '../parts/way-back';
import { useReload, useUsers, useWrite } from '../queries';
import type { Preview, Rule } from './model';
import { PartyField } from './party-field';

interface RulePageProps {
  readonly rule: Rule;
  readonly onGone: () => void;
}

/** One rule: whom it opens what, who gains by it, and the switch. */
export function RulePage({ rule, onGone }: RulePageProps) {
  const { t } = useLingui();
  const reload = useReload();
  const act = useWrite();
  const remove = useWrite(onGone);
  const path = `/sharing_rules/${rule.id}`;
  const { version } = rule;
  return (
    <Page
      title={rule.name}
      hint={rule.description ?? undefined}
      back={<WayBack area="sharing" label={t`Sharing`} />}
      actions={
        <>
          {rule.is_active ? (
            <Chip hue="green">{t`Active`}</Chip>
          ) : (
            <Chip hue="slate">{t`Off`}</Chip>
          )}
          <Button
            disabled={act.isPending}
            onClick={() =>
              act.mutate({ path: `${path}/${rule.is_active ? 'deactivate' : 'activate'}`, version })
            }
          >
            {rule.is_active ? t`Switch off` : t`Switch on`}
          </Button>
          <Button
            tone="danger"
            icon="trash"
            disabled={remove.isPending}
            onClick={() => remove.mutate({ path, method: 'DELETE', version })}
          >
            {rule.is_active ? t`Delete: closes what it opens` : t`Delete`}
          </Button>
        </>
      }
    >
      <Refusal error={act.error ?? remove.error} onReload={() => void reload()} />
      <Effect rule={rule} />
      <RuleForm rule={rule} />
    </Page>
  );
}

function Effect({ rule }: { readonly rule: Rule }) {
  const { t } = useLingui();
  const users = useUsers();
  const preview = useQuery({
    queryKey: keys.feature('settings', 'preview', rule.id, rule.version),
    queryFn: ({ signal }) => call<Preview>(`/sharing_rules/${rule.id}/preview`, { signal }),
  });
  if (preview.isPending) return <Skeleton rows={2} />;
  if (preview.isError) return <Refusal error={preview.error} />;
  const { owners, gaining, gaining_users } = preview.data;
  const names = gaining_users
    .map((id) => users.find((user) => user.id === id)?.display_name ?? id)
    .join(', ');
  return (
    <Part title={t`Effect`}>
      <p>
        <Plural value={owners} one="Records of # user" other="Records of # users" />{' '}
        <Plural value={gaining} one="are opened to # user" other="are opened to # users" />
        {names === '' ? '.' : `: ${names}.`}
      </p>
      {rule.condition === null ? null : (
        <p className={css.muted}>{t`Only those of them that match the rule's condition.`}</p>
      )}
    </Part>
  );
}

const SAID = ['/name', '/source', '/target'];

function RuleForm({ rule }: { readonly rule: Rule }) {
  const { t } = useLingui();
  const reload = useReload();
  const draft = useDraft(rule);
  const save = useWrite(() => draft.clear());
  const { shown, set } = draft;
  return (
    <Part title={t`The rule`}>
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
        <SelectField
          label={t`They may`}
          value={shown.level}
          onValue={(level) => set({ level })}
          options={[
            { value: 'read', label: t`Read` },
            { value: 'write', label: t`Read and change` },
          ]}
        />
      </div>
      <PartyField
        label={t`Records of`}
        kinds={['role_below', 'role', 'group']}
        value={shown.source}
        error={faultAt(save.error, '/source')}
        onValue={(source) => set({ source })}
      />
      <PartyField
        label={t`Opened to`}
        kinds={['group', 'role', 'role_below', 'user']}
        value={shown.target}
        error={faultAt(save.error, '/target')}
        onValue={(target) => set({ target })}
      />
      <Refusal error={save.error} said={SAID} onReload={() => void reload()} />
      <SaveBar
        isDirty={draft.isDirty && shown.source.id !== '' && shown.target.id !== ''}
        isBusy={save.isPending}
        onDiscard={() => {
          draft.clear();
          save.reset();
        }}
        onSave={() =>
          save.mutate({
            path: `/sharing_rules/${rule.id}`,
            method: 'PATCH',
            version: rule.version,
            body: draft.changes,
          })
        }
      />
    </Part>
  );
}
