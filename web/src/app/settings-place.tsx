import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Settings } from '@/features/settings/settings';
import { sessionQuery } from './session';

const route = getRouteApi('/settings/$area');

export function SettingsPlace() {
  const { area } = route.useParams();
  const { item = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSuspenseQuery(sessionQuery).data;
  if (!session) return null;
  return (
    <Settings
      area={area}
      item={item}
      viewer={session.user}
      onItem={(next) => void navigate({ search: next ? { item: next } : {} })}
    />
  );
}
