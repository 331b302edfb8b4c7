import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { TextField } from '@/kit/field/field';
import type { RecordEntry } from '@/records/catalogue/types';
import { decodeFilter } from '@/records/filter/codec';
import type { ListState } from '@/records/list/state';
import { bodyOf } from './model';
import type { View } from './query';

interface SaveDialogProps {
  readonly entry: RecordEntry;
  readonly state: ListState;
  readonly onClose: () => void;
  readonly onSaved: (slug: string) => void;
}

/** Keep what is shown under a name, for oneself at first. */
export function SaveDialog({ entry, state, onClose, onSaved }: SaveDialogProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () =>
      call<View>(`/${entry.path}/views`, {
        body: { name: name.trim(), ...bodyOf(state, decodeFilter(state.f)) },
      }),
    onSuccess: async (view) => {
      await queries.invalidateQueries({ queryKey: keys.views(entry.path) });
      onSaved(view.slug);
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Save as a view`}
      text={t`Filter, order and columns as they are now. Only you see it until you share it.`}
      actions={
        <>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button
            tone="primary"
            disabled={name.trim() === '' || save.isPending}
            onClick={() => save.mutate()}
          >{t`Save`}</Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') save.mutate();
        }}
      >
        <TextField
          label={t`Name of the view`}
          value={name}
          onValueChange={setName}
          error={save.error?.message}
        />
      </form>
    </Dialog>
  );
}

interface DeleteDialogProps {
  readonly entry: RecordEntry;
  readonly view: View;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** A view does not come back, so what goes with it is named before. */
export function DeleteDialog({ entry, view, onClose, onDeleted }: DeleteDialogProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      call(`/${entry.path}/views/${view.id}`, { method: 'DELETE', version: view.version }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.views(entry.path) });
      onDeleted();
    },
  });
  const { name } = view;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t`Delete the view ${name}?`}
      text={
        remove.error?.message ??
        (view.visibility === 'shared'
          ? t`It is gone for everybody it is shared with, too. The records stay.`
          : t`The records stay.`)
      }
      actions={
        <>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button tone="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t`Delete`}
          </Button>
        </>
      }
    />
  );
}
