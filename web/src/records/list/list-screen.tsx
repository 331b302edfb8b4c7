import { Plural, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { isProblem } from '@/api/problem';
import { Button, IconButton } from '@/kit/button/button';
import { SearchField } from '@/kit/search-field/search-field';
import { Failed, Skeleton, State } from '@/kit/states/states';
import { fieldOf, plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { Grid } from './grid';
import css from './list.module.css';
import { listQuery, type ListState } from './query';

// Its menus are not part of the first screen.
const BoardScreen = lazy(async () => ({
  default: (await import('@/records/board/board-screen')).BoardScreen,
}));

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
  const fields = columns.map((field) => field.name);
  const group = entry.board?.group_by[0];
  const isBoard = group !== undefined && state.as === 'board';
  const list = useInfiniteQuery(listQuery(entry.path, fields, { ...state, sort }));
  const count = list.data?.pages.find((page) => page.count !== undefined)?.count;
  return (
    <section className={css.screen} aria-label={plural(entry)}>
      <header className={css.header}>
        <h1>{plural(entry)}</h1>
        <span className={css.count} aria-live="polite">
          {typeof count === 'number' ? (
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
        <SearchField
          label={t`Find in this list`}
          value={state.q}
          onValue={(q) => onState({ ...state, q })}
        />
        <IconButton icon="rotate-cw" label={t`Refresh`} onClick={() => void list.refetch()} />
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
    if (list.isPending) return <Skeleton rows={12} />;
    if (list.isError) {
      const problem = isProblem(list.error) ? list.error : null;
      const detail =
        problem?.kind === 'offline' ? t`There is no connection to the server.` : list.error.message;
      return (
        <Failed
          detail={detail}
          requestId={problem?.document.request_id}
          onRetry={() => void list.refetch()}
        />
      );
    }
    const rows = list.data.pages.flatMap((page) => page.items);
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
        entry={entry}
        columns={columns}
        rows={rows}
        refs={Object.fromEntries(list.data.pages.flatMap((page) => Object.entries(page.refs)))}
        zone={zone}
        sort={sort}
        onSort={(next) => onState({ ...state, sort: next })}
        onEnd={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
        }}
      />
    );
  }
}
