import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMoney, writeMoney } from './reading';

test('amounts are read exactly, by the digits of their currency', () => {
  expect(readMoney('34.494,5 €', 'EUR', 'de')).toEqual({ minor: 3449450, currency: 'EUR' });
  expect(readMoney('EUR 12', 'EUR', 'en')).toEqual({ minor: 1200, currency: 'EUR' });
  expect(readMoney('-0,05', 'EUR', 'de')).toEqual({ minor: -5, currency: 'EUR' });
  expect(readMoney('1500', 'JPY', 'en')).toEqual({ minor: 1500, currency: 'JPY' });
  expect(readMoney('  ', 'EUR', 'de')).toBeNull();
});

test('what cannot be kept exactly stays as it was typed', () => {
  for (const text of ['much', '1,005', '99999999999999999'])
    expect(readMoney(text, 'EUR', 'de')).toEqual({ minor: text, currency: 'EUR' });
});

test('an amount comes back as it was', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY'), (given, currency) => {
      const minor = given === 0 ? 0 : given;
      const text = writeMoney({ minor, currency }, 'de');
      expect(readMoney(text, currency, 'de')).toEqual({ minor, currency });
    }),
  );
});
