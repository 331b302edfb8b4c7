import { Dialog } from '@base-ui/react/dialog';
import { useLingui } from '@lingui/react/macro';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '@/kit/icon/icon';
import { useEntry } from '@/records/catalogue/catalogue';
import { Account } from './account';
import { Places } from './navigation';
import css from './phone-bar.module.css';

interface PhoneBarProps {
  readonly onSearch: () => void;
}

/** On a phone, what the thumb reaches: start, search, a new record of the list in view, the menu. */
export function PhoneBar({ onSearch }: PhoneBarProps) {
  const { t } = useLingui();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const entry = useEntry(pathname.split('/')[1] ?? '');
  return (
    <nav className={css.bar} aria-label={t`Navigation`}>
      <Link to="/" className={css.item} activeOptions={{ exact: true }}>
        <Icon name="house" size={20} />
        {t`Start`}
      </Link>
      <button type="button" className={css.item} onClick={onSearch}>
        <Icon name="search" size={20} />
        {t`Search`}
      </button>
      {entry?.can.create ? (
        <button
          type="button"
          className={css.item}
          onClick={() => void navigate({ href: `/${entry.path}/new` })}
        >
          <Icon name="plus" size={20} />
          {t`New`}
        </button>
      ) : null}
      {/* Another place closes the menu that led there. */}
      <Menu key={pathname} />
    </nav>
  );
}

function Menu() {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className={css.item}>
        <Icon name="menu" size={20} />
        {t`Menu`}
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.shade} />
        <Dialog.Popup className={css.sheet}>
          <Dialog.Title className="for-readers">{t`Menu`}</Dialog.Title>
          <Places />
          <Account />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
