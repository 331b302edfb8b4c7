import { Plural, useLingui } from '@lingui/react/macro';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Icon } from '@/kit/icon/icon';
import { toggled, type Role } from '../model';
import { useUsers } from '../queries';
import { stepOf, treeRows } from './model';
import css from './roles.module.css';

interface RoleTreeProps {
  readonly roles: readonly Role[];
  readonly open: string;
  readonly onOpen: (id: string) => void;
}

/** The roles as a tree for mouse and keyboard. */
export function RoleTree({ roles, open, onOpen }: RoleTreeProps) {
  const { t } = useLingui();
  const users = useUsers();
  const [folded, setFolded] = useState<readonly string[]>([]);
  const [active, setActive] = useState('');
  const tree = useRef<HTMLDivElement>(null);
  const rows = treeRows(roles, new Set(folded));
  const at = [active, open].find((id) => rows.some((row) => row.role.id === id));
  const focused = at ?? rows[0]?.role.id ?? '';
  const fold = (id: string, isFolded: boolean) => setFolded((all) => toggled(all, id, isFolded));

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(focused);
      return;
    }
    const step = stepOf(event.key, rows, focused);
    if (step === null) return;
    event.preventDefault();
    if ('fold' in step) fold(step.fold, true);
    else if ('unfold' in step) fold(step.unfold, false);
    else {
      setActive(step.to);
      tree.current?.querySelector<HTMLElement>(`[data-id="${step.to}"]`)?.focus();
    }
  }

  return (
    <div ref={tree} role="tree" aria-label={t`Roles`} className={css.tree} onKeyDown={onKeyDown}>
      {rows.map(({ role, depth, hasBelow, isOpen, place, size }) => {
        const count = users.filter((user) => user.role === role.id).length;
        return (
          <div
            key={role.id}
            role="treeitem"
            data-id={role.id}
            aria-level={depth}
            aria-posinset={place}
            aria-setsize={size}
            aria-expanded={hasBelow ? isOpen : undefined}
            aria-selected={role.id === open}
            aria-label={role.name}
            tabIndex={role.id === focused ? 0 : -1}
            className={css.row}
            style={{ paddingInlineStart: `${String((depth - 1) * 20 + 4)}px` }}
            onFocus={() => setActive(role.id)}
            onClick={() => onOpen(role.id)}
          >
            <span
              className={css.fold}
              aria-hidden
              onClick={(event) => {
                if (!hasBelow) return;
                event.stopPropagation();
                fold(role.id, isOpen);
              }}
            >
              {hasBelow ? <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} /> : null}
            </span>
            {role.name}
            <small>
              {count > 0 ? <Plural value={count} one="# user" other="# users" /> : null}
            </small>
          </div>
        );
      })}
    </div>
  );
}
