import { expect, test } from 'vitest';
import type { Row } from '@/records/catalogue/types';
import { markOf, patched, rowsIn, type Fresh } from './patch';

const row = (id: string, version: number, name = 'old'): Row => ({ id, version, name });
const fresh = (given: Partial<Fresh> = {}): Fresh => ({
  rows: new Map([['a', row('a', 3, 'new')]]),
  refs: { 'x:1': { title: 'X' } },
  gone: new Set(),
  left: new Set(),
  ...given,
});
const page = (...items: Row[]) => ({ items, refs: {}, next: null, prev: null, count: 2 });

test('a newer row takes the place of an older one, and nothing moves', () => {
  const before = page(row('b', 1), row('a', 2));
  expect(patched(before, fresh())).toEqual({
    ...page(row('b', 1), row('a', 3, 'new')),
    refs: { 'x:1': { title: 'X' } },
  });
  expect(before.items[1]).toEqual(row('a', 2));
});

test('an answer that was overtaken changes nothing', () => {
  const before = page(row('a', 3, 'mine'));
  expect(patched(before, fresh())).toBe(before);
  const newer = page(row('a', 4, 'mine'));
  expect(patched(newer, fresh())).toBe(newer);
});

test('a row whose version was not asked for takes any other', () => {
  const before = { items: [{ id: 'a', name: 'old' }], refs: {} };
  expect(rowsIn(patched(before, fresh()))).toEqual([row('a', 3, 'new')]);
});

test('of a row that is gone nothing is kept but its place', () => {
  const after = patched(page(row('a', 2), row('b', 1)), fresh({ gone: new Set(['a']) }));
  const [first, second] = rowsIn(after);
  expect(first).toEqual({ id: 'a', version: 2, _gone: true });
  expect(first && markOf(first)).toBe('gone');
  expect(second).toEqual(row('b', 1));
});

test('a row that comes back into sight is shown again', () => {
  const hidden = patched(page(row('a', 3)), fresh({ gone: new Set(['a']), rows: new Map() }));
  expect(rowsIn(patched(hidden, fresh()))).toEqual([row('a', 3, 'new')]);
});

test('a row that fits no more stays, marked, until it fits again', () => {
  const left = patched(page(row('a', 2)), fresh({ left: new Set(['a']) }));
  expect(rowsIn(left)).toEqual([{ ...row('a', 3, 'new'), _left: true }]);
  const back = patched(left, fresh({ rows: new Map([['a', row('a', 3, 'new')]]) }));
  expect(rowsIn(back)).toEqual([row('a', 3, 'new')]);
});

test('a card that is gone leaves its column; other columns stay as they are', () => {
  const columns = [
    { key: 'open', cards: [row('a', 2), row('b', 1)] },
    { key: 'won', cards: [row('c', 1)] },
  ];
  const board = { group_by: 'stage', columns, refs: {} };
  const after = patched(board, fresh({ gone: new Set(['a']) })) as typeof board;
  expect(after.columns[0]?.cards).toEqual([row('b', 1)]);
  expect(after.columns[1]).toBe(columns[1]);
});

test('what is no list is left alone', () => {
  for (const data of [undefined, null, 3, [], { items: [{ name: 'no row' }] }, { items: 'x' }])
    expect(patched(data, fresh())).toBe(data);
});
