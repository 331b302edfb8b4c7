import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { keys } from '@/api/keys';
import { useTell } from '@/kit/notes/notes';
import { fieldOf } from '@/records/catalogue/catalogue';
import type { RecordEntry, Refs } from '@/records/catalogue/types';
import { labelOf } from '@/records/fields/editing';
import { personQuery } from '@/records/people';
import { ConflictDialog, type Picks } from './conflict-dialog';
import { Conflict, safeWrite, type Change, type Written } from './safe-write';

interface SafeWrite {
  readonly save: (change: Change, after?: (written: Written) => void) => void;
  readonly isPending: boolean;
  /** Why it was refused; a conflict is not among the reasons, it is asked. */
  readonly error: Error | null;
  readonly reset: () => void;
  /** To be drawn by whoever saves: the question that a conflict asks. */
  readonly dialog: ReactNode;
}

interface Order {
  readonly change: Change;
  readonly after?: ((written: Written) => void) | undefined;
}

/** Save changes of records of a type; what others changed meanwhile is kept, or asked about. */
export function useSafeWrite(entry: RecordEntry, refs: Refs): SafeWrite {
  const { t } = useLingui();
  const queries = useQueryClient();
  const tell = useTell();
  const write = useMutation({
    mutationFn: ({ change }: Order) => safeWrite(entry.path, change),
    onSuccess: async (written, { after }) => {
      after?.(written);
      void queries.invalidateQueries({ queryKey: keys.type(entry.path) });
      const fields = written.also.flatMap((name) => named(entry, name)).join(', ');
      if (!fields) return;
      const person = await queries.query(personQuery(written.by)).catch(() => null);
      const by = person ?? t`somebody else`;
      tell(t`Also changed: ${fields}, by ${by}`);
    },
  });
  const conflict = write.error instanceof Conflict ? write.error : null;
  const { after } = write.variables ?? {};

  function decide({ change, since }: Conflict, picks: Picks) {
    const changes = Object.fromEntries(
      Object.entries(change.changes).filter(([field]) => picks[field] !== 'theirs'),
    );
    write.mutate({ change: { ...change, changes, version: since.version }, after });
  }

  return {
    save: (change, then) => write.mutate({ change, after: then }),
    isPending: write.isPending,
    error: conflict ? null : write.error,
    reset: write.reset,
    dialog: conflict ? (
      <ConflictDialog
        entry={entry}
        clashes={conflict.clashes}
        since={conflict.since}
        refs={refs}
        onCancel={write.reset}
        onPicked={(picks) => decide(conflict, picks)}
      />
    ) : null,
  };
}

/** A field as a note names it; what follows from other fields needs no mention. */
function named(entry: RecordEntry, name: string): string | [] {
  const field = fieldOf(entry, name);
  return field && !field.derived ? labelOf(field) : [];
}
