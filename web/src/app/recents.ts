/** What was opened last: ids at the server, titles on this device only. */

import { useEffect } from 'react';
import { usePrefer, usePreferences, type Recent } from './preferences';

const KEPT = 'kontor.recents';
const MOST = 20;

interface Opened extends Recent {
  readonly title: string;
  readonly below: string;
}

function titles(): readonly Opened[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? (kept as readonly Opened[]) : [];
  } catch {
    return [];
  }
}

/** What was opened last, the latest first; only what this device has a title for. */
export function useRecents(): readonly Opened[] {
  const { recents } = usePreferences();
  const known = new Map(titles().map((each) => [each.id, each]));
  return (recents ?? []).flatMap(({ id }) => known.get(id) ?? []);
}

/** Remember that a record is open; a change of its title is remembered, too. */
export function useVisit(record: string, id: string | undefined, title: string): void {
  const { recents } = usePreferences();
  const prefer = usePrefer();
  const isLatest = recents?.[0]?.id === id;
  useEffect(() => {
    if (id === undefined) return;
    const others = titles().filter((each) => each.id !== id);
    const opened = [{ record, id, title, below: '' }, ...others].slice(0, MOST);
    localStorage.setItem(KEPT, JSON.stringify(opened));
    if (isLatest) return;
    const before = (recents ?? []).filter((each) => each.id !== id);
    prefer({ recents: [{ record, id }, ...before].slice(0, MOST) });
  }, [record, id, title, isLatest, recents, prefer]);
}
