import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framesIn, type Frame } from './frames';

const text = 'id: c1\nevent: record\ndata: {"id":"1"}\n\nevent: heartbeat\ndata: {}\n\n: note\n\n';

test('frames are read with their cursors, and what is none is passed over', () => {
  expect(framesIn(text)).toEqual({
    frames: [
      { event: 'record', data: '{"id":"1"}', cursor: 'c1' },
      { event: 'heartbeat', data: '{}', cursor: null },
    ],
    rest: '',
  });
});

test('it makes no difference where the network cuts the text', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
      const places = [0, ...cuts.toSorted((one, other) => one - other), text.length];
      const found: Frame[] = [];
      let rest = '';
      for (const [at, place] of places.entries()) {
        const parsed = framesIn(rest + text.slice(place, places[at + 1] ?? place));
        found.push(...parsed.frames);
        rest = parsed.rest;
      }
      expect([found, rest]).toEqual([framesIn(text).frames, '']);
    }),
  );
});
