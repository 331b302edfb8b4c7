import { Select as Base } from '@base-ui/react/select';
import type { ReactNode } from 'react';
import { Icon } from '../icon/icon';
import popup from '../popup/popup.module.css';
import css from './select.module.css';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** How it is drawn where the label alone is too little. */
  readonly drawn?: ReactNode;
}

interface Shared {
  readonly label: string;
  readonly options: readonly Option[];
  readonly id?: string | undefined;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly autoFocus?: boolean | undefined;
}

interface SelectProps extends Shared {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** One of several values. */
export function Select({ value, onValue, options, ...shared }: SelectProps) {
  const chosen = options.find((each) => each.value === value);
  return (
    <Base.Root value={value} onValueChange={(next) => onValue(next ?? '')} modal={false}>
      <Trigger {...shared}>{chosen ? drawn(chosen) : value}</Trigger>
      <Options options={options} />
    </Base.Root>
  );
}

interface SelectManyProps extends Shared {
  readonly value: readonly string[];
  readonly onValue: (value: readonly string[]) => void;
}

/** Any number of several values. */
export function SelectMany({ value, onValue, options, ...shared }: SelectManyProps) {
  const names = options.filter((each) => value.includes(each.value)).map((each) => each.label);
  return (
    <Base.Root multiple value={value} onValueChange={onValue} modal={false}>
      <Trigger {...shared}>{names.join(', ')}</Trigger>
      <Options options={options} />
    </Base.Root>
  );
}

interface TriggerProps extends Omit<Shared, 'options'> {
  readonly children: ReactNode;
}

function Trigger({ label, id, isInvalid, describedBy, autoFocus, children }: TriggerProps) {
  return (
    <Base.Trigger
      id={id}
      className={css.trigger}
      aria-label={label}
      aria-invalid={isInvalid ?? undefined}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
    >
      <span className={css.value}>{children}</span>
      <Base.Icon className={css.icon}>
        <Icon name="chevron-down" />
      </Base.Icon>
    </Base.Trigger>
  );
}

function Options({ options }: { readonly options: readonly Option[] }) {
  return (
    <Base.Portal>
      <Base.Positioner className={popup.layer} sideOffset={4} alignItemWithTrigger={false}>
        <Base.Popup className={popup.popup}>
          {options.map((each) => (
            <Base.Item key={each.value} value={each.value} className={popup.item}>
              <Base.ItemText>{drawn(each)}</Base.ItemText>
              <Base.ItemIndicator className={popup.mark}>
                <Icon name="check" />
              </Base.ItemIndicator>
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

function drawn(option: Option): ReactNode {
  return option.drawn ?? option.label;
}
