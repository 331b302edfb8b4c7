import { useLingui } from '@lingui/react/macro';
import { isProblem } from '@/api/problem';
import { Button } from '@/kit/button/button';
import { Failed, Skeleton, State } from '@/kit/states/states';
import type { FieldEntry, RecordEntry } from '@/records/catalogue/types';
import { pruned, type Condition, type Leaf } from '@/records/filter/condition';
import { Grid } from './grid';
import type { ListQuery } from './query';
import type { Rows } from './rows';

interface ListBodyProps {
  readonly entry: RecordEntry;
  readonly columns: readonly FieldEntry[];
  readonly rows: Rows;
  readonly query: ListQuery;
  readonly zone: string;
  readonly onSort: (sort: string) => void;
  readonly onShowAll: () => void;
}

/** The rows of a list, or what stands in their place. */
export function ListBody({ entry, columns, rows, query, zone, onSort, onShowAll }: ListBodyProps) {
  const { t } = useLingui();
  if (rows.isPending) return <Skeleton rows={12} />;
  if (rows.error) {
    const problem = isProblem(rows.error) ? rows.error : null;
    const detail =
      problem?.kind === 'offline' ? t`There is no connection to the server.` : rows.error.message;
    return <Failed detail={detail} requestId={problem?.document.request_id} onRetry={rows.retry} />;
  }
  const isCut = query.q !== '' || query.filter !== '';
  if (rows.length === 0 && isCut)
    return (
      <State
        icon="search"
        title={t`Nothing matches`}
        action={<Button onClick={onShowAll}>{t`Show all`}</Button>}
      >
        {query.filter === '' ? null : t`No record meets the filter above.`}
      </State>
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
      key={`${query.sort} ${query.q} ${query.filter}`}
      entry={entry}
      columns={columns}
      rows={rows}
      zone={zone}
      sort={query.sort}
      onSort={onSort}
    />
  );
}

/** A filter that cannot be read: nothing is shown, for everything would be too much. */
export function BrokenFilter({ onRemove }: { readonly onRemove: () => void }) {
  const { t } = useLingui();
  return (
    <State
      icon="filter"
      title={t`This filter cannot be read`}
      action={<Button onClick={onRemove}>{t`Remove the filter`}</Button>}
    >
      {t`The address was cut off or changed on its way. Ask for the link again, or remove the filter.`}
    </State>
  );
}

interface StrangeFilterProps {
  readonly condition: Condition | null;
  readonly strange: readonly Leaf[];
  readonly onCondition: (condition: Condition | null) => void;
}

/** A filter over fields that are gone, or that this reader may not see. */
export function StrangeFilter({ condition, strange, onCondition }: StrangeFilterProps) {
  const { t } = useLingui();
  const names = [...new Set(strange.map((leaf) => leaf.field))].join(', ');
  return (
    <State
      icon="filter"
      title={t`The filter names what you cannot see`}
      action={
        <Button onClick={() => onCondition(pruned(condition, (leaf) => !strange.includes(leaf)))}>
          {t`Remove this part of the filter`}
        </Button>
      }
    >
      {t`There is no such field, or it is hidden from you: ${names}`}
    </State>
  );
}

/** An address with a view that is gone, or that nobody has shared with this reader. */
export function UnknownView({ onAll }: { readonly onAll: () => void }) {
  const { t } = useLingui();
  return (
    <State
      icon="eye"
      title={t`This view is not there`}
      action={<Button onClick={onAll}>{t`Show all`}</Button>}
    >
      {t`It was deleted, or is not shared with you. Whoever sent the link can share it.`}
    </State>
  );
}
