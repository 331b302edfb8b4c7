/** What the palette answers to what is typed; pure. */

import type { Command } from '@/kit/keyboard/commands';

/** A record that was found, or was opened lately. */
export interface Hit {
  readonly record: string;
  readonly id: string;
  readonly title: string;
  readonly below: string;
}

export interface Typed {
  readonly text: string;
  /** Whether only commands are meant: what begins with `>`. */
  readonly isCommand: boolean;
}

export function read(typed: string): Typed {
  const isCommand = typed.trimStart().startsWith('>');
  return { text: typed.replace(/^\s*>?/, '').trim(), isCommand };
}

const MARKS = /\p{M}/gu;
const fold = (text: string): string =>
  text.normalize('NFD').replace(MARKS, '').replaceAll('ß', 'ss').toLowerCase();

/** How well a label answers: lower is better, null not at all. Every typed word begins one of its words. */
export function rank(label: string, text: string): number | null {
  const whole = fold(label);
  const words = whole.split(/[^\p{L}\p{N}]+/u);
  const wanted = fold(text).split(/\s+/).filter(Boolean);
  if (!wanted.every((each) => words.some((word) => word.startsWith(each)))) return null;
  return whole.startsWith(wanted.join(' ')) ? 0 : 1;
}

/** The commands that answer, best first, else in the order in which they were offered. */
export function matching(commands: readonly Command[], text: string): readonly Command[] {
  return commands
    .flatMap((command) => {
      const found = rank(command.label, text);
      return found === null ? [] : [{ command, found }];
    })
    .toSorted((one, other) => one.found - other.found)
    .map(({ command }) => command);
}

/** The place of a row's neighbour, round the ends. */
export function step(at: number, by: number, rows: number): number {
  return rows === 0 ? 0 : (at + by + rows) % rows;
}
