/** Exports: a file at once, or a job whose file its maker fetches. */

import { queryOptions } from '@tanstack/react-query';
import { call, responseOf } from '@/api/client';
import { keys } from '@/api/keys';
import { keep } from './file';

/** What a list shows, as an export takes it. */
export interface View {
  readonly filter: unknown;
  readonly q: string;
  readonly sort: string;
  readonly columns: readonly string[];
}

export interface Wanted {
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  readonly filter: unknown;
  readonly q: string;
  readonly sort: readonly string[];
  readonly fields: readonly string[];
  readonly locale: string;
  readonly zone: string;
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly delimiter: string;
}

export interface ExportRun {
  readonly id: string;
  readonly state: 'running' | 'finished' | 'failed' | 'handed_over';
  readonly rows: number;
  readonly reason: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly wanted: Wanted;
}

const POLL_MS = 1_000;

/** One's own exports; asked again while one of them is under way. */
export function exportsQuery(path: string) {
  return queryOptions({
    queryKey: keys.job(path, 'exports'),
    queryFn: async ({ signal }) =>
      (await call<{ items: readonly ExportRun[] }>(`/${path}/exports`, { signal })).items,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.some((run) => run.state === 'running') ? POLL_MS : false,
  });
}

/** Begin an export; true where its file was handed over at once. */
export async function begin(path: string, wanted: Wanted, key: string): Promise<boolean> {
  const response = await responseOf(`/${path}/exports`, { body: wanted, key });
  if (response.status === 202) return false;
  keep(await response.blob(), `${path}.${wanted.format}`);
  return true;
}

export async function download(path: string, run: ExportRun): Promise<void> {
  const response = await responseOf(`/${path}/exports/${run.id}/download`, { method: 'POST' });
  keep(await response.blob(), `${path}.${run.wanted.format}`);
}
