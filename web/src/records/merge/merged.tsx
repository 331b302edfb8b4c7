import { Plural, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { State } from '@/kit/states/states';
import { titleOf } from '@/records/catalogue/title';
import type { RecordEntry, Row } from '@/records/catalogue/types';
import css from './merge.module.css';
import { unmerge } from './query';

interface MergedProps {
  readonly entry: RecordEntry;
  readonly survivor: Row;
  readonly losers: readonly string[];
  readonly onRecord: () => void;
  readonly onApart: () => void;
}

/** Records that are one: where it is, and the way back. */
export function Merged({ entry, survivor, losers, onRecord, onApart }: MergedProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: async (keepsChanges: boolean) => {
      for (const loser of losers) await unmerge(entry.path, loser, keepsChanges);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.type(entry.path) }),
    onSuccess: onApart,
  });
  const name = titleOf(entry, survivor);
  const isBlocked = isProblem(undo.error) && undo.error.code === 'unmerge_blocked';
  return (
    <State
      icon="merge"
      title={t`${name} is one record now`}
      action={
        <div className={css.actions}>
          <Button icon="undo" disabled={undo.isPending} onClick={() => undo.mutate(false)}>
            {t`Undo the merge`}
          </Button>
          {isBlocked ? (
            <Button disabled={undo.isPending} onClick={() => undo.mutate(true)}>
              {t`Undo it and keep what was changed since`}
            </Button>
          ) : null}
          <Button tone="primary" onClick={onRecord}>
            {t`Open the record`}
          </Button>
        </div>
      }
    >
      <Plural
        value={losers.length}
        one="# other record is another name of it."
        other="# other records are other names of it."
      />
      <span role="alert" className={css.refusal}>
        {undo.error?.message}
      </span>
    </State>
  );
}
