import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from './search';

test('what looks like a number or like JSON stays text', () => {
  expect(parse('?q=662E41&sort=-amount&view=true')).toEqual({
    q: '662E41',
    sort: '-amount',
    view: 'true',
  });
});

test('every value comes back as it was', () => {
  const value = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.record({ q: value, sort: value }), (search) => {
      expect(parse(stringify(search))).toEqual(search);
    }),
  );
});
