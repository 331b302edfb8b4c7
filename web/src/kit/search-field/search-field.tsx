import { useEffect, useRef, useState } from 'react';
import { Icon } from '../icon/icon';
import { useCommands } from '../keyboard/commands';
import css from './search-field.module.css';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

const PAUSE_MS = 200;

/** A field that filters while one types; `/` leads into it, Escape empties it. */
export function SearchField({ label, value, onValue }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // Back, or a button elsewhere, has changed it.
    setKnown(value);
    setTyped(value);
  }
  useCommands([
    { id: 'find', label, icon: 'search', keys: '/', run: () => field.current?.focus() },
  ]);
  useEffect(() => () => clearTimeout(waiting.current), []);

  function type(text: string) {
    setTyped(text);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => onValue(text), PAUSE_MS);
  }

  return (
    <label className={css.box}>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') type('');
        }}
      />
    </label>
  );
}
