/** What is being typed into a form, kept on the device until the server has answered. */

export interface Draft {
  /** Born with the draft and sent with every try, so that nothing is made twice. */
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const PREFIX = 'kontor.draft';
/** A draft that was left for so long is about something else by now. */
const KEPT_MS = 30 * 86_400_000;

interface Kept extends Draft {
  readonly at: number;
}

export function freshDraft(values: Draft['values'] = {}): Draft {
  return { key: crypto.randomUUID(), values };
}

function placeOf(user: string, path: string): string {
  return `${PREFIX}.${user}.${path}`;
}

/** The draft that a user left on this device; null for none. */
export function keptDraft(user: string, path: string, now = Date.now()): Draft | null {
  try {
    const text = localStorage.getItem(placeOf(user, path));
    const kept = text === null ? null : (JSON.parse(text) as Partial<Kept>);
    if (!kept?.key || !kept.values || now - (kept.at ?? 0) > KEPT_MS) return null;
    return Object.keys(kept.values).length > 0 ? { key: kept.key, values: kept.values } : null;
  } catch {
    // What cannot be read is no draft of ours.
    return null;
  }
}

export function keepDraft(user: string, path: string, draft: Draft, now = Date.now()): void {
  const kept: Kept = { ...draft, at: now };
  localStorage.setItem(placeOf(user, path), JSON.stringify(kept));
}

export function forgetDraft(user: string, path: string): void {
  localStorage.removeItem(placeOf(user, path));
}
