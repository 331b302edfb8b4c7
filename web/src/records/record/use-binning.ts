import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { useTell } from '@/kit/notes/notes';
import type { Row } from '@/records/catalogue/types';

/** Bring records of a type back from the bin, and say so. */
export function useRestore(path: string) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const tell = useTell();
  return useMutation({
    mutationFn: (id: string) => call<Row>(`/${path}/${id}/restore`, { method: 'POST' }),
    onSuccess: async () => {
      tell(t`Brought back from the bin`);
      await forget(queries, path);
    },
    onError: (error) => tell(error.message),
  });
}

/** Put a record into the bin; what is said of it can take it back. */
export function useDelete(path: string, onDone: () => void) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const tell = useTell();
  const restore = useRestore(path);
  return useMutation({
    mutationFn: ({ id, version }: Pick<Row, 'id' | 'version'>) =>
      call(`/${path}/${id}`, { method: 'DELETE', version }),
    onSuccess: async (_nothing, { id }) => {
      tell(t`Moved to the bin`, { label: t`Undo`, onChoose: () => restore.mutate(id) });
      onDone();
      await forget(queries, path);
    },
  });
}

async function forget(queries: ReturnType<typeof useQueryClient>, path: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: keys.type(path) }),
    queries.invalidateQueries({ queryKey: keys.bins }),
  ]);
}
