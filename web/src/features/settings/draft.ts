import { useState } from 'react';
import { changesOf } from './model';

/** What one has changed of a state and not saved; it stays when the state is read again. */
export function useDraft<T extends object>(stored: T) {
  const [draft, setDraft] = useState<Partial<T>>({});
  const changes = changesOf(stored, draft);
  return {
    shown: { ...stored, ...draft },
    changes,
    isDirty: Object.keys(changes).length > 0,
    set: (part: Partial<T>) => setDraft((before) => ({ ...before, ...part })),
    clear: () => setDraft({}),
  };
}
