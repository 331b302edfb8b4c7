import { expect, test } from 'vitest';
import { bodyOf, minorOf, takenBy } from './model';

test('what a record has already wins, all else is taken', () => {
  const fields = { given_name: 'Anna', job_title: 'CEO', emails: [1], language: 'de' };
  const known = {
    id: 'a',
    version: 1,
    given_name: 'Anne',
    job_title: null,
    emails: [],
    language: 'de',
  };
  expect(takenBy(fields, known)).toEqual([
    { name: 'given_name', value: 'Anna', own: 'Anne', isSame: false },
    { name: 'job_title', value: 'CEO', own: undefined, isSame: false },
    { name: 'emails', value: [1], own: undefined, isSame: false },
    { name: 'language', value: 'de', own: 'de', isSame: true },
  ]);
  const unsaid = { id: 'a', version: 1, salutation: 'none' };
  expect(takenBy({ salutation: 'ms' }, unsaid)).toEqual([
    { name: 'salutation', value: 'ms', own: undefined, isSame: false },
  ]);
  expect(takenBy({ name: 'X' }, null)).toEqual([
    { name: 'name', value: 'X', own: undefined, isSame: false },
  ]);
});

test('amounts are read as they are written, and never through a float', () => {
  expect(minorOf('1.234,5', 'de')).toBe(123450);
  expect(minorOf('1,234.56', 'en')).toBe(123456);
  expect(minorOf('0,10', 'de')).toBe(10);
  expect(minorOf('', 'de')).toBeNull();
  expect(minorOf('viel', 'de')).toBeNull();
  expect(minorOf('1,234', 'de')).toBeNull();
});

test('the order names what is made and what is taken', () => {
  const draft = { contact: 'id-1', organization: 'new', deal: null };
  expect(bodyOf(draft, 'EUR', 'de')).toEqual({
    contact: { link: 'id-1' },
    organization: { create: true },
    deal: null,
  });
  const deal = { name: 'D', amount: '12', close_on: '2027-01-01' };
  expect(bodyOf({ ...draft, organization: 'none', deal }, 'EUR', 'de')).toEqual({
    contact: { link: 'id-1' },
    organization: null,
    deal: { name: 'D', amount: { minor: 1200, currency: 'EUR' }, close_on: '2027-01-01' },
  });
});
