import { Dialog } from '@base-ui/react/dialog';
import { useLingui } from '@lingui/react/macro';
import { useCommandsInView } from '@/kit/keyboard/commands';
import { KeyCaps } from '@/kit/keyboard/key-caps';
import { usePrefer, usePreferences } from '../preferences';
import css from './palette.module.css';

interface KeyListProps {
  readonly onClose: () => void;
}

/** The keys of the screen in view, out of the registry that binds them. */
export function KeyList({ onClose }: KeyListProps) {
  const { t } = useLingui();
  const { has_keys: hasKeys } = usePreferences();
  const prefer = usePrefer();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.shade} />
        <Dialog.Popup className={css.popup}>
          <Dialog.Title className={css.title}>{t`Keys`}</Dialog.Title>
          <dl className={css.keys}>
            {useCommandsInView().map(({ id, label, keys }) =>
              keys ? (
                <div key={id} className={css.key}>
                  <dt>{label}</dt>
                  <dd>
                    <KeyCaps keys={keys} />
                  </dd>
                </div>
              ) : null,
            )}
          </dl>
          <label className={css.switch}>
            <input
              type="checkbox"
              checked={hasKeys !== false}
              onChange={(event) => prefer({ has_keys: event.target.checked })}
            />
            {t`Single letters are keys`}
          </label>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
