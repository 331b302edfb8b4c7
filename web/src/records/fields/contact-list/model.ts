/** Lists of e-mail addresses and phone numbers; pure. */

export interface ContactEntry {
  readonly kind: string;
  readonly is_primary: boolean;
  readonly [part: string]: unknown;
}

/** The part of an entry that people type. */
export const PARTS = { email: 'value', phone: 'raw' } as const;

/** What the server found out about an entry, which holds for the old text alone. */
const FOUND: ReadonlySet<string> = new Set(['normal', 'e164', 'status', 'bounced_at']);

export function entryOf(value: unknown): ContactEntry {
  const given = typeof value === 'object' && value !== null ? value : {};
  return { kind: 'work', is_primary: false, ...given };
}

/** An entry with another text; what was found out about the old one goes. */
export function withText(
  entry: ContactEntry,
  type: keyof typeof PARTS,
  text: string,
): ContactEntry {
  const kept = Object.entries(entry).filter(([part]) => !FOUND.has(part));
  return { ...entryOf(Object.fromEntries(kept)), [PARTS[type]]: text };
}

/** The list with one entry as the first to take. */
export function withPrimary(
  entries: readonly ContactEntry[],
  place: number,
): readonly ContactEntry[] {
  return entries.map((each, at) => ({ ...each, is_primary: at === place }));
}
