import { Dialog } from '@base-ui/react/dialog';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useId, useState, type KeyboardEvent } from 'react';
import { Icon } from '@/kit/icon/icon';
import { useCommandsInView } from '@/kit/keyboard/commands';
import { KeyCaps } from '@/kit/keyboard/key-caps';
import { singular, useCatalogue } from '@/records/catalogue/catalogue';
import { useRecents } from '../recents';
import { matching, read, step } from './model';
import css from './palette.module.css';
import { hitsQuery } from './query';

interface PaletteProps {
  readonly onClose: () => void;
}

interface Row {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  readonly below?: string;
  readonly keys?: string;
  readonly run: () => void;
}

const COMMANDS = 12;

/** One field for everything: records, places, what can be done here, what can be created. */
export function Palette({ onClose }: PaletteProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const { rows, missing } = useRows(typed);
  const listId = useId();
  const chosen = rows[Math.min(at, rows.length - 1)];

  function onKey(event: KeyboardEvent) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setAt(step(at, by, rows.length));
    else if (event.key === 'Enter' && chosen) take(chosen);
    else return;
    event.preventDefault();
  }
  function take(row: Row) {
    onClose();
    row.run();
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.shade} />
        <Dialog.Popup className={css.popup}>
          <Dialog.Title className="for-readers">{t`Search and commands`}</Dialog.Title>
          <input
            className={css.field}
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={chosen ? `${listId}-${chosen.id}` : undefined}
            aria-label={t`Search and commands`}
            placeholder={t`Find records, go somewhere, do something …`}
            value={typed}
            autoComplete="off"
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
            onKeyDown={onKey}
          />
          <ul id={listId} role="listbox" aria-label={t`Results`} className={css.rows}>
            {rows.map((row) => (
              <PaletteRow
                key={row.id}
                id={`${listId}-${row.id}`}
                row={row}
                isChosen={row === chosen}
                onTake={() => take(row)}
              />
            ))}
          </ul>
          <p className={css.said} role="status">
            {rows.length === 0 ? t`Nothing matches` : null}
            {missing.length > 0 ? t`Not everything answered in time; more may be there.` : null}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteRowProps {
  readonly id: string;
  readonly row: Row;
  readonly isChosen: boolean;
  readonly onTake: () => void;
}

function PaletteRow({ id, row, isChosen, onTake }: PaletteRowProps) {
  return (
    // The keys belong to the field, which keeps the focus.
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      className={css.row}
      ref={(row) => (isChosen ? row?.scrollIntoView({ block: 'nearest' }) : undefined)}
      onClick={onTake}
    >
      <Icon name={row.icon} />
      <span className={css.label}>{row.label}</span>
      {row.below ? <small className={css.below}>{row.below}</small> : null}
      {row.keys ? <KeyCaps keys={row.keys} /> : null}
    </li>
  );
}

/** Everything that answers to what is typed: records first, then commands. */
function useRows(typed: string): { rows: readonly Row[]; missing: readonly string[] } {
  const { records } = useCatalogue();
  const navigate = useNavigate();
  const commands = useCommandsInView();
  const recents = useRecents();
  const { text, isCommand } = read(typed);
  const asked = useDeferredValue(isCommand ? '' : text);
  const found = useQuery(hitsQuery(asked));
  const hits = isCommand ? [] : asked === '' ? recents : (found.data?.hits ?? []);
  const rows = hits.flatMap((hit): readonly Row[] => {
    const entry = records.find((each) => each.record === hit.record);
    if (!entry) return [];
    return [
      {
        id: `${hit.record}:${hit.id}`,
        icon: entry.icon,
        label: hit.title || singular(entry),
        below: [singular(entry), hit.below].filter(Boolean).join(' · '),
        run: () => void navigate({ href: `/${entry.path}/${hit.id}` }),
      },
    ];
  });
  const done = matching(
    commands.filter(({ id }) => id !== 'palette'),
    text,
  );
  const told = done
    .slice(0, isCommand ? undefined : COMMANDS)
    .map((each): Row => ({ icon: 'chevron-right', ...each }));
  return { rows: [...rows, ...told], missing: asked ? (found.data?.missing ?? []) : [] };
}
