/** Imports as the server keeps them; what a screen shows of one is always the server's answer. */

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';

export type Counts = Readonly<Record<string, number>>;

export interface Mapping {
  readonly columns: Readonly<Record<string, string | null>>;
  readonly literals?: Readonly<Record<string, string>>;
  readonly lookups?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly match: readonly string[];
  readonly mode: 'create' | 'skip' | 'update' | 'merge';
  readonly empty: 'keep' | 'clear';
  readonly locale: string;
  readonly zone: string;
  readonly currency: string;
}

export interface Layout {
  readonly kind: 'csv' | 'xlsx';
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly types: readonly string[];
  /** Whether the mapping is the one of an earlier file with the same columns. */
  readonly remembered: boolean;
}

export interface ImportRun {
  readonly id: string;
  readonly version: number;
  readonly state:
    | 'uploaded'
    | 'analysed'
    | 'mapped'
    | 'checked'
    | 'running'
    | 'paused'
    | 'finished'
    | 'failed'
    | 'cancelled'
    | 'undone';
  readonly work: 'dry_run' | 'run' | 'undo' | null;
  readonly file_name: string;
  readonly layout: Layout | null;
  readonly header: readonly string[] | null;
  readonly sample: readonly (readonly string[])[] | null;
  readonly mapping: Mapping | null;
  readonly counts: Counts;
  readonly checked: Counts | null;
  readonly rows: number;
  readonly done_rows: number;
  readonly reason: string | null;
  readonly created_at: string;
  readonly undo_until: string | null;
  readonly allowed: readonly string[];
}

export interface Trouble {
  readonly column: string;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

export interface ToldRow {
  readonly row: number;
  readonly result: string;
  readonly record: string | null;
  readonly cells?: readonly string[];
  readonly troubles: readonly Trouble[];
  readonly mended?: boolean;
}

interface ToldRows {
  readonly items: readonly ToldRow[];
  readonly next: number | null;
}

const PART = 1024 * 1024;
const POLL_MS = 700;
/** Rows that are shown of what was refused before one asks for more. */
const ROWS = 50;

export function importQuery(path: string, id: string) {
  return queryOptions({
    queryKey: keys.job(path, id),
    queryFn: ({ signal }) => call<ImportRun>(`/${path}/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.work ? POLL_MS : false),
  });
}

export function importsQuery(path: string) {
  return queryOptions({
    queryKey: keys.job(path, 'imports'),
    queryFn: ({ signal }) =>
      call<{ items: readonly ImportRun[] }>(`/${path}/imports`, { signal }).then(
        ({ items }) => items,
      ),
    staleTime: 0,
  });
}

/** What there is to tell of rows; asked anew with every version of the import. */
export function rowsQuery(path: string, run: ImportRun) {
  return infiniteQueryOptions({
    queryKey: [...keys.job(path, run.id), 'rows', run.version],
    queryFn: ({ pageParam, signal }) =>
      call<ToldRows>(`/${path}/imports/${run.id}/rows`, {
        query: { after: pageParam, limit: ROWS },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
}

/** Send a file in pieces and have it looked through. */
export async function upload(
  path: string,
  file: File,
  onPart: (part: number) => void,
): Promise<ImportRun> {
  const run = await call<ImportRun>(`/${path}/imports`, { body: { file_name: file.name } });
  const parts = Math.max(1, Math.ceil(file.size / PART));
  for (let part = 0; part < parts; part += 1) {
    await call(`/${path}/imports/${run.id}/parts/${part}`, {
      method: 'PUT',
      body: file.slice(part * PART, (part + 1) * PART),
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    onPart((part + 1) / parts);
  }
  return run;
}

export interface HowWritten {
  readonly encoding?: string;
  readonly delimiter?: string;
}

export function say(
  path: string,
  id: string,
  verb: string,
  body?: HowWritten | Mapping,
): Promise<ImportRun> {
  return call<ImportRun>(`/${path}/imports/${id}/${verb}`, { method: 'POST', body });
}

export function mend(
  path: string,
  id: string,
  row: number,
  cells: readonly string[],
): Promise<void> {
  return call(`/${path}/imports/${id}/rows/${row}`, { method: 'PUT', body: { cells } });
}
