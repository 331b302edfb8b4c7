import { expect, test } from 'vitest';
import { addressOf, bodyOf, effective, isChanged } from './model';
import type { View } from './query';

const UNSAID = { view: '', f: '', sort: '', q: '', as: '', group: '', cols: '' };
const view: View = {
  id: '1',
  version: 1,
  owner: 'me',
  name: 'Open',
  slug: 'open',
  filter: { field: 'stage', op: 'ne', value: 'lost' },
  sort: ['-amount'],
  columns: ['name', 'amount'],
  display: 'list',
  group_by: null,
  visibility: 'private',
  shared_with: [],
  is_default: false,
};
const bare = { ...UNSAID, view: 'open' };
const shown = { ...bare, f: 'stage:ne:lost', sort: '-amount', cols: 'name,amount' };

test('an address that says nothing shows the view as it was saved', () => {
  expect(effective(bare, view)).toEqual(shown);
  expect(isChanged(bare, view)).toBe(false);
  expect(effective({ ...bare, f: 'stage:eq:won' }, view).sort).toBe('');
});

test('a view of which everything is taken away is changed, and stays so', () => {
  const emptied = addressOf({ ...shown, f: '', sort: '', cols: '' }, view, '-created_at');
  expect(emptied).toEqual({ ...bare, sort: '-created_at' });
  expect(isChanged(emptied, view)).toBe(true);
  expect(effective(emptied, view).f).toBe('');
});

test('what is as it was saved again needs no more than the name', () => {
  expect(addressOf(shown, view, '-created_at')).toEqual(bare);
  expect(addressOf(shown, undefined, '')).toEqual(shown);
});

test('what is shown is saved in the form of the server', () => {
  expect(bodyOf({ ...shown, as: 'board', group: 'stage' }, view.filter)).toEqual({
    filter: view.filter,
    sort: ['-amount'],
    columns: ['name', 'amount'],
    display: 'board',
    group_by: 'stage',
  });
});
