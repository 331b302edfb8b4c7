import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Check } from '@/kit/check/check';
import { TextField } from '@/kit/field/field';
import { toggled } from '../model';
import css from './parts.module.css';

interface PickListProps {
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly picked: readonly string[];
  readonly onPicked: (picked: string[]) => void;
}

const SEARCHED_FROM = 12;

/** Several of a list; a longer one can be searched, and what is picked comes first. */
export function PickList({ label, options, picked, onPicked }: PickListProps) {
  const { t } = useLingui();
  const [q, setQ] = useState('');
  const shown = options.filter((each) => each.name.toLowerCase().includes(q.toLowerCase()));
  return (
    <fieldset className={css.picks}>
      <legend>{label}</legend>
      {options.length >= SEARCHED_FROM ? (
        <TextField label={t`Find`} value={q} onValueChange={setQ} />
      ) : null}
      <div className={css.pickBox}>
        {shown.map((each) => (
          <Check
            key={each.id}
            label={each.name}
            isOn={picked.includes(each.id)}
            onToggle={(isOn) => onPicked(toggled(picked, each.id, isOn))}
          />
        ))}
        {shown.length === 0 ? <span>{t`Nothing matches`}</span> : null}
      </div>
    </fieldset>
  );
}
