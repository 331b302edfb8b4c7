import { expect, test } from 'vitest';
import { relativeText } from './words';

test('relative dates are said as people say them', () => {
  expect(relativeText('today', 'de')).toBe('heute');
  expect(relativeText('last_month', 'en')).toBe('last month');
  expect(relativeText('this_quarter', 'de')).toBe('dieses Quartal');
  expect(relativeText('-7d', 'en')).toBe('7 days ago');
  expect(relativeText('+2w', 'de')).toBe('in 2 Wochen');
  expect(relativeText('someday', 'en')).toBe('someday');
});
