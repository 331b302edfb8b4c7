import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { Icon } from '@/kit/icon/icon';
import { Skeleton, State } from '@/kit/states/states';

import { Guard } from '@/records/guard/guard';
import { isOpen, useAreas, type Area, type Viewer } from './areas';
import { useEffective } from './queries';
import css from './settings.module.css';

interface SettingsProps {
  readonly area: string;
  readonly item: string;
  readonly viewer: Viewer;
  readonly onItem: (item: string) => void;
}

/** The settings: the areas one may enter at the side, beside them the one that is open. */
export function Settings({ area, item, viewer, onItem }: SettingsProps) {
  const { t } = useLingui();
  const { tools } = useEffective(viewer.id);
  const areas = useAreas();
  const mine = areas.filter((each) => isOpen(each, viewer, tools));
  const open = areas.find((each) => each.key === area);
  return (
    <div className={css.settings}>
      <AreaList areas={mine} />
      <div className={css.content}>{content()}</div>
    </div>
  );

  function content() {
    if (!open)
      return (
        <State icon="circle-x" title={t`Not found`}>
          {t`There are no such settings.`}
        </State>
      );
    if (!mine.includes(open))
      return (
        <State icon="lock" title={t`Not for you`}>
          {t`Your rights do not reach here. An administrator can give you them.`}
        </State>
      );
    const { Content } = open;
    return (
      <Guard key={area}>
        <Suspense fallback={<Skeleton rows={8} />}>
          <Content item={item} viewer={viewer} onItem={onItem} />
        </Suspense>
      </Guard>
    );
  }
}

function AreaList({ areas }: { readonly areas: readonly Area[] }) {
  const { t } = useLingui();
  const groups = {
    me: t`For me`,
    people: t`People and rights`,
    records: t`Records`,
    watch: t`Watching over it`,
  };
  return (
    <nav className={css.nav} aria-label={t`Settings`}>
      {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => {
        const listed = areas.filter((each) => each.group === group);
        if (listed.length === 0) return null;
        return (
          <section key={group}>
            <h2>{groups[group]}</h2>
            {listed.map((each) => (
              <Link key={each.key} to="/settings/$area" params={{ area: each.key }}>
                <Icon name={each.icon} />
                {each.label}
              </Link>
            ))}
          </section>
        );
      })}
    </nav>
  );
}
