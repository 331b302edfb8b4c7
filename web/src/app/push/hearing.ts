/** Hears the news for one tab, folds them for a moment, and brings them into the cache. */

import type { QueryClient } from '@tanstack/react-query';
import { listen } from '@/api/push/channel';
import { folded, newsOf, type News } from '@/api/push/news';
import { Applying } from '@/records/push/apply';

/** News of so long are one. */
const FOLD_MS = 100;
const AGAIN_MS = 3_000;
const GAP: News = { kind: 'gap' };

interface Told {
  readonly onState: (isLive: boolean) => void;
  /** The server has another build of the front end than this one. */
  readonly onRelease: () => void;
}

/** Keep the cache up to date for a user until stopped; returns how to stop. */
export function hear(user: string, queries: QueryClient, told: Told): () => void {
  const applying = new Applying(queries);
  let waiting: News[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let revision: string | null = null;
  let isBusy = false;

  const take = (...news: News[]) => {
    waiting.push(...news);
    timer ??= setTimeout(() => void flush(), FOLD_MS);
  };
  const flush = async () => {
    timer = undefined;
    if (isBusy) {
      timer = setTimeout(() => void flush(), FOLD_MS);
      return;
    }
    const news = waiting;
    waiting = [];
    isBusy = true;
    try {
      await applying.apply(folded(news));
    } catch {
      // Nobody answered: what was to be brought up to date is read anew when somebody does.
      waiting.push(GAP);
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), AGAIN_MS);
    }
    isBusy = false;
  };
  // A page that slept, or was kept for going back, has not heard what was told meanwhile.
  const wake = (event: Event) => {
    if (event.type === 'resume' || (event as PageTransitionEvent).persisted) take(GAP);
  };
  addEventListener('pageshow', wake);
  document.addEventListener('resume', wake);
  const stop = listen(user, {
    onFrame: (frame) => {
      const news = newsOf(frame);
      if (news?.kind === 'release') {
        revision ??= news.revision;
        if (revision !== news.revision) told.onRelease();
      } else if (news) take(news);
    },
    onState: told.onState,
    onGap: () => take(GAP),
  });
  return () => {
    removeEventListener('pageshow', wake);
    document.removeEventListener('resume', wake);
    clearTimeout(timer);
    stop();
  };
}
