import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, wallOf } from './zone';

test('the clock on the wall leads to its instant, summer and winter', () => {
  const berlin = (day: string, time: string) => instantOf({ day, time }, 'Europe/Berlin');
  expect(berlin('2026-12-01', '09:00')).toBe('2026-12-01T08:00:00.000Z');
  expect(berlin('2026-07-01', '09:00')).toBe('2026-07-01T07:00:00.000Z');
  expect(instantOf({ day: '2026-07-01', time: '09:00' }, 'Asia/Kolkata')).toBe(
    '2026-07-01T03:30:00.000Z',
  );
  expect(instantOf({ day: 'soon', time: '09:00' }, 'UTC')).toBeNull();
});

test('a minute comes back from its wall, but where clocks are set back', () => {
  const minutes = fc.date({
    min: new Date('2026-01-01'),
    max: new Date('2026-10-20'),
    noInvalidDate: true,
  });
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata');
  fc.assert(
    fc.property(minutes, zones, (date, zone) => {
      const instant = `${date.toISOString().slice(0, 16)}:00.000Z`;
      const wall = wallOf(instant, zone);
      expect(wall && instantOf(wall, zone)).toBe(instant);
    }),
  );
});
