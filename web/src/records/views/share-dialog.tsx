import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { Picker, type Option } from '@/kit/picker/picker';
import type { RecordEntry } from '@/records/catalogue/types';
import { optionsQuery } from '@/records/filter/lookup';
import type { Principal, View } from './query';

interface ShareDialogProps {
  readonly entry: RecordEntry;
  readonly view: View;
  readonly onClose: () => void;
}

const KINDS = ['role', 'group', 'user'] as const;

/** To whom a view is shown. It opens no record to anybody: each sees their own rows through it. */
export function ShareDialog({ entry, view, onClose }: ShareDialogProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const found = useQueries({
    queries: KINDS.map((kind) => optionsQuery([], `identity.${kind}`, '')),
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(view.shared_with.map(({ kind, id }) => `${kind}:${id}`)),
  );
  const notes = { role: t`Role`, group: t`Group`, user: t`User` };
  const options = KINDS.flatMap((kind, at): readonly Option[] =>
    (found[at]?.data ?? []).map(({ key, label }) => ({
      key: `${kind}:${key}`,
      label,
      note: notes[kind],
    })),
  );
  const share = useMutation({
    mutationFn: () =>
      call(`/${entry.path}/views/${view.id}/share`, {
        method: 'POST',
        version: view.version,
        body: { shared_with: [...chosen].map(principalOf) },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.views(entry.path) });
      onClose();
    },
  });
  const { name } = view;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Share ${name}`}
      text={
        share.error?.message ??
        t`Each of them sees through it the records they may see anyway. With nobody chosen it is yours alone.`
      }
      actions={
        <>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button tone="primary" disabled={share.isPending} onClick={() => share.mutate()}>
            {t`Share`}
          </Button>
        </>
      }
    >
      <Picker
        label={t`Roles, groups and users`}
        many
        options={options}
        chosen={options.filter((option) => chosen.has(option.key))}
        onChosen={(next) => setChosen(new Set(next.map((option) => option.key)))}
      />
    </Dialog>
  );
}

function principalOf(key: string): Principal {
  const [kind = '', id = ''] = key.split(':');
  return { kind: KINDS.find((each) => each === kind) ?? 'user', id };
}
