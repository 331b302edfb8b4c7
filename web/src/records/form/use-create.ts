import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem, type Fault } from '@/api/problem';
import type { FieldEntry, RecordEntry, Row } from '@/records/catalogue/types';
import { useViewer } from '@/records/viewer';
import { forgetDraft, freshDraft, keepDraft, keptDraft, type Draft } from './draft';
import { candidatesOf, newBody, withoutFaultsOf, type Candidate } from './model';

interface Creating {
  readonly values: Draft['values'];
  /** Whether what is shown was left here at another time. */
  readonly isTakenUp: boolean;
  readonly faults: readonly Fault[];
  readonly error: Error | null;
  readonly candidates: readonly Candidate[] | null;
  readonly isPending: boolean;
  readonly set: (field: FieldEntry, value: unknown) => void;
  readonly submit: (isCertain?: boolean) => void;
  readonly discard: () => void;
  readonly reset: () => void;
}

/** A new record: typed, kept as a draft, and made once. */
export function useCreate(
  entry: RecordEntry,
  given: Draft['values'],
  onCreated: (row: Row) => void,
  onRefused: () => void,
): Creating {
  const { id: user } = useViewer();
  const queries = useQueryClient();
  const [left] = useState(() => keptDraft(user, entry.path));
  const [isTakenUp, setTakenUp] = useState(left !== null);
  const [draft, setDraft] = useState<Draft>(() => left ?? freshDraft(given));
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const create = useMutation({
    mutationFn: (isCertain: boolean) =>
      call<Row>(`/${entry.path}`, {
        body: { ...newBody(draft.values), ...(isCertain ? { duplicate_ok: true } : {}) },
        key: draft.key,
      }),
    onSuccess: (row) => {
      forgetDraft(user, entry.path);
      void queries.invalidateQueries({ queryKey: keys.type(entry.path) });
      onCreated(row);
    },
    onError: (error) => {
      setFaults(isProblem(error) ? error.faults : []);
      // Refused, so nothing was made: what is sent next is another request.
      setDraft((known) => ({ ...known, key: crypto.randomUUID() }));
      onRefused();
    },
  });

  function set(field: FieldEntry, value: unknown) {
    const next = { ...draft, values: { ...draft.values, [field.name]: value } };
    setDraft(next);
    setFaults(withoutFaultsOf(field, faults));
    keepDraft(user, entry.path, next);
  }

  return {
    values: draft.values,
    isTakenUp,
    faults,
    error: create.error,
    candidates: isProblem(create.error) ? candidatesOf(create.error) : null,
    isPending: create.isPending,
    set,
    submit: (isCertain = false) => create.mutate(isCertain),
    discard: () => {
      forgetDraft(user, entry.path);
      setDraft(freshDraft(given));
      setTakenUp(false);
      setFaults([]);
      create.reset();
    },
    reset: create.reset,
  };
}
