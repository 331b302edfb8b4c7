import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '@/kit/button/button';
import { Icon } from '@/kit/icon/icon';
import css from './status.module.css';
import { usePush } from './use-push';

/** A break shorter than this is nobody's concern. */
const CALM_MS = 30_000;

/** The corner that says in words whether what is shown is kept up to date. */
export function PushStatus({ user }: { readonly user: string }) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const { isLive, since, isOutdated } = usePush(user);
  const [worried, setWorried] = useState<Date | null>(null);
  const isStale = isLive === false && worried === since;
  useEffect(() => {
    if (isLive !== false) return undefined;
    const timer = setTimeout(() => setWorried(since), CALM_MS);
    return () => clearTimeout(timer);
  }, [isLive, since]);
  const time = since.toLocaleTimeString(i18n.locale, { hour: '2-digit', minute: '2-digit' });
  return (
    <div className={css.corner} role="status" data-stale={isStale || undefined}>
      {isOutdated ? (
        <Button icon="rotate-cw" onClick={() => location.reload()}>
          {t`New version: reload`}
        </Button>
      ) : null}
      {isStale ? (
        <>
          <p>
            <Icon name="wifi-off" size={12} />
            {t`No news since ${time}. What is shown may be old.`}
          </p>
          <Button icon="rotate-cw" onClick={() => void queries.invalidateQueries()}>
            {t`Refresh`}
          </Button>
        </>
      ) : (
        <p>
          <Icon name={isLive === false ? 'wifi-off' : 'activity'} size={12} />
          {isLive === true ? t`Always up to date` : t`Connecting …`}
        </p>
      )}
    </div>
  );
}
