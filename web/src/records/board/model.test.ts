import { expect, test } from 'vitest';
import { withMoved } from './model';
import type { Board } from './query';

const card = (id: string, stage: string) => ({ id, version: 1, stage });

const board: Board = {
  group_by: 'stage',
  refs: {},
  columns: [
    { key: 'new', count: 41, sums: {}, cards: [card('a', 'new'), card('b', 'new')] },
    { key: 'won', count: 7, sums: {}, cards: [card('c', 'won')] },
  ],
};

test('a moved card leads its new column, and both counts follow', () => {
  const [from, to] = withMoved(board, 'b', 'won').columns;
  expect(from).toEqual({ key: 'new', count: 40, sums: {}, cards: [card('a', 'new')] });
  expect(to).toEqual({
    key: 'won',
    count: 8,
    sums: {},
    cards: [card('b', 'won'), card('c', 'won')],
  });
});

test('nothing changes where the card or the column is unknown, or the card is there already', () => {
  expect(withMoved(board, 'x', 'won')).toBe(board);
  expect(withMoved(board, 'a', 'lost')).toBe(board);
  expect(withMoved(board, 'a', 'new')).toBe(board);
});
