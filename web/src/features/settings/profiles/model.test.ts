import { expect, test } from 'vitest';
import { effects, moduleOf, withAction, withLevel, withModule, type Permissions } from './model';

const NOTHING: Permissions = {
  actions: ['read'],
  tools: ['export', 'customize'],
  denied_tools: [],
  modules: [],
  is_strict: false,
  flags: [],
  limits: [],
};

test('a type that is not named has what holds for all, without the tools of no type', () => {
  expect(moduleOf(NOTHING, 'x.y').actions).toEqual(['read']);
  expect(moduleOf(NOTHING, 'x.y').tools).toEqual(['export']);
});

test('to make something one must be able to read it', () => {
  expect(withAction([], 'delete', true)).toEqual(['read', 'delete']);
  expect(withAction(['read', 'update'], 'read', false)).toEqual([]);
  expect(withAction(['read', 'update'], 'update', false)).toEqual(['read']);
});

test('a type is named once, and forgotten again', () => {
  const named = withModule(NOTHING, 'x.y', { actions: [] });
  expect(named.modules.map((each) => [each.record, each.actions])).toEqual([['x.y', []]]);
  const again = withModule(named, 'x.y', { actions: ['read'] });
  expect(again.modules).toHaveLength(1);
  expect(withModule(again, 'x.y', null).modules).toEqual([]);
});

test('the effect of a change names what comes and goes', () => {
  const module = moduleOf(NOTHING, 'x.y');
  const after = withModule(NOTHING, 'x.y', {
    actions: ['read', 'create'],
    tools: [],
    fields: withLevel(module, 'salary', 'none'),
  });
  expect(effects(NOTHING, after, ['x.y', 'x.z'])).toEqual([
    { record: 'x.y', gains: ['create', 'salary: none'], loses: ['export'] },
  ]);
});
