import { Link } from '@tanstack/react-router';
import { Icon } from '@/kit/icon/icon';
import css from './way-back.module.css';

/** The way from one thing back to the list it is of. */
export function WayBack({ area, label }: { readonly area: string; readonly label: string }) {
  return (
    <Link to="/settings/$area" params={{ area }} className={css.back}>
      <Icon name="arrow-left" size={12} />
      {label}
    </Link>
  );
}
