import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetDraft, freshDraft, keepDraft, keptDraft } from './draft';

const store = new Map<string, string>();

beforeEach(() => {
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => store.get(name) ?? null,
    setItem: (name: string, value: string) => store.set(name, value),
    removeItem: (name: string) => store.delete(name),
  });
});

afterEach(() => {
  store.clear();
  vi.unstubAllGlobals();
});

test('a draft is kept by user and type, with its key, for a month', () => {
  const draft = freshDraft({ name: 'A' });
  keepDraft('anna', 'boats', draft, 1000);
  expect(keptDraft('anna', 'boats', 2000)).toEqual(draft);
  expect(keptDraft('ben', 'boats', 2000)).toBeNull();
  expect(keptDraft('anna', 'piers', 2000)).toBeNull();
  expect(keptDraft('anna', 'boats', 1000 + 31 * 86_400_000)).toBeNull();
  forgetDraft('anna', 'boats');
  expect(keptDraft('anna', 'boats', 2000)).toBeNull();
});

test('nothing typed, or something unreadable, is no draft', () => {
  keepDraft('anna', 'boats', freshDraft(), 1000);
  expect(keptDraft('anna', 'boats', 2000)).toBeNull();
  store.set('kontor.draft.anna.boats', '{');
  expect(keptDraft('anna', 'boats', 2000)).toBeNull();
});
