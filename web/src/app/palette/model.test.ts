import { expect, test } from 'vitest';
import { matching, rank, read, step } from './model';

const command = (label: string) => ({ id: label, label, run: () => undefined });

test('a sign says that a command is meant', () => {
  expect(read('  > dark ')).toEqual({ text: 'dark', isCommand: true });
  expect(read(' Müller ')).toEqual({ text: 'Müller', isCommand: false });
});

test('every typed word begins a word of the label, accents and case aside', () => {
  expect(rank('Anlegen: Müller & Söhne', 'mul soh')).toBe(1);
  expect(rank('Straße', 'STRASSE')).toBe(0);
  expect(rank('Leads', 'eads')).toBeNull();
});

test('what begins like the text comes first', () => {
  const all = [command('Create: Lead'), command('Leads'), command('Contacts')];
  expect(matching(all, 'lead').map((each) => each.label)).toEqual(['Leads', 'Create: Lead']);
  expect(matching(all, '')).toHaveLength(3);
});

test('the choice goes round the ends', () => {
  expect(step(0, -1, 3)).toBe(2);
  expect(step(2, 1, 3)).toBe(0);
  expect(step(0, 1, 0)).toBe(0);
});
