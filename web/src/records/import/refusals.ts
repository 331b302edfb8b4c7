/** A refused mapping, each reason at its place; pure. */

import { isProblem } from '@/api/problem';

export interface Refusals {
  readonly columns: Readonly<Record<string, string>>;
  readonly match: string | undefined;
  readonly rest: string;
}

export function refusalsOf(error: Error | null): Refusals {
  const columns: Record<string, string> = {};
  if (!error) return { columns, match: undefined, rest: '' };
  const faults = isProblem(error) ? error.faults : [];
  const others: string[] = [];
  let match: string | undefined;
  for (const { pointer, detail, title } of faults) {
    const [, place, name = ''] = pointer.split('/');
    const said = detail || title;
    if (place === 'columns' || place === 'lookups') columns[unescaped(name)] = said;
    else if (place === 'match' || place === 'mode') match = said;
    else others.push(said);
  }
  return { columns, match, rest: faults.length > 0 ? others.join(' ') : error.message };
}

const unescaped = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~');
