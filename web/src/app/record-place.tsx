import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { NotFound } from '@/kit/states/states';
import { useQuery } from '@tanstack/react-query';
import { useEntry } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import { recordQuery } from '@/records/record/query';
import { RecordScreen } from '@/records/record/record-screen';
import { titleOf } from '@/records/record/title';
import { useVisit } from './recents';
import { verbScreens } from './slots';

const route = getRouteApi('/$path/$id/{-$tab}');

/** The page of one record. */
export function RecordPlace() {
  const { path } = route.useParams();
  const entry = useEntry(path);
  if (!entry) return <NotFound />;
  return <Place entry={entry} />;
}

function Place({ entry }: { readonly entry: RecordEntry }) {
  const { path, id, tab } = route.useParams();
  const navigate = route.useNavigate();
  const page = useQuery(recordQuery(path, id)).data;
  const isThere = page?.meta.binned === null;
  const title = page ? titleOf(entry, page.record, page.meta.refs, '') : '';
  useVisit(entry.record, isThere ? page.record.id : undefined, title);
  const open = useCallback(
    (next: string) => void navigate({ params: { path, id: next, tab } }),
    [navigate, path, tab],
  );
  return (
    <RecordScreen
      key={`${path}/${id}`}
      entry={entry}
      id={id}
      tab={tab ?? 'overview'}
      onTab={(next) =>
        void navigate({
          params: { path, id, tab: next === 'overview' ? undefined : next },
          replace: true,
        })
      }
      onOpen={open}
      onList={() => void navigate({ to: '/$path', params: { path } })}
      onCompare={(ids) =>
        void navigate({ to: '/$path/merge', params: { path }, search: { ids: ids.join(',') } })
      }
      screens={Object.fromEntries(
        Object.entries(verbScreens[entry.record] ?? {}).map(([verb, hrefOf]) => [
          verb,
          () => void navigate({ href: hrefOf(id) }),
        ]),
      )}
    />
  );
}
