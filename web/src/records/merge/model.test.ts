import { expect, test } from 'vitest';
import type { FieldEntry, RecordEntry, Row } from '@/records/catalogue/types';
import { differing, idsOf, isChosen, orderOf, sourceOf } from './model';

function field(name: string, more: Partial<FieldEntry> = {}): FieldEntry {
  return { name, right: 'edit', importable: true, owned_by_verb: null, ...more } as FieldEntry;
}

const name = field('name');
const phone = field('phones');
const parent = field('parent', { owned_by_verb: 'move' });
const entry = {
  fields: [name, field('site'), phone, parent, field('domain', { importable: false })],
} as unknown as RecordEntry;
const one: Row = { id: 'a', version: 3, name: 'Müller', site: null, phones: [], domain: 'x' };
const two: Row = { id: 'b', version: 1, name: 'Mueller', site: 'm.example', phones: [1] };

test('only what differs is shown, and nothing is nothing however it is written', () => {
  const same: Row = { ...two, name: 'Müller', site: '', phones: [] };
  expect(differing(entry, [one, two]).map((each) => each.name)).toEqual(['name', 'site', 'phones']);
  expect(differing(entry, [one, same])).toEqual([]);
});

test('the survivor counts, where it has nothing the first that has something', () => {
  const choice = { survivor: 'a', values: {} };
  expect(sourceOf(name, [one, two], choice)).toBe('a');
  expect(sourceOf(field('site'), [one, two], choice)).toBe('b');
  expect(sourceOf(name, [one, two], { survivor: 'a', values: { name: 'b' } })).toBe('b');
  expect(sourceOf(parent, [{ ...one, parent: null }, two], choice)).toBe('a');
});

test('lists unite and fields of a verb stay, so nobody is asked about them', () => {
  expect(isChosen(name, [one, two])).toBe(true);
  expect(isChosen(phone, [one, two])).toBe(false);
  expect(isChosen(parent, [one, two])).toBe(false);
});

test('the order names everybody with the version that was seen', () => {
  expect(orderOf([one, two], { survivor: 'b', values: { name: 'a' } })).toEqual({
    losers: ['a'],
    values: { name: 'a' },
    versions: { a: 3, b: 1 },
  });
});

test('an address by hand names two to five records', () => {
  const id = (last: string) => `01a23273-bc7b-70c4-8ee1-00000000000${last}`;
  expect(idsOf(`${id('1')},${id('2')}`)).toEqual([id('1'), id('2')]);
  expect(idsOf(`${id('1')},${id('1')}`)).toBeNull();
  expect(idsOf('1,2')).toBeNull();
  expect(idsOf('')).toBeNull();
  expect(idsOf(['1', '2', '3', '4', '5', '6'].map(id).join(','))).toBeNull();
});
