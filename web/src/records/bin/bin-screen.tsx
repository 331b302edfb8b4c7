import { useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { Banner } from '@/kit/banner/banner';
import { Button } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import { Select } from '@/kit/select/select';
import { Failed, Skeleton, State } from '@/kit/states/states';
import { plural, singular, useCatalogue } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { Person } from '@/records/people';
import { useRestore } from '@/records/record/use-binning';
import { useViewer } from '@/records/viewer';
import css from './bin.module.css';
import { PurgeDialog } from './purge-dialog';
import { binQuery, type Binned } from './query';

interface BinScreenProps {
  /** The type whose bin is shown; null for all. */
  readonly entry: RecordEntry | null;
  readonly onType: (path: string) => void;
}

/** What was deleted: by whom, when, until when it is kept, and the way back. */
export function BinScreen({ entry, onType }: BinScreenProps) {
  const { t } = useLingui();
  const { records } = useCatalogue();
  const bin = useInfiniteQuery(binQuery(entry?.path ?? '', entry?.record ?? ''));
  const types = records.filter((each) => each.capabilities.includes('bin'));
  return (
    <section className={css.screen} aria-label={t`Bin`}>
      <header className={css.head}>
        <h1>{t`Bin`}</h1>
        <p>{t`What lies here is removed for good after 30 days.`}</p>
        <div className={css.types}>
          <Select
            label={t`Show`}
            value={entry?.path ?? ''}
            options={[
              { value: '', label: t`Everything` },
              ...types.map((each) => ({ value: each.path, label: plural(each) })),
            ]}
            onValue={onType}
          />
        </div>
      </header>
      {body()}
    </section>
  );

  function body() {
    if (bin.isPending) return <Skeleton rows={8} />;
    if (bin.isError)
      return (
        <Failed
          detail={bin.error.message}
          requestId={isProblem(bin.error) ? bin.error.document.request_id : undefined}
          onRetry={() => void bin.refetch()}
        />
      );
    const items = bin.data.pages.flatMap((page) => page.items);
    const missing = [...new Set(bin.data.pages.flatMap((page) => page.missing ?? []))].join(', ');
    return (
      <>
        {missing ? (
          <Banner
            action={<Button onClick={() => void bin.refetch()}>{t`Try again`}</Button>}
          >{t`Not all of it is here; what did not answer: ${missing}`}</Banner>
        ) : null}
        {items.length === 0 ? (
          <State icon="trash" title={t`The bin is empty`}>
            {t`What is deleted stays here for 30 days.`}
          </State>
        ) : (
          <ul className={css.rows}>
            {items.map((item) => (
              <Item
                key={item.id}
                item={item}
                entry={records.find((each) => each.record === item.record)}
              />
            ))}
          </ul>
        )}
        {bin.hasNextPage ? (
          <Button onClick={() => void bin.fetchNextPage()}>{t`Show older`}</Button>
        ) : null}
      </>
    );
  }
}

interface ItemProps {
  readonly item: Binned;
  readonly entry: RecordEntry | undefined;
}

function Item({ item, entry }: ItemProps) {
  const { t, i18n } = useLingui();
  const { zone } = useViewer();
  const restore = useRestore(entry?.path ?? '');
  const [isPurging, setPurging] = useState(false);
  if (!entry) return null;
  const day = (at: string) =>
    new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeZone: zone }).format(
      new Date(at),
    );
  const [deleted, until] = [day(item.deleted_at), day(item.kept_until)];
  const title = item.title ?? t`Without a name`;
  // What went along with another record comes back with it.
  const isPart = item.deleted_with !== item.id;
  return (
    <li className={css.row}>
      <Icon name={entry.icon} />
      <span className={css.name}>
        <Link to="/$path/$id/{-$tab}" params={{ path: entry.path, id: item.id }}>
          {title}
        </Link>
        <span className={css.small}>{singular(entry)}</span>
      </span>
      <span className={css.small}>
        {t`Deleted ${deleted}`} · <Person actor={item.deleted_by} /> · {t`kept until ${until}`}
      </span>
      {entry.can.delete ? (
        <span className={css.buttons}>
          <Button
            icon="undo"
            disabled={restore.isPending || isPart}
            aria-label={t`Bring back ${title}`}
            onClick={() => restore.mutate(item.id)}
          >
            {isPart ? t`Comes back with its whole` : t`Bring back`}
          </Button>
          <Button
            tone="danger"
            disabled={isPart}
            aria-label={t`Remove ${title} for good`}
            onClick={() => setPurging(true)}
          >{t`Remove for good`}</Button>
        </span>
      ) : null}
      {isPurging ? (
        <PurgeDialog entry={entry} id={item.id} title={title} onEnd={() => setPurging(false)} />
      ) : null}
    </li>
  );
}
