/** Moving a card on a board, before the server has said whether it may; pure. */

import type { Board } from './query';

/** The board with a card at the head of another column; counts follow, sums wait for the server. */
export function withMoved(board: Board, id: string, to: string): Board {
  const from = board.columns.find((column) => column.cards.some((card) => card.id === id));
  const card = from?.cards.find((each) => each.id === id);
  if (!from || !card || from.key === to || !board.columns.some((column) => column.key === to))
    return board;
  return {
    ...board,
    columns: board.columns.map((column) => {
      if (column === from)
        return {
          ...column,
          count: column.count - 1,
          cards: column.cards.filter((each) => each !== card),
        };
      if (column.key !== to) return column;
      const moved = { ...card, [board.group_by]: to };
      return { ...column, count: column.count + 1, cards: [moved, ...column.cards] };
    }),
  };
}
