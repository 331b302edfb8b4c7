import { Plural, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense, lazy, useState } from 'react';
import { keys } from '@/api/keys';
import { Button, IconButton } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import { SearchField } from '@/kit/search-field/search-field';
import { Skeleton } from '@/kit/states/states';
import { plural } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { BROKEN, encodeFilter } from '@/records/filter/codec';
import type { Condition } from '@/records/filter/condition';
import { useViewer } from '@/records/viewer';
import { useKeys } from './use-keys';
import { ALL, addressOf, bare } from '@/records/views/model';
import { BrokenFilter, ListBody, StrangeFilter, UnknownView } from './list-body';
import { NewsPill } from '@/records/push/pill';
import css from './list.module.css';
import { useRows } from './rows';
import type { ListState } from './state';
import { Tools } from './tools';
import { useListing } from './use-listing';

// Their controls are not part of the first screen.
const BoardScreen = lazy(async () => ({
  default: (await import('@/records/board/board-screen')).BoardScreen,
}));
const ViewTabs = lazy(async () => ({
  default: (await import('@/records/views/view-tabs')).ViewTabs,
}));
const FilterBar = lazy(async () => ({
  default: (await import('@/records/filter/filter-bar')).FilterBar,
}));

export interface ListScreenProps {
  readonly entry: RecordEntry;
  readonly state: ListState;
  readonly onState: (state: ListState) => void;
  /** The view that was seen last, and what keeps which one it is. */
  readonly lastView: string | undefined;
  readonly onView: (slug: string) => void;
}

/** The list of any record type: what it shows follows from the catalogue and the address. */
export function ListScreen(props: ListScreenProps) {
  const { entry, state: told, onState: onTold } = props;
  const { t } = useLingui();
  const queries = useQueryClient();
  const { zone } = useViewer();
  const listing = useListing(entry, told, props.lastView);
  const { viewing, state, columns, condition, strange, query, isAsked, group } = listing;
  const { view } = viewing;
  const onState = (next: ListState) => {
    const shown = { ...next, view: next.view || (view?.slug ?? '') };
    onTold(addressOf(shown, view, entry.list.sort[0] ?? ''));
  };
  const isBoard = group !== undefined;
  const rows = useRows(entry.path, query, isAsked && !isBoard);
  const [asks, setAsks] = useState(0);
  useKeys({ f: () => setAsks((count) => count + 1) });
  const filterBy = (next: Condition | null) => onState({ ...state, f: encodeFilter(next) });
  return (
    <section className={css.screen} aria-label={plural(entry)}>
      <header className={css.header}>
        <h1>{plural(entry)}</h1>
        <Count count={isBoard || !isAsked ? undefined : rows.count} />
        <NewsPill path={entry.path} />
        <Suspense fallback={<span className={css.waiting} />}>
          <ViewTabs entry={entry} viewing={viewing} onState={onTold} onView={props.onView} />
        </Suspense>
        {entry.board ? (
          <Button
            icon={isBoard ? 'list' : 'kanban'}
            onClick={() => onState({ ...state, as: isBoard ? '' : 'board' })}
          >
            {isBoard ? t`List` : t`Board`}
          </Button>
        ) : null}
        <Tools
          entry={entry}
          view={{
            filter: condition === BROKEN ? null : condition,
            q: state.q,
            sort: query.sort,
            columns: columns.map((field) => field.name),
          }}
          count={rows.count}
          zone={zone}
        />
        {entry.can.create ? (
          <Link className={css.create} to="/$path/new" params={{ path: entry.path }} search={{}}>
            <Icon name="plus" />
            {t`New`}
          </Link>
        ) : null}
        <IconButton
          icon="rotate-cw"
          label={t`Refresh`}
          onClick={() => void queries.invalidateQueries({ queryKey: keys.type(entry.path) })}
        />
      </header>
      <div className={css.tools}>
        <Suspense fallback={<span className={css.waiting} />}>
          <FilterBar
            entry={entry}
            condition={condition === BROKEN ? null : condition}
            onCondition={filterBy}
            asks={asks}
          />
        </Suspense>
        <SearchField
          label={t`Find in this list`}
          value={state.q}
          onValue={(q) => onState({ ...state, q })}
        />
      </div>
      {body()}
    </section>
  );

  function body() {
    if (viewing.isUnknown)
      return <UnknownView onAll={() => onTold(bare({ ...state, view: ALL }))} />;
    if (condition === BROKEN) return <BrokenFilter onRemove={() => filterBy(null)} />;
    if (strange.length > 0)
      return <StrangeFilter condition={condition} strange={strange} onCondition={filterBy} />;
    if (group !== undefined)
      return (
        <Suspense fallback={<Skeleton rows={12} />}>
          <BoardScreen entry={entry} group={group} q={state.q} filter={query.filter} zone={zone} />
        </Suspense>
      );
    return (
      <ListBody
        entry={entry}
        columns={columns}
        rows={rows}
        query={query}
        zone={zone}
        onSort={(next) => onState({ ...state, sort: next })}
        onShowAll={() => onState({ ...state, q: '', f: '' })}
      />
    );
  }
}

/** How many records there are, or the server's words for more than it counted. */
function Count({ count }: { readonly count: number | string | undefined }) {
  return (
    <span className={css.count} aria-live="polite">
      {typeof count === 'number' ? (
        <Plural value={count} one="# record" other="# records" />
      ) : (
        count
      )}
    </span>
  );
}
