/** Which verbs a record offers, and in which order; pure. */

import type { RecordEntry, Row, VerbEntry } from '@/records/catalogue/types';
import { holds } from '@/records/filter/holds';

/** Verbs beside the title; the rest is behind one button. */
const MAIN = 3;
const WEIGHT = { primary: 0, plain: 1, danger: 2 } as const;

export interface Offered {
  readonly main: readonly VerbEntry[];
  readonly rest: readonly VerbEntry[];
}

/** The verbs that a record offers as it stands: what leads on first, what ends it last. */
export function offered(entry: RecordEntry, record: Row): Offered {
  const open = entry.verbs
    .filter((verb) => verb.place.includes('header'))
    .filter((verb) => verb.when === null || holds(verb.when, record) !== false)
    .toSorted((one, other) => WEIGHT[one.tone] - WEIGHT[other.tone]);
  return { main: open.slice(0, MAIN), rest: open.slice(MAIN) };
}

/** The verb that changes a field which is no longer a field to write into. */
export function verbCalled(entry: RecordEntry, name: string): VerbEntry | undefined {
  return entry.verbs.find((verb) => verb.name === name);
}
