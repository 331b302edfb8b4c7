/** What the address says of a list; an empty text where it says nothing. */
export interface ListState {
  /** The saved view, by its slug. */
  readonly view: string;
  /** The filter, in its own form (`filter/codec`). */
  readonly f: string;
  readonly sort: string;
  readonly q: string;
  /** `board` for columns; a list else. */
  readonly as: string;
  /** The field whose values are the columns of a board. */
  readonly group: string;
  /** Names of the columns, each with its width where it is not the usual one. */
  readonly cols: string;
}
