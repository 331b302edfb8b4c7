import { expect, test } from 'vitest';
import { isPlain, meaningOf, textOfPress } from './chord';
import type { Command } from './commands';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const command = (id: string, keys: string): Command => ({
  id,
  keys,
  label: id,
  run: () => undefined,
});

test('a press is text in one spelling', () => {
  expect(textOfPress({ ...none, key: 'k', metaKey: true })).toBe('mod+k');
  expect(textOfPress({ ...none, key: 'K', ctrlKey: true })).toBe('mod+k');
  expect(textOfPress({ ...none, key: 'J', shiftKey: true })).toBe('shift+j');
  expect(textOfPress({ ...none, key: '?', shiftKey: true })).toBe('?');
  expect(textOfPress({ ...none, key: 'Enter', shiftKey: true })).toBe('shift+Enter');
  expect(textOfPress({ ...none, key: 'Shift', shiftKey: true })).toBe('');
});

test('a chord of two waits for its second key', () => {
  const all = [command('leads', 'g l'), command('new', 'c')];
  expect(meaningOf(all, '', 'g')).toEqual({ command: undefined, begun: 'g' });
  expect(meaningOf(all, 'g', 'l').command?.id).toBe('leads');
  expect(meaningOf(all, 'g', 'c')).toEqual({ command: undefined, begun: '' });
  expect(meaningOf(all, '', 'c').command?.id).toBe('new');
});

test('the command that came last has the key', () => {
  const all = [command('frame', 'n'), command('screen', 'n')];
  expect(meaningOf(all, '', 'n').command?.id).toBe('screen');
});

test('single signs are told from keys with a modifier', () => {
  expect(isPlain('g l')).toBe(true);
  expect(isPlain('?')).toBe(true);
  expect(isPlain('shift+j')).toBe(true);
  expect(isPlain('mod+k')).toBe(false);
  expect(isPlain('Escape')).toBe(false);
});
