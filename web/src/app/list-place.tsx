import { useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import { State } from '@/kit/states/states';
import { useEntry } from '@/records/catalogue/catalogue';
import { ListScreen } from '@/records/list/list-screen';
import { usePrefer, usePreferences } from './preferences';

const UNSAID = { view: '', f: '', sort: '', q: '', as: '', group: '', cols: '' };
const route = getRouteApi('/$path');

export function ListPlace() {
  const { t } = useLingui();
  const { path } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const entry = useEntry(path);
  const views = usePreferences().views ?? {};
  const prefer = usePrefer();
  if (!entry)
    return (
      <State
        icon="circle-x"
        title={t`Not found`}
      >{t`It does not exist, or you may not see it.`}</State>
    );
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
