/** One stream for all tabs of a browser: who holds the lock reads it, the others are told by it. */

import type { Frame } from './frames';
import { keepStream } from './stream';

/** A reader of the news; every tab has one. */
export interface Listener {
  readonly onFrame: (frame: Frame) => void;
  readonly onState: (isLive: boolean) => void;
  readonly onGap: () => void;
}

type Message =
  | { readonly frame: Frame }
  /** How things stand, and the cursor to go on from for whoever takes over. */
  | { readonly isLive: boolean; readonly cursor: string | null }
  | { readonly gap: true }
  /** A tab has come and asks how things stand. */
  | { readonly hello: true };

/** Hear the news of a user until stopped; returns how to stop. */
export function listen(user: string, listener: Listener): () => void {
  const name = `kontor.push.${user}`;
  const stop = new AbortController();
  const channel = new BroadcastChannel(name);
  let cursor: string | null = null;
  let isLive = false;
  let isLeader = false;

  const hear = (message: Message) => {
    if ('frame' in message) {
      cursor = message.frame.cursor ?? cursor;
      listener.onFrame(message.frame);
    } else if ('isLive' in message) {
      isLive = message.isLive;
      cursor = message.cursor ?? cursor;
      listener.onState(isLive);
    } else if ('gap' in message) listener.onGap();
    else if (isLeader) channel.postMessage({ isLive, cursor } satisfies Message);
  };
  const say = (message: Message) => {
    hear(message);
    channel.postMessage(message);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  channel.postMessage({ hello: true } satisfies Message);

  const lead = async () => {
    isLeader = true;
    await keepStream(
      cursor,
      {
        onFrame: (frame) => say({ frame }),
        onState: (live) => {
          if (live !== isLive) say({ isLive: live, cursor });
        },
        onGap: () => say({ gap: true }),
      },
      stop.signal,
    );
  };
  navigator.locks.request(name, { signal: stop.signal }, lead).catch(() => {
    // Stopped while it waited for its turn.
  });
  return () => {
    stop.abort();
    channel.close();
  };
}
