import { useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { State } from '@/kit/states/states';
import { useEntry } from '@/records/catalogue/catalogue';
import { ListScreen } from '@/records/list/list-screen';
import { sessionQuery } from './session';

const route = getRouteApi('/$path');

export function ListPlace() {
  const { t } = useLingui();
  const { path } = route.useParams();
  const { sort = '', q = '', as = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const entry = useEntry(path);
  const session = useSuspenseQuery(sessionQuery).data;
  if (!entry || !session)
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
      state={{ sort, q, as }}
      zone={session.user.zone}
      onState={(search) => void navigate({ search })}
    />
  );
}
