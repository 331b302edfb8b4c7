/** How a saved view and the address of a list go together; pure. */

import { encodeFilter, type Decoded } from '@/records/filter/codec';
import type { ListState } from '@/records/list/state';
import type { View } from './query';

/** In the place of a slug: no view, whatever one has looked at last. */
export const ALL = '*';

type Shown = Pick<ListState, 'f' | 'sort' | 'as' | 'group' | 'cols'>;

const SHOWN = ['f', 'sort', 'as', 'group', 'cols'] as const;

/** What a view shows, as an address says it. */
export function shownBy(view: View): Shown {
  return {
    f: encodeFilter(view.filter),
    sort: view.sort.join(','),
    as: view.display === 'board' ? 'board' : '',
    group: view.group_by ?? '',
    cols: view.columns.join(','),
  };
}

/** Whether an address says nothing but which view. */
export const isBare = (state: ListState) => SHOWN.every((name) => state[name] === '');

/** What is shown: the view as it was saved, or what the address says beside it. */
export function effective(state: ListState, view: View | undefined): ListState {
  return view && isBare(state) ? { ...state, ...shownBy(view) } : state;
}

/** Whether something else is shown than the view holds. */
export function isChanged(state: ListState, view: View | undefined): boolean {
  if (!view || isBare(state)) return false;
  const saved = shownBy(view);
  return SHOWN.some((name) => saved[name] !== state[name]);
}

/**
 * The address that shows a state. Beside a view its order is always said, for an address that says
 * nothing means the view as it was saved.
 */
export function addressOf(state: ListState, view: View | undefined, sort: string): ListState {
  if (!view) return state;
  const told = { ...state, sort: state.sort || sort };
  return isChanged(told, view) ? told : bare(told);
}

export function bare(state: ListState): ListState {
  return { ...state, f: '', sort: '', as: '', group: '', cols: '' };
}

/** What is shown as the body by which a view is saved. */
export function bodyOf(state: ListState, filter: Decoded) {
  return {
    filter: typeof filter === 'symbol' ? null : filter,
    sort: state.sort === '' ? [] : state.sort.split(','),
    columns: state.cols === '' ? [] : state.cols.split(','),
    display: state.as === 'board' ? 'board' : 'list',
    group_by: state.group || null,
  };
}
