import { expect, test } from 'vitest';
import { lengthOf, pagesOf } from './span';

const page = (at: number, size = 200, isLast = false) => ({ page: at, size, isLast });

test('rows lie on pages of 200, and the neighbours are asked for where they are near', () => {
  expect(pagesOf({ first: 0, last: 30 })).toEqual({ first: 0, last: 0 });
  expect(pagesOf({ first: 140, last: 170 })).toEqual({ first: 0, last: 1 });
  expect(pagesOf({ first: 210, last: 240 })).toEqual({ first: 0, last: 1 });
  expect(pagesOf({ first: 300, last: 330 })).toEqual({ first: 1, last: 1 });
  expect(pagesOf({ first: 99_970, last: 99_999 })).toEqual({ first: 499, last: 500 });
});

test('the scroll bar spans what was counted, wherever the view is', () => {
  expect(lengthOf(100_000, [page(0)])).toBe(100_000);
  expect(lengthOf(100_000, [page(230), page(231)])).toBe(100_000);
  expect(lengthOf(1_284, [page(0)])).toBe(1_284);
});

test('the last page says where the list ends, even where the count is of another moment', () => {
  expect(lengthOf(1_284, [page(5), page(6, 80, true)])).toBe(1_280);
  expect(lengthOf(0, [page(0, 0, true)])).toBe(0);
});

test('before all is counted it spans what was seen', () => {
  expect(lengthOf('10,000+', [page(0)])).toBe(200);
  expect(lengthOf(undefined, [])).toBe(0);
});

test('beyond what the server marks, it grows with what is reached', () => {
  expect(lengthOf(1_000_000, [page(0)])).toBe(100_000);
  expect(lengthOf(1_000_000, [page(499), page(500)])).toBe(100_400);
});
