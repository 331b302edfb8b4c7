import { expect, test } from 'vitest';
import { Problem } from '@/api/problem';
import type { FieldEntry } from '@/records/catalogue/types';
import { candidatesOf, isRequired, isShown, newBody, withoutFaultsOf } from './model';

const field = (name: string, said: Partial<FieldEntry> = {}) =>
  ({ name, required: false, show_if: null, required_if: null, ...said }) as FieldEntry;

test('only what was given is sent, and empty lines of lists are none', () => {
  expect(
    newBody({
      name: 'A',
      note: null,
      emails: [{ value: '', kind: 'work' }],
      phones: [
        { raw: '1', kind: 'work' },
        { raw: '', kind: 'fax' },
      ],
      interest: ['', 'x'],
      has_sails: false,
      'custom.c_region': 'north',
    }),
  ).toEqual({
    name: 'A',
    phones: [{ raw: '1', kind: 'work' }],
    interest: ['x'],
    has_sails: false,
    custom: { c_region: 'north' },
  });
});

test('a field is shown and required as its conditions say', () => {
  const when = { field: 'kind', op: 'eq', value: 'a' };
  expect(isShown(field('x', { show_if: when }), { kind: 'b' })).toBe(false);
  expect(isShown(field('x', { show_if: when }), { kind: 'a' })).toBe(true);
  expect(isShown(field('x', { show_if: when }), {})).toBe(true);
  expect(isRequired(field('x', { required_if: when }), { kind: 'a' })).toBe(true);
  expect(isRequired(field('x', { required_if: when }), {})).toBe(false);
  expect(isRequired(field('x', { required: true }), {})).toBe(true);
});

test('suspected duplicates are told from other conflicts', () => {
  const candidates = [{ record: 'a.b', id: '1', title: 'T', score: 95 }];
  const problem = (code: string) =>
    new Problem(409, { code, title: '', detail: '', params: { candidates } });
  expect(candidatesOf(problem('duplicate_suspected'))).toEqual(candidates);
  expect(candidatesOf(problem('unique_taken'))).toBeNull();
});

test('a changed field is no longer said to be wrong', () => {
  const fault = (pointer: string) => ({ pointer, code: 'x', params: {}, title: '', detail: '' });
  const faults = [fault('/emails/0/value'), fault('/name')];
  expect(withoutFaultsOf(field('emails'), faults)).toEqual([faults[1]]);
});
