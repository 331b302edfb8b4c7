import { Plural, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useMemo } from 'react';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { Button, IconButton } from '@/kit/button/button';
import { SearchField } from '@/kit/search-field/search-field';
import { Failed, Skeleton, State } from '@/kit/states/states';
import { fieldOf, plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { Grid } from './grid';
import css from './list.module.css';
import { useRows } from './rows';
import { Tools } from './tools';

// Its menus are not part of the first screen.
const BoardScreen = lazy(async () => ({
  default: (await import('@/records/board/board-screen')).BoardScreen,
}));

/** What the address says of a list. */
export interface ListState {
  readonly sort: string;
  readonly q: string;
  /** `board` for columns; a list else. */
  readonly as: string;
}

interface ListScreenProps {
  readonly entry: RecordEntry;
  readonly state: ListState;
  readonly zone: string;
  readonly onState: (state: ListState) => void;
}

/** The list of any record type: what it shows follows from the catalogue and the address. */
export function ListScreen({ entry, state, zone, onState }: ListScreenProps) {
  const { t } = useLingui();
  const columns = [...new Set([entry.title, ...entry.list.columns])].flatMap(
    (name) => fieldOf(entry, name) ?? [],
  );
  const sort = state.sort || (entry.list.sort[0] ?? '');
  const fields = columns.map((field) => field.name).join(',');
  const group = entry.board?.group_by[0];
  const isBoard = group !== undefined && state.as === 'board';
  const query = useMemo(() => ({ fields, sort, q: state.q }), [fields, sort, state.q]);
  const queries = useQueryClient();
  const rows = useRows(entry.path, query, !isBoard);
  const { count } = rows;
  return (
    <section className={css.screen} aria-label={plural(entry)}>
      <header className={css.header}>
        <h1>{plural(entry)}</h1>
        <span className={css.count} aria-live="polite">
          {isBoard ? null : typeof count === 'number' ? (
            <Plural value={count} one="# record" other="# records" />
          ) : (
            count
          )}
        </span>
        {group ? (
          <Button
            icon={isBoard ? 'list' : 'kanban'}
            onClick={() => onState({ ...state, as: isBoard ? '' : 'board' })}
          >
            {isBoard ? t`List` : t`Board`}
          </Button>
        ) : null}
        <Tools
          entry={entry}
          view={{ filter: null, q: state.q, sort, columns: columns.map((field) => field.name) }}
          count={count}
          zone={zone}
        />
        <SearchField
          label={t`Find in this list`}
          value={state.q}
          onValue={(q) => onState({ ...state, q })}
        />
        <IconButton
          icon="rotate-cw"
          label={t`Refresh`}
          onClick={() => void queries.invalidateQueries({ queryKey: keys.type(entry.path) })}
        />
      </header>
      {isBoard ? (
        <Suspense fallback={<Skeleton rows={12} />}>
          <BoardScreen entry={entry} group={group} q={state.q} zone={zone} />
        </Suspense>
      ) : (
        body()
      )}
    </section>
  );

  function body() {
    if (rows.isPending) return <Skeleton rows={12} />;
    if (rows.error) {
      const problem = isProblem(rows.error) ? rows.error : null;
      const detail =
        problem?.kind === 'offline' ? t`There is no connection to the server.` : rows.error.message;
      return (
        <Failed detail={detail} requestId={problem?.document.request_id} onRetry={rows.retry} />
      );
    }
    if (rows.length === 0 && state.q !== '')
      return (
        <State
          icon="search"
          title={t`Nothing matches`}
          action={<Button onClick={() => onState({ ...state, q: '' })}>{t`Show all`}</Button>}
        />
      );
    if (rows.length === 0)
      return (
        <State
          icon={entry.icon}
          title={t`Nothing here yet`}
        >{t`What is created or imported appears here.`}</State>
      );
    return (
      <Grid
        key={`${query.sort} ${query.q}`}
        entry={entry}
        columns={columns}
        rows={rows}
        zone={zone}
        sort={sort}
        onSort={(next) => onState({ ...state, sort: next })}
      />
    );
  }
}
