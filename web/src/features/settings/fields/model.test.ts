import { expect, test } from 'vitest';
import { keyOf, movedValue, type ListValue } from './model';

test('a key is made of the label', () => {
  expect(keyOf('Größe (cm)')).toBe('groesse_cm');
  expect(keyOf('2. Straße')).toBe('strasse');
  expect(keyOf('é'.repeat(50))).toBe('e_e_e_e_e_e_e_e_e_e_e_e_e_e_e_e_e_e_e_e_'.slice(0, 40));
});

const value = (key: string, order: number): ListValue => ({
  key,
  label: { de: key, en: key },
  order,
  hue: 'slate',
  is_active: true,
  category: null,
});

test('a value changes its place, and none falls off the end', () => {
  const values = [value('a', 0), value('b', 1), value('c', 2)];
  const keys = (moved: readonly ListValue[]) => moved.map((each) => [each.key, each.order]);
  expect(keys(movedValue(values, 'c', -1))).toEqual([
    ['a', 0],
    ['c', 1],
    ['b', 2],
  ]);
  expect(movedValue(values, 'a', -1)).toBe(values);
  expect(movedValue(values, 'c', 1)).toBe(values);
});
