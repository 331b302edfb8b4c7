import { useEffect } from 'react';

/** Bind single letters of the screen; not while one types, nor beside Ctrl, Alt or Meta. */
export function useKeys(bound: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const run = bound[event.key];
      if (!run || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target)) return;
      event.preventDefault();
      run();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A sheet over the screen has keys of its own.
  return target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null;
}
