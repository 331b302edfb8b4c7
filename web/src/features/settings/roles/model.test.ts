import { expect, test } from 'vitest';
import { rolesBelow, type Role } from '../model';
import { stepOf, treeRows } from './model';

const role = (id: string, parent: string | null): Role => ({
  id,
  version: 1,
  created_at: '',
  updated_at: '',
  name: id,
  description: null,
  parent,
  profiles: [],
});
const ROLES = [
  role('north', 'sales'),
  role('sales', 'head'),
  role('head', null),
  role('it', 'head'),
];

test('roles stand below the one they hang at, by name', () => {
  const rows = treeRows(ROLES, new Set());
  expect(rows.map((row) => [row.role.id, row.depth, row.place, row.size])).toEqual([
    ['head', 1, 1, 1],
    ['it', 2, 1, 2],
    ['sales', 2, 2, 2],
    ['north', 3, 1, 1],
  ]);
  expect(treeRows(ROLES, new Set(['sales'])).map((row) => row.role.id)).toEqual([
    'head',
    'it',
    'sales',
  ]);
});

test('keys lead through the tree, fold and unfold it', () => {
  const open = treeRows(ROLES, new Set());
  const folded = treeRows(ROLES, new Set(['sales']));
  expect(stepOf('ArrowDown', open, 'head')).toEqual({ to: 'it' });
  expect(stepOf('ArrowUp', open, 'head')).toBeNull();
  expect(stepOf('ArrowRight', folded, 'sales')).toEqual({ unfold: 'sales' });
  expect(stepOf('ArrowRight', open, 'sales')).toEqual({ to: 'north' });
  expect(stepOf('ArrowLeft', open, 'sales')).toEqual({ fold: 'sales' });
  expect(stepOf('ArrowLeft', open, 'north')).toEqual({ to: 'sales' });
  expect(stepOf('End', open, 'head')).toEqual({ to: 'north' });
  expect(stepOf('x', open, 'head')).toBeNull();
});

test('a role and all below it', () => {
  expect([...rolesBelow('sales', ROLES)].toSorted()).toEqual(['north', 'sales']);
});
