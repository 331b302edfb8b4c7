/** What push tells, and what of it is left when it is folded; pure. */

import type { Frame } from './frames';

export type News =
  | {
      readonly kind: 'record';
      readonly record: string;
      readonly id: string;
      readonly version: number;
      readonly isNew: boolean;
    }
  | { readonly kind: 'gone'; readonly record: string }
  | { readonly kind: 'job'; readonly record: string; readonly id: string }
  | { readonly kind: 'rights' | 'catalogue' | 'gap' }
  | { readonly kind: 'release'; readonly revision: string };

/** The news of a frame; null where it has none, or none that this version knows. */
export function newsOf({ event, data }: Frame): News | null {
  const told = parsed(data);
  const { record, id, version, revision } = told;
  switch (event) {
    case 'record':
      if (typeof record !== 'string' || typeof id !== 'string' || typeof version !== 'number')
        return null;
      return { kind: 'record', record, id, version, isNew: told.new === true };
    case 'gone':
      return typeof record === 'string' ? { kind: 'gone', record } : null;
    case 'job':
      if (typeof record !== 'string' || typeof id !== 'string') return null;
      return { kind: 'job', record, id };
    case 'rights.changed':
      return { kind: 'rights' };
    case 'catalogue.changed':
      return { kind: 'catalogue' };
    case 'gap':
      return { kind: 'gap' };
    case 'release':
      return typeof revision === 'string' ? { kind: 'release', revision } : null;
    default:
      return null;
  }
}

function parsed(data: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(data);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** News of a short while, folded: each record once, in its newest version. */
export interface Folded {
  /** By record type: newest versions by id. */
  readonly changed: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** By record type: the ids that were not there before. */
  readonly created: ReadonlyMap<string, ReadonlySet<string>>;
  /** Record types of which something may have left one's sight. */
  readonly gone: ReadonlySet<string>;
  readonly jobs: ReadonlySet<string>;
  readonly rights: boolean;
  readonly gap: boolean;
}

export function folded(news: readonly News[]): Folded {
  const changed = new Map<string, Map<string, number>>();
  const created = new Map<string, Set<string>>();
  const gone = new Set<string>();
  const jobs = new Set<string>();
  let [rights, gap] = [false, false];
  for (const each of news) {
    if (each.kind === 'record') {
      const known = changed.get(each.record) ?? new Map<string, number>();
      known.set(each.id, Math.max(each.version, known.get(each.id) ?? 0));
      changed.set(each.record, known);
      if (each.isNew)
        created.set(each.record, (created.get(each.record) ?? new Set()).add(each.id));
    } else if (each.kind === 'gone') gone.add(each.record);
    else if (each.kind === 'job') jobs.add(each.id);
    else if (each.kind === 'rights' || each.kind === 'catalogue') rights = true;
    else if (each.kind === 'gap') gap = true;
  }
  return { changed, created, gone, jobs, rights, gap };
}
