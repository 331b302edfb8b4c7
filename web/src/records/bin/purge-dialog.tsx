import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import { useTell } from '@/kit/notes/notes';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './bin.module.css';

interface PurgeDialogProps {
  readonly entry: RecordEntry;
  readonly id: string;
  readonly title: string;
  readonly onEnd: () => void;
}

/** The one step that nothing takes back, asked once with what it means. */
export function PurgeDialog({ entry, id, title, onEnd }: PurgeDialogProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const tell = useTell();
  const purge = useMutation({
    mutationFn: () => call(`/${entry.path}/${id}/purge`, { method: 'POST' }),
    onSuccess: () => {
      tell(t`Removed for good: ${title}`);
      onEnd();
      return queries.invalidateQueries({ queryKey: keys.bins });
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onEnd}
      title={t`Remove “${title}” for good?`}
      text={t`The record, its history and everything that was deleted with it are gone. Nobody can bring them back.`}
      actions={
        <>
          <Button onClick={onEnd}>{t`Cancel`}</Button>
          <Button tone="danger" disabled={purge.isPending} onClick={() => purge.mutate()}>
            {t`Remove for good`}
          </Button>
        </>
      }
    >
      {purge.isError ? (
        <p className={css.problem} role="alert">
          {purge.error.message}
        </p>
      ) : null}
    </Dialog>
  );
}
