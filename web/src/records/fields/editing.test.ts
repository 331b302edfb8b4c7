import { expect, test } from 'vitest';
import type { FieldEntry } from '@/records/catalogue/types';
import { bodyOf, isEmpty, otherFaults, problemsOf, valueOf } from './editing';

const field = (name: string) => ({ name, type: 'text' }) as FieldEntry;
const fault = (pointer: string) => ({ pointer, code: 'x', params: {}, title: 'T', detail: 'D' });

test('a refusal is found at its field, and only there', () => {
  const faults = [fault('/emails/0/value'), fault('/email'), fault('/custom/c_region')];
  expect(problemsOf(field('emails'), faults)).toEqual([{ pointer: '/0/value', text: 'D' }]);
  expect(problemsOf(field('email'), faults)).toEqual([{ pointer: '', text: 'D' }]);
  expect(problemsOf(field('custom.c_region'), faults)).toEqual([{ pointer: '', text: 'D' }]);
  expect(otherFaults([field('emails'), field('custom.c_region')], faults)).toEqual([faults[1]]);
});

test('own fields are read from below custom and written there', () => {
  expect(valueOf({ name: 'A', custom: { c_region: 'north' } }, field('custom.c_region'))).toBe(
    'north',
  );
  expect(valueOf({ name: 'A' }, field('custom.c_region'))).toBeUndefined();
  expect(bodyOf({ name: 'A', 'custom.c_region': 'south' })).toEqual({
    name: 'A',
    custom: { c_region: 'south' },
  });
  expect(bodyOf({ name: 'A' })).toEqual({ name: 'A' });
});

test('nothing is nothing in every form, and false and 0 are something', () => {
  expect([null, undefined, '', [], {}, { a: null }].map(isEmpty)).toEqual(new Array(6).fill(true));
  expect([false, 0, [0], { a: 0 }].map(isEmpty)).toEqual(new Array(4).fill(false));
});
