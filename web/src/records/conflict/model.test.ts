import { expect, test } from 'vitest';
import { Problem } from '@/api/problem';
import { alsoChanged, clashes, isSame, sinceOf } from './model';

const stale = new Problem(412, {
  code: 'stale_version',
  title: 'T',
  detail: 'D',
  base_version: 1,
  version: 3,
  by: 'user:a',
  at: '2026-12-01T10:00:00Z',
  current: { phone: '1', name: 'Theirs' },
});
const since = sinceOf(stale);

test('a refusal that tells what changed can be rebased on, another one cannot', () => {
  expect(since).toEqual({
    version: 3,
    by: 'user:a',
    at: '2026-12-01T10:00:00Z',
    current: { phone: '1', name: 'Theirs' },
  });
  expect(sinceOf(new Problem(412, { code: 'stale_version', title: '', detail: '' }))).toBeNull();
  expect(sinceOf(new Problem(409, { code: 'x', title: '', detail: '' }))).toBeNull();
});

test('only what both changed differently clashes', () => {
  if (!since) throw new Error('it was told above');
  expect(clashes({ city: 'Bonn' }, since, {})).toEqual([]);
  expect(clashes({ name: 'Theirs' }, since, {})).toEqual([]);
  expect(clashes({ name: 'Mine', city: 'Bonn' }, since, { name: 'Old' })).toEqual([
    { field: 'name', before: 'Old', theirs: 'Theirs', mine: 'Mine' },
  ]);
  expect(alsoChanged({ name: 'Mine' }, since)).toEqual(['phone']);
});

test('values are the same by what they say', () => {
  expect(isSame({ minor: 1, currency: 'EUR' }, { currency: 'EUR', minor: 1 })).toBe(true);
  expect(isSame([{ value: 'a' }], [{ value: 'a', status: null }])).toBe(true);
  expect(isSame(null, '')).toBe(true);
  expect(isSame(['a', 'b'], ['b', 'a'])).toBe(false);
  expect(isSame({ minor: 1 }, null)).toBe(false);
  expect(isSame(['a'], { 0: 'a' })).toBe(false);
});
