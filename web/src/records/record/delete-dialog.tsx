import { useLingui } from '@lingui/react/macro';
import { Button } from '@/kit/button/button';
import { Dialog } from '@/kit/dialog/dialog';
import type { RecordEntry, Row } from '@/records/catalogue/types';
import css from './fact.module.css';
import { useDelete } from './use-binning';

interface DeleteDialogProps {
  readonly entry: RecordEntry;
  readonly record: Row;
  readonly name: string;
  readonly onCancel: () => void;
  readonly onDone: () => void;
}

/** What a deletion means, asked once. */
export function DeleteDialog({ entry, record, name, onCancel, onDone }: DeleteDialogProps) {
  const { t } = useLingui();
  const remove = useDelete(entry.path, onDone);
  return (
    <Dialog
      isOpen
      onClose={onCancel}
      title={t`Move “${name}” to the bin?`}
      text={t`It leaves all lists, with everything that is a part of it, and can be brought back for 30 days. What refers to it stays and shows its name as binned.`}
      actions={
        <>
          <Button onClick={onCancel}>{t`Cancel`}</Button>
          <Button tone="danger" disabled={remove.isPending} onClick={() => remove.mutate(record)}>
            {t`Move to the bin`}
          </Button>
        </>
      }
    >
      {remove.isError ? (
        <p className={css.problem} role="alert">
          {remove.error.message}
        </p>
      ) : null}
    </Dialog>
  );
}
