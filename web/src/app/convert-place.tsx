import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { ConvertScreen } from '@/features/conversion/convert-screen';
import { sessionQuery } from './session';

/** `/leads/<id>/convert`. */
export function ConvertPlace() {
  const { id } = useParams({ from: '/leads/$id/convert' });
  const navigate = useNavigate();
  const session = useSuspenseQuery(sessionQuery).data;
  if (!session) return null;
  return (
    <ConvertScreen
      id={id}
      zone={session.user.zone}
      currency={session.tenant.currency}
      onPlace={(href) => void navigate({ href })}
    />
  );
}
