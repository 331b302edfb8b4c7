import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumber, writeNumber } from './reading';

test('numbers are read as people write them, in both languages', () => {
  expect(readNumber('1.234,5', 'de')).toBe('1234.5');
  expect(readNumber('1,234.5', 'en')).toBe('1234.5');
  expect(readNumber('1,234.5', 'de')).toBe('1234.5');
  expect(readNumber('1.234,5', 'en')).toBe('1234.5');
  expect(readNumber('1.234', 'de')).toBe('1234');
  expect(readNumber('1.234', 'en')).toBe('1.234');
  expect(readNumber('12.50', 'de')).toBe('12.50');
  expect(readNumber(' −1 234 567,89 ', 'de')).toBe('-1234567.89');
});

test('what is no number, or is grouped wrongly, is none', () => {
  for (const text of ['', 'x', '1,2,3', '12.34,5', '1.2.3', '1e5', '--1'])
    expect([text, readNumber(text, 'de')]).toEqual([text, null]);
});

test('what was written is read back, whatever the language', () => {
  const digits = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.nat(99_999));
  fc.assert(
    fc.property(digits, fc.constantFrom('de', 'en'), ([whole, part], locale) => {
      const plain = `${String(whole)}.${String(part).padStart(5, '0')}`;
      expect(readNumber(writeNumber(plain, locale), locale)).toBe(plain);
    }),
  );
});
