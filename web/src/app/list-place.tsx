import { getRouteApi } from '@tanstack/react-router';
import { NotFound } from '@/kit/states/states';
import { useEntry } from '@/records/catalogue/catalogue';
import { ListScreen } from '@/records/list/list-screen';
import { usePrefer, usePreferences } from './preferences';

const UNSAID = { view: '', f: '', sort: '', q: '', as: '', group: '', cols: '' };
const route = getRouteApi('/$path');

export function ListPlace() {
  const { path } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const entry = useEntry(path);
  const views = usePreferences().views ?? {};
  const prefer = usePrefer();
  if (!entry) return <NotFound />;
  return (
    <ListScreen
      key={path}
      entry={entry}
      state={{ ...UNSAID, ...search }}
      lastView={views[entry.record]}
      onView={(slug) => prefer({ views: { ...views, [entry.record]: slug } })}
      onState={(next) => void navigate({ search: next })}
    />
  );
}
