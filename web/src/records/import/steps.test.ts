import { expect, test } from 'vitest';
import { MOST_BYTES, refusalOf, unknownCells } from './steps';

test('files that cannot be imported are refused before they are sent', () => {
  expect(refusalOf({ name: 'customers.csv', size: 10 })).toBeNull();
  expect(refusalOf({ name: 'Kunden.XLSX', size: MOST_BYTES })).toBeNull();
  expect(refusalOf({ name: 'customers.xls', size: 10 })).toBe('kind');
  expect(refusalOf({ name: 'csv', size: 10 })).toBe('kind');
  expect(refusalOf({ name: 'customers.csv', size: MOST_BYTES + 1 })).toBe('size');
  expect(refusalOf({ name: 'customers.csv', size: 0 })).toBe('empty');
});

test('cells that are no choice are named once, however they are written', () => {
  const choices = [{ key: 'food', label: { de: 'Lebensmittel', en: 'Food' } }];
  const cells = ['food', ' FOOD ', 'lebensmittel', 'Fisch', 'Fisch', '', 'NULL'];
  expect(unknownCells(cells, choices)).toEqual(['Fisch']);
});
