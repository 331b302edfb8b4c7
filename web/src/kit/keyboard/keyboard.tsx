import { useEffect } from 'react';
import { isPlain, meaningOf, textOfPress } from './chord';
import { commandsInView } from './commands';

/** How long the second key of a chord may take. */
const PATIENCE_MS = 1200;

const TYPING = 'input, textarea, select, [contenteditable], [role="combobox"]';
/** What stands over the screen takes its keys alone. */
const ABOVE = '[role="dialog"], [role="menu"], [role="alertdialog"]';

interface KeyboardProps {
  /** Whether single letters are keys. */
  readonly hasPlain: boolean;
}

/** Bind the keys of every command in view to the document; draws nothing. */
export function Keyboard({ hasPlain }: KeyboardProps) {
  useEffect(() => {
    let begun = '';
    let forget: ReturnType<typeof setTimeout> | undefined;
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const pressed = textOfPress(event);
      if (pressed === '') return;
      const isElsewhere = event.target instanceof Element && event.target.closest(TYPING) !== null;
      const usable = commandsInView().filter(
        ({ keys }) =>
          keys !== undefined &&
          (hasPlain || !isPlain(keys)) &&
          !(isPlain(keys) && (isElsewhere || document.querySelector(ABOVE) !== null)),
      );
      const meant = meaningOf(usable, begun, pressed);
      clearTimeout(forget);
      begun = meant.begun;
      forget = setTimeout(() => (begun = ''), PATIENCE_MS);
      if (!meant.command) return;
      event.preventDefault();
      meant.command.run();
    }
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      clearTimeout(forget);
    };
  }, [hasPlain]);
  return null;
}
