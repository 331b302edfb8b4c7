import { expect, test } from 'vitest';
import { holds } from './holds';

const record = { stage: 'new', owner: null, tags: [], score: 3 };
const leaf = (field: string, op: string, value?: unknown) => ({ field, op, value });

test('a condition over the record at hand is decided', () => {
  expect(holds(leaf('stage', 'eq', 'new'), record)).toBe(true);
  expect(holds(leaf('stage', 'in', ['mql', 'sql']), record)).toBe(false);
  expect(holds(leaf('owner', 'is_empty'), record)).toBe(true);
  expect(holds(leaf('tags', 'is_set'), record)).toBe(false);
  expect(holds({ all: [leaf('stage', 'eq', 'new'), leaf('owner', 'is_set')] }, record)).toBe(false);
  expect(holds({ any: [leaf('stage', 'eq', 'x'), leaf('score', 'ne', 4)] }, record)).toBe(true);
  expect(holds({ not: leaf('stage', 'eq', 'new') }, record)).toBe(false);
});

test('what the record does not tell is left open, unless the rest decides it', () => {
  const far = leaf('organization.country', 'eq', 'DE');
  expect(holds(far, record)).toBeNull();
  expect(holds({ not: far }, record)).toBeNull();
  expect(holds({ all: [far, leaf('stage', 'eq', 'x')] }, record)).toBe(false);
  expect(holds({ any: [far, leaf('stage', 'eq', 'new')] }, record)).toBe(true);
  expect(holds({ any: [far, leaf('stage', 'eq', 'x')] }, record)).toBeNull();
  expect(holds(leaf('score', 'between', [1, 5]), record)).toBeNull();
});
