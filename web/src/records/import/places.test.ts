import { expect, test } from 'vitest';
import type { FieldEntry, RecordEntry } from '@/records/catalogue/types';
import { folded, isKey, missing, placesOf, proposed } from './places';

function field(name: string, type = 'text', more: Partial<FieldEntry> = {}): FieldEntry {
  const label = { de: null, en: null };
  return {
    name,
    type,
    label,
    importable: true,
    required: false,
    is_key: false,
    ...more,
  } as FieldEntry;
}

const entry = {
  fields: [
    field('number', 'text', { is_key: true, label: { de: 'Nummer', en: 'Number' } }),
    field('name', 'text', { required: true, label: { de: 'Name', en: 'Name' } }),
    field('job_title', 'text', { label: { de: 'Stelle', en: 'Job title' } }),
    field('phones', 'phone'),
    field('emails', 'email', { is_key: true }),
    field('addresses', 'address'),
    field('domain', 'text', { importable: false }),
    field('parent', 'reference', { owned_by_verb: 'move' }),
  ],
} as unknown as RecordEntry;

test('names are compared as people write them', () => {
  expect(folded('postalCode')).toBe('postal code');
  expect(folded(' POSTAL_CODE ')).toBe('postal code');
  expect(folded('Straße')).toBe('strasse');
  expect(folded('Größe (m²)')).toBe('groesse m²');
});

test('columns of another program find their places', () => {
  const header = ['customerID', 'companyName', 'contactTitle', 'address', 'city', 'region'];
  expect(proposed(entry, [...header, 'postalCode', 'country', 'phone', 'Unbekannt'], {})).toEqual({
    customerID: 'number',
    companyName: 'name',
    contactTitle: 'job_title',
    address: 'addresses_1.line1',
    city: 'addresses_1.city',
    region: 'addresses_1.region',
    postalCode: 'addresses_1.postal_code',
    country: 'addresses_1.country',
    phone: 'phones_1',
    Unbekannt: null,
  });
});

test('what is known stays, and no place is proposed twice', () => {
  expect(proposed(entry, ['Firma', 'Name', 'Mail'], { Name: 'name' })).toEqual({
    Firma: null,
    Name: 'name',
    Mail: 'emails_1',
  });
});

test('only places that can be filled are offered, and keys are known', () => {
  const paths = placesOf(entry).map(({ path }) => path);
  expect(paths.slice(0, 6)).toEqual([
    'number',
    'name',
    'job_title',
    'phones_1',
    'phones_1.kind',
    'phones_2',
  ]);
  expect(paths).not.toContain('domain');
  expect(paths).not.toContain('parent');
  expect(
    placesOf(entry)
      .filter(isKey)
      .map(({ path }) => path),
  ).toEqual(['number', 'emails_1', 'emails_2', 'emails_3']);
});

test('required fields are named as long as no column fills them', () => {
  expect(missing(entry, [null, 'emails_1']).map(({ name }) => name)).toEqual(['name']);
  expect(missing(entry, ['name'])).toEqual([]);
});
