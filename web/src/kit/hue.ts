/** The hues of choices, tags and avatars; a catalogue names a hue, never a colour. */
export const HUES = ['slate', 'blue', 'teal', 'green', 'amber', 'red', 'pink', 'violet'] as const;

export type Hue = (typeof HUES)[number];

/** Give a name its hue, always the same one. */
export function hueOf(name: string): Hue {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return HUES[sum % HUES.length] ?? 'slate';
}
