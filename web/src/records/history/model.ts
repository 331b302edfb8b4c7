/** The history of a record as it is told; pure. */

import { fieldOf } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { todayIn } from '@/records/fields/date/reading';
import type { Changed, HistoryEntry } from './query';

interface Day {
  readonly day: string;
  readonly items: readonly HistoryEntry[];
}

/** Entries by the day of the viewer's zone, in the order given. */
export function byDay(entries: readonly HistoryEntry[], zone: string): readonly Day[] {
  const days = new Map<string, HistoryEntry[]>();
  for (const each of entries) {
    const day = todayIn(zone, new Date(each.at));
    days.set(day, [...(days.get(day) ?? []), each]);
  }
  return [...days].map(([day, items]) => ({ day, items }));
}

/** Changes worth telling: what follows from other fields, or cannot be said in words, is not. */
export function told(changes: readonly Changed[], entry: RecordEntry): readonly Changed[] {
  return changes.filter((change) => {
    const field = fieldOf(entry, change.field);
    return (
      field !== undefined && !(field.derived && field.type !== 'choice') && field.type !== 'json'
    );
  });
}
