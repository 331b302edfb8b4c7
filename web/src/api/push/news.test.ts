import { expect, test } from 'vitest';
import { folded, newsOf, type News } from './news';
import { pauseOf } from './stream';

const frame = (event: string, data: unknown) => ({
  event,
  data: typeof data === 'string' ? data : JSON.stringify(data),
  cursor: null,
});
const changed = (id: string, version: number, isNew = false): News => ({
  kind: 'record',
  record: 'sales.deal',
  id,
  version,
  isNew,
});

test('what is no news of ours is none', () => {
  const given = { record: 'sales.deal', id: 'a', version: 2, changed: [], new: true };
  expect(newsOf(frame('record', given))).toEqual(changed('a', 2, true));
  expect(newsOf(frame('record', { ...given, version: '2' }))).toBeNull();
  expect(newsOf(frame('record', '{'))).toBeNull();
  expect(newsOf(frame('record', 'null'))).toBeNull();
  expect(newsOf(frame('heartbeat', {}))).toBeNull();
  expect(newsOf(frame('of a later version', {}))).toBeNull();
  expect(newsOf(frame('gap', {}))).toEqual({ kind: 'gap' });
  expect(newsOf(frame('gone', { record: 'sales.deal' }))).toEqual({
    kind: 'gone',
    record: 'sales.deal',
  });
});

test('a record is told of once, in its newest version', () => {
  const found = folded([
    changed('a', 3),
    changed('b', 1, true),
    changed('a', 2),
    { kind: 'rights' },
  ]);
  expect(found.changed).toEqual(
    new Map([
      [
        'sales.deal',
        new Map([
          ['a', 3],
          ['b', 1],
        ]),
      ],
    ]),
  );
  expect(found.created).toEqual(new Map([['sales.deal', new Set(['b'])]]));
  expect([found.rights, found.gap]).toEqual([true, false]);
});

test('a stream is opened anew after ever longer pauses, within bounds', () => {
  expect([0, 1, 2, 10].map((tries) => pauseOf(tries, 1))).toEqual([500, 1000, 2000, 15_000]);
  expect(pauseOf(0, 0)).toBe(250);
});
