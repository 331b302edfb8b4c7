import { getRouteApi } from '@tanstack/react-router';
import { NotFound } from '@/kit/states/states';
import { useCatalogue } from '@/records/catalogue/catalogue';
import { BinScreen } from '@/records/bin/bin-screen';

const route = getRouteApi('/bin/{-$path}');

/** The bin of everything, or of one type. */
export function BinPlace() {
  const { path } = route.useParams();
  const navigate = route.useNavigate();
  const entry = useCatalogue().records.find((each) => each.path === path);
  if (path !== undefined && !entry?.capabilities.includes('bin')) return <NotFound />;
  return (
    <BinScreen
      key={path ?? ''}
      entry={entry ?? null}
      onType={(next) => void navigate({ params: { path: next || undefined } })}
    />
  );
}
