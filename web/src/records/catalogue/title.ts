import type { RecordEntry, Row } from './types';

/** What a record is called; empty where it has no name, or none for this reader. */
export function titleOf(entry: RecordEntry, row: Row | null | undefined): string {
  return wordsOf(row?.[entry.title]);
}

/** A value that is text, and nothing for what is none. */
export function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
