import { useLingui } from '@lingui/react/macro';
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import { Button, IconButton } from '../button/button';
import css from './notes.module.css';

interface Action {
  readonly label: string;
  readonly onChoose: () => void;
}

interface Note {
  readonly id: number;
  readonly text: string;
  readonly action?: Action | undefined;
}

type Tell = (text: string, action?: Action) => void;

const Context = createContext<Tell>(() => undefined);

/** Long enough to be read out and to be taken back. */
const SHOWN_MS = 8_000;
const MOST = 3;

/** What has just happened, said at the foot of the screen, with the way to take it back. */
export function NotesProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useLingui();
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const drop = useCallback(
    (id: number) => setNotes((known) => known.filter((note) => note.id !== id)),
    [],
  );
  const tell = useCallback<Tell>((text, action) => {
    setNotes((known) => {
      const id = Math.max(0, ...known.map((note) => note.id)) + 1;
      return [...known, { id, text, action }].slice(-MOST);
    });
  }, []);
  return (
    <Context.Provider value={tell}>
      {children}
      <div className={css.notes} role="log" aria-label={t`Notes`}>
        {notes.map((note) => (
          <Shown key={note.id} note={note} onDrop={drop} />
        ))}
      </div>
    </Context.Provider>
  );
}

interface ShownProps {
  readonly note: Note;
  readonly onDrop: (id: number) => void;
}

function Shown({ note, onDrop }: ShownProps) {
  const { t } = useLingui();
  const { id, text, action } = note;
  useEffect(() => {
    const timer = setTimeout(() => onDrop(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, onDrop]);
  return (
    <div className={css.note}>
      <span>{text}</span>
      {action ? (
        <Button
          onClick={() => {
            onDrop(id);
            action.onChoose();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton icon="x" label={t`Dismiss`} onClick={() => onDrop(id)} />
    </div>
  );
}

/** Say what has happened. */
export function useTell(): Tell {
  return useContext(Context);
}
