import { useLingui } from '@lingui/react/macro';
import { useViewer } from '@/records/viewer';

/** An instant as people read it, in their zone; empty for none. */
export function useMoment(): (instant: string | null | undefined) => string {
  const { i18n } = useLingui();
  const { zone } = useViewer();
  const format = new Intl.DateTimeFormat(i18n.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  return (instant) => (instant ? format.format(new Date(instant)) : '');
}
