import { useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { Check } from '@/kit/check/check';
import { Chip } from '@/kit/chip/chip';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import { Page } from '@/kit/page/page';
import { State } from '@/kit/states/states';
import { Table } from '@/kit/table/table';
import { Refusal, faultAt } from '@/records/refusal/refusal';
import { Form } from '../parts/form';
import css from '../parts/parts.module.css';
import { useMoment } from '../parts/moment';
import { useWrite } from '../queries';

interface ApiKey {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** Keys for programs that act for the one who is signed in. */
export function KeysArea() {
  const { t } = useLingui();
  const moment = useMoment();
  const [isNew, setIsNew] = useState(false);
  const found = useSuspenseQuery({
    queryKey: keys.feature('settings', '/api_keys'),
    queryFn: ({ signal }) => call<{ readonly items: readonly ApiKey[] }>('/api_keys', { signal }),
  }).data.items;
  const revoke = useWrite();
  return (
    <Page
      title={t`API keys`}
      hint={t`A program with such a key acts for you, with your rights. A key is shown once, when it is made.`}
      actions={
        <Button tone="primary" icon="plus" onClick={() => setIsNew(true)}>{t`New key`}</Button>
      }
    >
      <Refusal error={revoke.error} />
      {found.length === 0 ? (
        <State icon="key" title={t`No key yet`} />
      ) : (
        <Table
          label={t`API keys`}
          rows={found}
          keyOf={(each) => each.id}
          columns={[
            { key: 'name', label: t`Name`, cell: (each) => each.name },
            {
              key: 'scopes',
              label: t`May`,
              cell: (each) => (each.scopes.includes('write') ? t`read and write` : t`read`),
            },
            { key: 'made', label: t`Made`, cell: (each) => moment(each.created_at) },
            { key: 'used', label: t`Last used`, cell: (each) => moment(each.last_used_at) },
            { key: 'ends', label: t`Ends`, cell: (each) => moment(each.expires_at) },
            {
              key: 'act',
              label: t`Revoke`,
              isBare: true,
              cell: (each) =>
                each.revoked_at === null ? (
                  <Button
                    tone="danger"
                    disabled={revoke.isPending}
                    onClick={() =>
                      revoke.mutate({
                        path: `/api_keys/${each.id}/revoke`,
                        version: each.version,
                      })
                    }
                  >
                    {t`Revoke`}
                  </Button>
                ) : (
                  <Chip hue="slate">{t`Revoked`}</Chip>
                ),
            },
          ]}
        />
      )}
      {isNew ? <NewKey onClose={() => setIsNew(false)} /> : null}
    </Page>
  );
}

function NewKey({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [day, setDay] = useState('');
  const [mayWrite, setMayWrite] = useState(true);
  const issue = useWrite<{ readonly key: string | null }>();
  const shown = issue.data?.key;
  if (issue.isSuccess)
    return (
      <Dialog
        title={t`Your new key`}
        isOpen
        onClose={onClose}
        actions={<Button tone="primary" onClick={onClose}>{t`I have kept it`}</Button>}
      >
        <p>{t`Keep it where only the program finds it. It is never shown again.`}</p>
        {shown ? (
          <>
            <code className={css.secret}>{shown}</code>
            <Button icon="copy" onClick={() => void navigator.clipboard.writeText(shown)}>
              {t`Copy`}
            </Button>
          </>
        ) : (
          <p>{t`This key was made before; revoke it and make another one.`}</p>
        )}
      </Dialog>
    );
  return (
    <Dialog title={t`New key`} isOpen onClose={onClose}>
      <Form
        label={t`New key`}
        submit={t`Create`}
        isBusy={issue.isPending}
        isDisabled={name.trim() === ''}
        onCancel={onClose}
        onSubmit={() =>
          issue.mutate({
            path: '/api_keys',
            body: {
              name,
              scopes: mayWrite ? ['read', 'write'] : ['read'],
              ...(day === '' ? {} : { expires_at: `${day}T00:00:00Z` }),
            },
          })
        }
      >
        <TextField
          label={t`Name of the program`}
          required
          value={name}
          error={faultAt(issue.error, '/name')}
          onValueChange={setName}
        />
        <TextField
          label={t`Ends on (UTC; may stay empty)`}
          type="date"
          value={day}
          error={faultAt(issue.error, '/expires_at')}
          onValueChange={setDay}
        />
        <Check
          label={t`May write`}
          hint={t`Without it the key only reads.`}
          isOn={mayWrite}
          onToggle={setMayWrite}
        />
        <Refusal error={issue.error} said={['/name', '/expires_at']} />
      </Form>
    </Dialog>
  );
}
