/** Key events as text, and which command they mean; pure. */

import type { Command } from './commands';

/** A pressed key, as much of it as is needed. */
export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The text of a press, such as `mod+k`, `shift+j` or `?`; empty for a modifier alone. */
export function textOfPress(press: Press): string {
  const { key } = press;
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead'].includes(key)) return '';
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const parts = [
    press.ctrlKey || press.metaKey ? 'mod' : '',
    press.altKey ? 'alt' : '',
    // Of a sign such as `?` the shift is part already.
    press.shiftKey && (isLetter || key.length > 1) ? 'shift' : '',
    key.length === 1 ? key.toLowerCase() : key,
  ];
  return parts.filter(Boolean).join('+');
}

/** Whether a chord is made of plain signs, which WCAG 2.1.4 wants switched off on demand. */
export function isPlain(keys: string): boolean {
  return (
    !/(^|\+)(mod|alt)\+/.test(keys) &&
    keys.split(' ').some((part) => part.split('+').at(-1)?.length === 1)
  );
}

export interface Meant {
  readonly command: Command | undefined;
  /** The first half of a chord of two, when one begins with this press. */
  readonly begun: string;
}

/** Find what a press means after `begun`, the first half that came before it, if any. */
export function meaningOf(commands: readonly Command[], begun: string, pressed: string): Meant {
  const whole = begun ? `${begun} ${pressed}` : pressed;
  const last = commands.findLast((each) => each.keys === whole);
  if (last) return { command: last, begun: '' };
  const begins = commands.some((each) => each.keys?.startsWith(`${whole} `));
  return { command: undefined, begun: begins ? whole : '' };
}
