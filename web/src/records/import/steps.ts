/** The steps of an import, and where one stands; pure. */

import type { ImportRun } from './query';

export const STEPS = ['file', 'mapping', 'check', 'result'] as const;

export type Step = (typeof STEPS)[number];

const STEP_OF: Readonly<Record<ImportRun['state'], Step>> = {
  uploaded: 'file',
  analysed: 'mapping',
  mapped: 'check',
  checked: 'check',
  running: 'result',
  paused: 'result',
  finished: 'result',
  failed: 'result',
  cancelled: 'result',
  undone: 'result',
};

export function stepOf(run: ImportRun): Step {
  return STEP_OF[run.state];
}

export const MOST_BYTES = 100 * 1024 * 1024;

/** Why a file is not even sent; null where it may be. */
export function refusalOf(file: { readonly name: string; readonly size: number }) {
  if (!/\.(csv|tsv|txt|xlsx)$/i.test(file.name)) return 'kind';
  if (file.size > MOST_BYTES) return 'size';
  return file.size === 0 ? 'empty' : null;
}

/** The cells of a column in some rows that are no choice of its field, each once. */
export function unknownCells(
  cells: readonly string[],
  choices: readonly {
    readonly key: string;
    readonly label: { de?: string | null; en?: string | null };
  }[],
): readonly string[] {
  const known = new Set(
    choices.flatMap(({ key, label }) => [key, label.de, label.en].map((each) => fold(each ?? ''))),
  );
  return [...new Set(cells.map((cell) => cell.trim()))].filter(
    (cell) => cell !== '' && cell !== 'NULL' && cell !== '\\N' && !known.has(fold(cell)),
  );
}

const fold = (text: string) => text.trim().toLowerCase();
