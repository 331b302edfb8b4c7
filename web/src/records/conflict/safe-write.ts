/** A change of a record that is rebased on what others changed meanwhile, where that can be. */

import { answerOf } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { Row } from '@/records/catalogue/types';
import { bodyOf } from '@/records/fields/editing';
import { alsoChanged, clashes, sinceOf, type Clash, type Since } from './model';

export interface Change {
  readonly id: string;
  /** The version that was seen when the change was made. */
  readonly version: number;
  /** The fields as they were seen then. */
  readonly before: Readonly<Record<string, unknown>>;
  /** Fields by name, a tenant's own ones as `custom.<key>`. */
  readonly changes: Readonly<Record<string, unknown>>;
}

export interface Written {
  readonly row: Row;
  /** Fields that others changed since the version seen. */
  readonly also: readonly string[];
  readonly by: string;
}

/** Both sides changed the same fields: somebody has to decide. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly change: Change;
  readonly since: Since;
  readonly clashes: readonly Clash[];

  constructor(change: Change, since: Since, found: readonly Clash[]) {
    super('conflict');
    this.change = change;
    this.since = since;
    this.clashes = found;
  }
}

/** Whoever changes a record ten times while we try is a machine; then we give up. */
const MOST_TRIES = 10;

/** Write a change; throws a `Conflict` where others changed the same fields to something else. */
export async function safeWrite(path: string, change: Change): Promise<Written> {
  let version = change.version;
  let also: readonly string[] = [];
  let by = '';
  for (let tries = 1; ; tries += 1) {
    try {
      const { body } = await answerOf<Row>(`/${path}/${change.id}`, {
        method: 'PATCH',
        body: bodyOf(change.changes),
        version,
      });
      return { row: body, also, by };
    } catch (error) {
      const since = isProblem(error) ? sinceOf(error) : null;
      if (!since || tries === MOST_TRIES) throw error;
      const found = clashes(change.changes, since, change.before);
      if (found.length > 0) throw new Conflict(change, since, found);
      version = since.version;
      also = [...new Set([...also, ...alsoChanged(change.changes, since)])];
      by = since.by;
    }
  }
}
