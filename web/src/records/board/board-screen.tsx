import { Menu } from '@base-ui/react/menu';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { Chip } from '@/kit/chip/chip';
import { Icon } from '@/kit/icon/icon';
import { Failed, Skeleton } from '@/kit/states/states';
import { fieldOf, say } from '@/records/catalogue/catalogue';
import type { FieldEntry, RecordEntry, Refs, Row } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { moneyText } from '@/records/fields/value';
import css from './board.module.css';
import { withMoved } from './model';
import { boardQuery, type BoardColumn } from './query';

interface BoardScreenProps {
  readonly entry: RecordEntry;
  readonly group: string;
  readonly q: string;
  /** A condition as JSON; empty for none. */
  readonly filter: string;
  readonly zone: string;
}

interface Move {
  readonly card: Row;
  readonly to: string;
}

/** A type by the values of a choice: a card moves by the verb that owns the field. */
export function BoardScreen({ entry, group, q, filter, zone }: BoardScreenProps) {
  const queries = useQueryClient();
  const asked = boardQuery(entry.path, group, q, filter);
  const board = useQuery(asked);
  const verb = entry.board?.verb[group];
  const move = useMutation({
    mutationFn: ({ card, to }: Move) =>
      call(verb ? `/${entry.path}/${card.id}/${verb}` : `/${entry.path}/${card.id}`, {
        method: verb ? 'POST' : 'PATCH',
        body: { [group]: to },
        version: card.version,
      }),
    onMutate: async ({ card, to }) => {
      await queries.cancelQueries({ queryKey: asked.queryKey });
      const before = queries.getQueryData(asked.queryKey);
      if (before) queries.setQueryData(asked.queryKey, withMoved(before, card.id, to));
      return before;
    },
    // Refused: the card springs back, and the reason stands above the board.
    onError: (_error, _move, before) => queries.setQueryData(asked.queryKey, before),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.type(entry.path) }),
  });
  const field = fieldOf(entry, group);
  if (board.isPending || !field) return <Skeleton rows={12} />;
  if (board.isError)
    return (
      <Failed
        detail={board.error.message}
        requestId={isProblem(board.error) ? board.error.document.request_id : undefined}
        onRetry={() => void board.refetch()}
      />
    );
  return (
    <>
      <p className={css.refusal} role="alert">
        {move.isError ? move.error.message : null}
      </p>
      <ol className={css.board}>
        {board.data.columns.map((column) => (
          <Column
            key={String(column.key)}
            column={column}
            entry={entry}
            field={field}
            refs={board.data.refs}
            zone={zone}
            onMove={(each) => move.mutate(each)}
          />
        ))}
      </ol>
    </>
  );
}

interface ColumnProps {
  readonly column: BoardColumn;
  readonly entry: RecordEntry;
  readonly field: FieldEntry;
  readonly refs: Refs;
  readonly zone: string;
  readonly onMove: (move: Move) => void;
}

function Column({ column, entry, field, refs, zone, onMove }: ColumnProps) {
  const { t, i18n } = useLingui();
  const choice = field.choices?.find((each) => each.key === column.key);
  const name = say(choice?.label, column.key === null ? t`None` : String(column.key));
  const sums = Object.values(column.sums).flatMap((byCurrency) =>
    Object.entries(byCurrency).map(([currency, minor]) =>
      moneyText({ currency, minor }, i18n.locale),
    ),
  );
  return (
    <li className={css.column}>
      <header>
        <Chip hue={choice?.hue ?? 'slate'}>{name}</Chip>
        <span>{column.count}</span>
        <span className={css.sum}>{sums.join(' · ')}</span>
      </header>
      <ol className={css.cards} aria-label={name}>
        {column.cards.map((card) => (
          <li key={card.id} className={css.card}>
            <Link
              to="/$path/$id/{-$tab}"
              params={{ path: entry.path, id: card.id }}
              className={css.name}
            >
              <Cell field={titleOf(entry)} value={card[entry.title]} refs={refs} zone={zone} />
            </Link>
            {entry.board?.card.map((part) => {
              const shown = fieldOf(entry, part);
              return shown && card[part] ? (
                <span key={part} className={css.part}>
                  <Cell field={shown} value={card[part]} refs={refs} zone={zone} />
                </span>
              ) : null;
            })}
            {entry.can.update ? (
              <MoveMenu field={field} from={column.key} onMove={(to) => onMove({ card, to })} />
            ) : null}
          </li>
        ))}
      </ol>
    </li>
  );
}

interface MoveMenuProps {
  readonly field: FieldEntry;
  readonly from: BoardColumn['key'];
  readonly onMove: (to: string) => void;
}

function MoveMenu({ field, from, onMove }: MoveMenuProps) {
  const { t } = useLingui();
  return (
    <Menu.Root>
      <Menu.Trigger className={css.more} aria-label={t`Move to …`} title={t`Move to …`}>
        <Icon name="ellipsis" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4}>
          <Menu.Popup className={css.menu}>
            {field.choices
              ?.filter((choice) => choice.key !== from && choice.active)
              .map((choice) => (
                <Menu.Item key={choice.key} className={css.item} onClick={() => onMove(choice.key)}>
                  {say(choice.label, choice.key)}
                </Menu.Item>
              ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function titleOf(entry: RecordEntry): FieldEntry {
  const field = fieldOf(entry, entry.title);
  if (!field) throw new Error(`${entry.record} has no title`);
  return field;
}
