import { Combobox } from '@base-ui/react/combobox';
import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Icon } from '../icon/icon';
import css from './picker.module.css';

export interface Option {
  readonly key: string;
  readonly label: string;
  /** What tells it from another of the same name. */
  readonly note?: string;
}

interface PickerProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: readonly Option[];
  readonly onChosen: (chosen: readonly Option[]) => void;
  readonly many?: boolean;
  /** Called with what is typed, where the options are looked up elsewhere. */
  readonly onText?: (text: string) => void;
  /** What the button shows; the chosen ones by default. */
  readonly children?: ReactNode;
  readonly tone?: 'field' | 'quiet';
  readonly startsOpen?: boolean;
}

const MOST_SHOWN = 100;

/** A button that opens a list in which one searches, and picks one or several. */
export function Picker(props: PickerProps) {
  const { t } = useLingui();
  const { label, options, chosen, many = false, onText, tone = 'field' } = props;
  const shared = {
    items: options,
    limit: MOST_SHOWN,
    autoHighlight: true,
    defaultOpen: props.startsOpen ?? false,
    isItemEqualToValue: (one: Option, other: Option) => one.key === other.key,
    itemToStringLabel: (option: Option) => `${option.note ?? ''} ${option.label}`.trim(),
    ...(onText ? { filter: null, onInputValueChange: (text: string) => onText(text) } : undefined),
  };
  const parts = (
    <>
      <Combobox.Trigger className={css.trigger} data-tone={tone} aria-label={label}>
        {props.children ??
          (chosen.length > 0 ? chosen.map((each) => each.label).join(', ') : label)}
        {tone === 'field' ? <Icon name="chevron-down" size={12} /> : null}
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className={css.positioner} align="start" sideOffset={4}>
          <Combobox.Popup className={css.popup} aria-label={label}>
            <Combobox.Input className={css.input} placeholder={t`Search`} aria-label={label} />
            <Combobox.Empty className={css.empty}>{t`Nothing matches`}</Combobox.Empty>
            <Combobox.List className={css.list}>
              {(option: Option) => (
                <Combobox.Item key={option.key} value={option} className={css.item}>
                  <span>
                    {option.note ? <span className={css.note}>{option.note} › </span> : null}
                    {option.label}
                  </span>
                  <Combobox.ItemIndicator>
                    <Icon name="check" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </>
  );
  return many ? (
    <Combobox.Root {...shared} multiple value={[...chosen]} onValueChange={props.onChosen}>
      {parts}
    </Combobox.Root>
  ) : (
    <Combobox.Root
      {...shared}
      value={chosen[0] ?? null}
      onValueChange={(option: Option | null) => {
        if (option) props.onChosen([option]);
      }}
    >
      {parts}
    </Combobox.Root>
  );
}
