import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDay, todayIn, writeDay } from './reading';

const TODAY = '2026-11-30';
const read = (text: string, locale = 'de') => readDay(text, locale, TODAY);

test('days are read as people say them', () => {
  expect(read('15.3.')).toBe('2026-03-15');
  expect(read('15.3.27')).toBe('2027-03-15');
  expect(read('3/15/2027', 'en')).toBe('2027-03-15');
  expect(read('15.3.2027', 'en')).toBe('2027-03-15');
  expect(read('2027-3-15')).toBe('2027-03-15');
  expect(read('morgen')).toBe('2026-12-01');
  expect(read('tomorrow', 'en')).toBe('2026-12-01');
  expect(read('+3d')).toBe('2026-12-03');
  expect(read('-1w')).toBe('2026-11-23');
});

test('a day that no calendar has is none', () => {
  for (const text of ['31.2.', '0.1.', '2026-13-01', 'soon', '1', '1.2.3.4', '29.2.2027'])
    expect([text, read(text)]).toEqual([text, null]);
});

test('a day written is read back in both languages', () => {
  const days = fc.date({
    min: new Date('1900-01-01'),
    max: new Date('2199-12-31'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(days, fc.constantFrom('de', 'en'), (date, locale) => {
      const day = date.toISOString().slice(0, 10);
      expect(readDay(writeDay(day, locale), locale, TODAY)).toBe(day);
    }),
  );
});

test('today is the day of the zone, not of the machine', () => {
  const now = new Date('2026-11-30T23:30:00Z');
  expect(todayIn('Europe/Berlin', now)).toBe('2026-12-01');
  expect(todayIn('America/New_York', now)).toBe('2026-11-30');
});
