import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BROKEN, decodeFilter, encodeFilter } from './codec';
import { allOf, flat, type Condition } from './condition';

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('~true', '@me', '%2C', 'a,b', '662E41', 'DE', ';', ':', ''),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(
    { relative: 'today' },
    { relative: '-7d' },
    { current: 'user' },
    { current: 'team' },
  ),
);
const leaf = fc.record(
  {
    field: fc.constantFrom('stage', 'organization.country', 'parent.organization.name'),
    op: fc.constantFrom('eq', 'ne', 'in', 'is_empty', 'between'),
    value: fc.oneof(scalar, fc.array(scalar, { maxLength: 4 })),
  },
  { requiredKeys: ['field', 'op'] },
) as fc.Arbitrary<Condition>;
const tree = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
  ),
})).node;

test('a flat filter is text that people can read', () => {
  const condition: Condition = {
    all: [
      { field: 'stage', op: 'ne', value: 'lost' },
      { field: 'organization.country', op: 'in', value: ['DE', 'AT'] },
      { field: 'source', op: 'in', value: ['fair'] },
      { field: 'next_step_on', op: 'lte', value: { relative: 'today' } },
      { field: 'owner', op: 'eq', value: { current: 'user' } },
      { field: 'is_blocked', op: 'eq', value: true },
      { field: 'budget.minor', op: 'gt', value: 1000 },
      { field: 'need', op: 'is_empty' },
    ],
  };
  const text =
    'stage:ne:lost;organization.country:in:DE,AT;source:in:fair,;next_step_on:lte:@today;' +
    'owner:eq:@me;is_blocked:eq:~true;budget.minor:gt:~1000;need:is_empty';
  expect(encodeFilter(condition)).toBe(text);
  expect(decodeFilter(text)).toEqual(condition);
});

test('every condition comes back from an address as it was', () => {
  fc.assert(
    fc.property(tree, (condition) => {
      const f = new URLSearchParams({ f: encodeFilter(condition) }).toString();
      const parts = flat(condition);
      expect(decodeFilter(new URLSearchParams(f).get('f') ?? '')).toEqual(
        parts ? allOf(parts) : condition,
      );
    }),
  );
});

test('whatever stands in an address is a filter, none, or broken: never an exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.base64String()),
      (text) => {
        const found = decodeFilter(text);
        expect(text === '' || found !== null).toBe(true);
      },
    ),
  );
});

test('a link that was cut off is broken, and never a wider list', () => {
  expect(decodeFilter('stage')).toBe(BROKEN);
  expect(decodeFilter('stage:')).toBe(BROKEN);
  expect(decodeFilter('stage:eq:lost;')).toBe(BROKEN);
  expect(decodeFilter('stage:eq:')).toBe(BROKEN);
  expect(decodeFilter('a:b:c:d')).toBe(BROKEN);
  expect(decodeFilter('stage:eq:%E0')).toBe(BROKEN);
  const whole = encodeFilter({ any: [{ field: 'stage', op: 'eq', value: 'lost' }] });
  expect(decodeFilter(whole.slice(0, -3))).toBe(BROKEN);
  expect(decodeFilter(btoa('{"all":[{"field":"a","op":"eq","more":1}]}'))).toBe(BROKEN);
});
