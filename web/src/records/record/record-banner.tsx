import { useLingui } from '@lingui/react/macro';
import { Banner } from '@/kit/banner/banner';
import { Button } from '@/kit/button/button';
import type { RecordEntry } from '@/records/catalogue/types';
import { Person } from '@/records/people';
import { useViewer } from '@/records/viewer';
import type { RecordPage } from './query';
import { useRestore } from './use-binning';

interface RecordBannerProps {
  readonly entry: RecordEntry;
  /** The id that was asked for; another one answers where two were merged. */
  readonly asked: string;
  readonly page: RecordPage;
}

/** What is special about a record: in the bin, merged, held by something. */
export function RecordBanner({ entry, asked, page }: RecordBannerProps) {
  const { t, i18n } = useLingui();
  const { zone } = useViewer();
  const restore = useRestore(entry.path);
  const { record, meta } = page;
  const day = (at: string) =>
    new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeZone: zone }).format(
      new Date(at),
    );
  if (meta.binned) {
    const [since, until] = [day(meta.binned.at), day(meta.binned.kept_until)];
    return (
      <Banner
        icon="trash"
        action={
          meta.can.delete ? (
            <Button
              icon="undo"
              disabled={restore.isPending}
              onClick={() => restore.mutate(record.id)}
            >{t`Bring back`}</Button>
          ) : null
        }
      >
        {t`In the bin since ${since}, kept until ${until}.`} <Person actor={meta.binned.by} />
      </Banner>
    );
  }
  if (record.id !== asked)
    return (
      <Banner
        tone="info"
        icon="link"
      >{t`The record you asked for was merged into this one.`}</Banner>
    );
  const holds = Array.isArray(record.holds) ? record.holds : [];
  if (holds.length > 0)
    return (
      <Banner icon="lock">{t`Something holds this record, not all of it may be changed.`}</Banner>
    );
  if (!meta.can.update)
    return (
      <Banner tone="info" icon="eye">{t`You may read this record, and not change it.`}</Banner>
    );
  return null;
}
