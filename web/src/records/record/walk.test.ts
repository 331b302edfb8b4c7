import { expect, test } from 'vitest';
import { aroundIn } from './walk';

test('the neighbours of a record are those of its list', () => {
  expect(aroundIn(['a', 'b', 'c'], 'b')).toEqual({ before: 'a', after: 'c' });
  expect(aroundIn(['a', 'b'], 'a')).toEqual({ before: undefined, after: 'b' });
  expect(aroundIn(['a'], 'x')).toEqual({ before: undefined, after: undefined });
});
