import { expect, test } from 'vitest';
import { entryOf, withPrimary, withText } from './model';

test('another text loses what was found out about the old one', () => {
  const entry = entryOf({ value: 'a@b.example', normal: 'a@b.example', status: 'bounced' });
  expect(withText(entry, 'email', 'c@d.example')).toEqual({
    value: 'c@d.example',
    kind: 'work',
    is_primary: false,
  });
  expect(withText(entryOf({ raw: '1', e164: '+491', kind: 'fax' }), 'phone', '2')).toEqual({
    raw: '2',
    kind: 'fax',
    is_primary: false,
  });
});

test('exactly one entry is the first to take', () => {
  const entries = [entryOf({ raw: '1', is_primary: true }), entryOf({ raw: '2' })];
  expect(withPrimary(entries, 1).map((each) => each.is_primary)).toEqual([false, true]);
});
