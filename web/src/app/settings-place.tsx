import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Settings } from '@/features/settings/settings';
import { usePrefer, usePreferences, type Preferences } from './preferences';
import { sessionQuery } from './session';

const route = getRouteApi('/settings/$area');

export function SettingsPlace() {
  const { area } = route.useParams();
  const { item = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSuspenseQuery(sessionQuery).data;
  const look = usePreferences();
  const prefer = usePrefer();
  if (!session) return null;
  return (
    <Settings
      area={area}
      item={item}
      viewer={{ ...session.user, look, onLook: (change) => prefer(change as Preferences) }}
      onItem={(next) => void navigate({ search: next ? { item: next } : {} })}
    />
  );
}
