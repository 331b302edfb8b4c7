import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { NotFound } from '@/kit/states/states';
import { useEntry } from '@/records/catalogue/catalogue';
import { ImportScreen } from '@/records/import/import-screen';
import { sessionQuery } from './session';

/** `/<path>/import` and `/<path>/import/<job>/<step>`. */
export function ImportPlace() {
  const { path = '', job = '', step = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const entry = useEntry(path);
  const session = useSuspenseQuery(sessionQuery).data;
  if (!entry || !session) return <NotFound />;
  return (
    <ImportScreen
      entry={entry}
      reader={{ zone: session.user.zone, currency: session.tenant.currency }}
      job={job}
      step={step}
      onPlace={(to, at) =>
        void (to === ''
          ? navigate({ to: '/$path/import', params: { path } })
          : navigate({ to: '/$path/import/$job/$step', params: { path, job: to, step: at } }))
      }
      onList={() => void navigate({ to: '/$path', params: { path } })}
    />
  );
}
