/** One stream of push: opened again and again with the last cursor, until it is told to stop. */

import { streamOf } from '@/api/client';
import { isProblem } from '@/api/problem';
import { framesIn, type Frame } from './frames';

/** Without a sign of life for so long a stream is dead: two heartbeats and some patience. */
const SILENCE_MS = 35_000;
const FIRST_MS = 500;
const LONGEST_MS = 15_000;

export interface Told {
  readonly onFrame: (frame: Frame) => void;
  readonly onState: (isLive: boolean) => void;
  /** The cursor was no longer good: everything is to be read anew. */
  readonly onGap: () => void;
}

/** Keep a stream open until the signal says otherwise, or nobody is signed in any more. */
export async function keepStream(
  after: string | null,
  told: Told,
  signal: AbortSignal,
): Promise<void> {
  let cursor = after;
  let tries = 0;
  while (!isOver(signal)) {
    let wait = pauseOf(tries);
    try {
      await read(cursor, signal, (frame) => {
        tries = 0;
        cursor = frame.cursor ?? cursor;
        told.onState(true);
        told.onFrame(frame);
      });
    } catch (error) {
      if (isProblem(error, 'unauthenticated')) return;
      if (isProblem(error, 'invalid')) {
        cursor = null;
        told.onGap();
      }
      if (isProblem(error) && error.retryAfter !== null) wait = error.retryAfter * 1000;
    }
    if (isOver(signal)) return;
    told.onState(false);
    tries += 1;
    await rest(wait, signal);
  }
}

/** How long to wait before a stream is opened anew: longer each time, and never all at once. */
export function pauseOf(tries: number, chance = Math.random()): number {
  return Math.min(FIRST_MS * 2 ** tries, LONGEST_MS) * (0.5 + chance / 2);
}

/** Whether somebody stopped it; asked anew, as it changes while one waits. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function read(
  after: string | null,
  signal: AbortSignal,
  onFrame: (frame: Frame) => void,
): Promise<void> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  try {
    const response = await streamOf('/push', {
      query: { after },
      signal: AbortSignal.any([signal, silent.signal]),
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE_MS);
      const { frames, rest } = framesIn(text + part.value);
      text = rest;
      frames.forEach(onFrame);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Wait, but no longer than until the network is back. */
async function rest(wait: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
