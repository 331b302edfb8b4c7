import { Plural, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isProblem } from '@/api/problem';
import { Icon } from '@/kit/icon/icon';
import { Failed, Skeleton, State } from '@/kit/states/states';
import { fieldOf, plural, singular } from '@/records/catalogue/catalogue';
import type { RecordEntry, Related, Row } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { isEmpty, labelOf } from '@/records/fields/editing';
import { useViewer } from '@/records/viewer';
import { relatedQuery } from './query';
import css from './related.module.css';

interface RelatedListProps {
  readonly other: RecordEntry;
  readonly related: Related;
  readonly id: string;
}

/** Records of another type that refer to this one, with the way to add one. */
export function RelatedList({ other, related, id }: RelatedListProps) {
  const { t } = useLingui();
  const { zone } = useViewer();
  const list = useQuery(relatedQuery(other, related, id));
  if (list.isPending) return <Skeleton rows={4} />;
  if (list.isError)
    return (
      <Failed
        detail={list.error.message}
        requestId={isProblem(list.error) ? list.error.document.request_id : undefined}
        onRetry={() => void list.refetch()}
      />
    );
  const columns = [...new Set([other.title, ...related.columns])]
    .filter((name) => name !== related.by)
    .flatMap((name) => fieldOf(other, name) ?? []);
  const name = singular(other);
  const { items, refs, count } = list.data;
  return (
    <section className={css.related} aria-label={plural(other)}>
      <header className={css.bar}>
        <span>
          {typeof count === 'number' ? (
            <Plural value={count} one="# record" other="# records" />
          ) : (
            count
          )}
        </span>
        {related.can_add && other.can.create ? (
          <Link
            className={css.add}
            to="/$path/new"
            params={{ path: other.path }}
            search={{ [related.by]: id }}
          >
            <Icon name="plus" />
            {t`New: ${name}`}
          </Link>
        ) : null}
      </header>
      {items.length === 0 ? <State icon={other.icon} title={t`Nothing here yet`} /> : table()}
    </section>
  );

  function table() {
    return (
      <div className={css.box}>
        <table className={css.table}>
          <thead>
            <tr>
              {columns.map((field) => (
                <th key={field.name} scope="col">
                  {labelOf(field)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((row) => (
              <tr key={row.id}>
                {columns.map((field, place) => (
                  <td key={field.name}>
                    {place === 0 ? (
                      titled(row)
                    ) : (
                      <Cell {...{ field, refs, zone }} value={row[field.name]} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }

  function titled(row: Row) {
    const field = fieldOf(other, other.title);
    const value = row[other.title];
    return (
      <Link to="/$path/$id/{-$tab}" params={{ path: other.path, id: row.id }}>
        {field && !isEmpty(value) ? <Cell {...{ field, refs, zone, value }} /> : t`Without a name`}
      </Link>
    );
  }
}
