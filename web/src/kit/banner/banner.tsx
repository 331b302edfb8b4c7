import type { ReactNode } from 'react';
import { Icon } from '../icon/icon';
import css from './banner.module.css';

interface BannerProps {
  readonly tone?: 'warning' | 'danger' | 'info';
  readonly icon?: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** One row above a screen: what is special about what it shows, and the way out. */
export function Banner({ tone = 'warning', icon = 'circle-alert', children, action }: BannerProps) {
  return (
    <div className={css.banner} data-tone={tone} role="status">
      <Icon name={icon} />
      <p>{children}</p>
      {action}
    </div>
  );
}
