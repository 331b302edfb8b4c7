/** Walking through the list one came from, record by record. */

import { useLingui } from '@lingui/react/macro';
import { useCommands, type Command } from '@/kit/keyboard/commands';

/** The ids of the list a record was opened from, by type; gone when the page is loaded anew. */
const walked = new Map<string, readonly string[]>();

export function rememberWalk(path: string, ids: readonly string[]): void {
  walked.set(path, ids);
}

interface Around {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The neighbours of a record in that list; `[` and `]` lead to them. */
export function useWalk(path: string, id: string, onOpen: (id: string) => void): Around {
  const { before, after } = aroundIn(walked.get(path) ?? [], id);
  const { t } = useLingui();
  const step = (to: string | undefined, keys: string, label: string): readonly Command[] =>
    to ? [{ id: `walk:${keys}`, label, keys, run: () => onOpen(to) }] : [];
  useCommands([
    ...step(before, '[', t`Previous record of the list`),
    ...step(after, ']', t`Next record of the list`),
  ]);
  return { before, after };
}

export function aroundIn(ids: readonly string[], id: string): Around {
  const place = ids.indexOf(id);
  if (place < 0) return { before: undefined, after: undefined };
  return { before: ids[place - 1], after: ids[place + 1] };
}
