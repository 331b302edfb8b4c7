import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldEntry } from '@/records/catalogue/types';
import { moneyText, textOf } from './value';

test('amounts keep every digit and the digits of their currency', () => {
  expect(moneyText({ minor: 3449450, currency: 'EUR' }, 'de')).toBe('34.494,50\u00a0€');
  expect(moneyText({ minor: -5, currency: 'EUR' }, 'en')).toBe('-€0.05');
  expect(moneyText({ minor: 1500, currency: 'JPY' }, 'en')).toBe('¥1,500');
  expect(moneyText({ minor: 9007199254740991, currency: 'EUR' }, 'en')).toBe(
    '€90,071,992,547,409.91',
  );
});

test('an amount read back from its text is the same one', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (minor) => {
      const text = moneyText({ minor, currency: 'EUR' }, 'en');
      expect(Number(text.replace(/[€,.]/g, ''))).toBe(minor === 0 ? 0 : minor);
    }),
  );
});

test('an instant that is none is shown as it stands', () => {
  const field = { name: 'seen_at', type: 'datetime' } as FieldEntry;
  const shown = { locale: 'de', zone: 'Europe/Berlin', refs: {} };
  expect(textOf(field, '2026-11-23T09:00:00Z', shown)).toBe('23.11.2026, 10:00');
  expect(textOf(field, 'soon', shown)).toBe('soon');
});
