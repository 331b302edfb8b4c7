/** What can be done here by a key or from the palette: one registry binds keys and lists them. */

import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Command {
  /** Unique among the commands in view; one that comes later hides an earlier one. */
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  /** `mod+k`, `shift+j`, `?`, or two in a row: `g l`. */
  readonly keys?: string;
  readonly run: () => void;
}

type Listener = () => void;

const given = new Map<object, readonly Command[]>();
const listeners = new Set<Listener>();
let inView: readonly Command[] = [];

function changed(): void {
  const byId = new Map<string, Command>();
  for (const commands of given.values()) for (const each of commands) byId.set(each.id, each);
  inView = [...byId.values()];
  for (const tell of listeners) tell();
}

/** Every command in view, the frame's first. */
export function commandsInView(): readonly Command[] {
  return inView;
}

function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useCommandsInView(): readonly Command[] {
  return useSyncExternalStore(subscribe, commandsInView);
}

/** Offer commands while the calling component stands; which ones follows from ids, labels and keys. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  const said = JSON.stringify(commands.map(({ id, label, icon, keys }) => [id, label, icon, keys]));
  useEffect(() => {
    const owner = {};
    const bound = latest.current.map((each) => ({
      ...each,
      // What it does is looked up when it runs, so that it never acts on an old screen.
      run: () => latest.current.find((now) => now.id === each.id)?.run(),
    }));
    given.set(owner, bound);
    changed();
    return () => {
      given.delete(owner);
      changed();
    };
  }, [said]);
}
