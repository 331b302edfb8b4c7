/** The hues of choices, tags and avatars; a catalogue names a hue, never a colour. */
export const HUES = ['slate', 'blue', 'teal', 'green', 'amber', 'red', 'pink', 'violet'] as const;

export type Hue = (typeof HUES)[number];
