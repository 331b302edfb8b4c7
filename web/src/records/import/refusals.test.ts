import { expect, test } from 'vitest';
import { Problem } from '@/api/problem';
import { refusalsOf } from './refusals';

test('what the server refuses of a mapping stands at its column, its key, or below', () => {
  const fault = (pointer: string, detail: string) => ({
    pointer,
    code: 'x',
    params: {},
    title: '',
    detail,
  });
  const errors = [fault('/columns/a~1b', 'one'), fault('/match/0', 'two'), fault('/zone', 'three')];
  const problem = new Problem(422, { code: 'invalid', title: 'T', detail: 'D', errors });
  expect(refusalsOf(problem)).toEqual({ columns: { 'a/b': 'one' }, match: 'two', rest: 'three' });
  expect(refusalsOf(new Problem(409, { code: 'c', title: 'T', detail: 'D' })).rest).toBe('D');
  expect(refusalsOf(null)).toEqual({ columns: {}, match: undefined, rest: '' });
});
