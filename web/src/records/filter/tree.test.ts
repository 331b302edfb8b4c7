import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAll, isAny, isLeaf, type Condition } from './condition';
import { conditionOf, groupOf, replaced } from './tree';

function holds(condition: Condition, facts: ReadonlySet<string>): boolean {
  if (isLeaf(condition)) return facts.has(condition.field);
  if (isAll(condition)) return condition.all.every((part) => holds(part, facts));
  if (isAny(condition)) return condition.any.some((part) => holds(part, facts));
  return !holds(condition.not, facts);
}

const names = ['a', 'b', 'c', 'd'];
const leaf = fc.constantFrom(...names).map((field): Condition => ({ field, op: 'is_set' }));
const tree = fc.letrec<{ node: Condition }>((tie) => {
  const parts = fc.array(tie('node'), { minLength: 1, maxLength: 3 });
  return {
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc.record({ all: parts }),
      fc.record({ any: parts }),
      fc.record({ not: tie('node') }),
    ),
  };
}).node;

test('a condition taken apart into groups and put together says the same', () => {
  fc.assert(
    fc.property(tree, fc.subarray(names), (condition, facts) => {
      const again = conditionOf(groupOf(condition));
      expect(again && holds(again, new Set(facts))).toBe(holds(condition, new Set(facts)));
    }),
  );
});

test('what is not finished yet is left out', () => {
  const begun = { kind: 'any', parts: [{ field: 'a', op: 'eq' }] } as const;
  expect(conditionOf({ kind: 'all', parts: [begun, { field: 'b', op: 'is_set' }] })).toEqual({
    field: 'b',
    op: 'is_set',
  });
  expect(conditionOf({ kind: 'none', parts: [begun] })).toBeNull();
});

test('a part is replaced or taken away at its place', () => {
  const [one, two] = [
    { field: 'a', op: 'is_set' },
    { field: 'b', op: 'is_set' },
  ];
  const group = { kind: 'all', parts: [one, two] } as const;
  expect(replaced(group, 1, one).parts).toEqual([one, one]);
  expect(replaced(group, 0, null).parts).toEqual([two]);
});
