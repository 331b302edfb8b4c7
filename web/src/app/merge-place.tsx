import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { NotFound } from '@/kit/states/states';
import { useEntry } from '@/records/catalogue/catalogue';
import { MergeScreen } from '@/records/merge/merge-screen';
import { sessionQuery } from './session';

/** `/<path>/merge?ids=a,b`. */
export function MergePlace() {
  const { path } = useParams({ from: '/$path/merge' });
  const { ids } = useSearch({ from: '/$path/merge' });
  const navigate = useNavigate();
  const entry = useEntry(path);
  const session = useSuspenseQuery(sessionQuery).data;
  if (!entry || !session) return <NotFound />;
  const onList = () => void navigate({ to: '/$path', params: { path } });
  return (
    <MergeScreen
      entry={entry}
      zone={session.user.zone}
      ids={ids}
      onList={onList}
      onRecord={(id) => void navigate({ href: `/${path}/${id}` })}
    />
  );
}
