import { expect, test } from 'vitest';
import { moved } from './keys';

test('keys of a grid lead to rows that exist', () => {
  expect(moved('ArrowDown', 0, 3)).toBe(1);
  expect(moved('j', 2, 3)).toBe(2);
  expect(moved('k', 0, 3)).toBe(0);
  expect(moved('PageDown', 5, 100)).toBe(25);
  expect(moved('End', 5, 100)).toBe(99);
  expect(moved('Home', 5, 100)).toBe(0);
});

test('other keys are left alone', () => {
  expect(moved('a', 0, 3)).toBeNull();
});
