import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Input } from '@/kit/input/input';
import { Select } from '@/kit/select/select';
import { useViewer } from '@/records/viewer';
import { controlProps, labelOf, type EditorProps } from '../editing';
import css from './money.module.css';
import { readMoney, writeMoney, type Amount } from './reading';

const CURRENCIES = ['EUR', 'CHF', 'GBP', 'USD', 'PLN', 'CZK', 'DKK', 'SEK', 'NOK', 'JPY'];

/** An amount and its currency; that of the tenant where none is said. */
export function MoneyEditor(props: EditorProps) {
  const { t, i18n } = useLingui();
  const own = useViewer().currency;
  const given = isAmount(props.value) ? props.value : null;
  const [currency, setCurrency] = useState(given?.currency ?? own);
  const [typed, setTyped] = useState(given ? writeMoney(given, i18n.locale) : '');
  const label = labelOf(props.field);
  return (
    <div className={css.money}>
      <Input
        {...controlProps(props)}
        isNumeric
        inputMode="decimal"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          props.onChange(readMoney(event.target.value, currency, i18n.locale));
        }}
      />
      <Select
        label={t`Currency of ${label}`}
        value={currency}
        options={[...new Set([own, currency, ...CURRENCIES])].map((each) => ({
          value: each,
          label: each,
        }))}
        onValue={(next) => {
          setCurrency(next);
          props.onChange(readMoney(typed, next, i18n.locale));
        }}
      />
    </div>
  );
}

function isAmount(value: unknown): value is Amount {
  return typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value;
}
