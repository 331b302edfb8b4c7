import { expect, test } from 'vitest';
import type { RecordEntry } from '@/records/catalogue/types';
import { byDay, told } from './model';
import type { HistoryEntry } from './query';

const at = (instant: string, version: number) => ({ at: instant, version }) as HistoryEntry;

test('entries stand under the day of the zone of whoever reads', () => {
  const entries = [at('2026-12-01T22:30:00Z', 2), at('2026-11-30T23:30:00Z', 1)];
  const days = (zone: string) =>
    byDay(entries, zone).map(({ day, items }) => [day, items.map((each) => each.version)]);
  expect(days('Europe/Berlin')).toEqual([['2026-12-01', [2, 1]]]);
  expect(days('UTC')).toEqual([
    ['2026-12-01', [2]],
    ['2026-11-30', [1]],
  ]);
});

test('what follows by itself, and what no screen shows, is not told', () => {
  const entry = {
    fields: [
      { name: 'name', type: 'text', derived: false },
      { name: 'sort_name', type: 'text', derived: true },
      { name: 'fit', type: 'choice', derived: true },
      { name: 'utm', type: 'json', derived: false },
    ],
  } as unknown as RecordEntry;
  const change = (field: string) => ({ field, old: 1, new: 2 });
  const changes = ['name', 'sort_name', 'fit', 'utm', 'gone'].map(change);
  expect(told(changes, entry).map((each) => each.field)).toEqual(['name', 'fit']);
});
