import css from './key-caps.module.css';

const SIGNS: Readonly<Record<string, string>> = {
  mod: /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl',
  alt: 'Alt',
  shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** A chord as people find it on their keyboard. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  const caps = keys.split(' ').map((chord) =>
    chord
      .split('+')
      .map((part) => SIGNS[part] ?? part.toUpperCase())
      .join(' '),
  );
  return <kbd className={css.caps}>{caps.join(' ')}</kbd>;
}
