import { useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { State } from '@/kit/states/states';
import { useEntry } from '@/records/catalogue/catalogue';
import { ImportScreen } from '@/records/import/import-screen';
import { sessionQuery } from './session';

/** `/<path>/import` and `/<path>/import/<job>/<step>`. */
export function ImportPlace() {
  const { t } = useLingui();
  const { path = '', job = '', step = '' } = useParams({ strict: false });
  const navigate = useNavigate();
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
