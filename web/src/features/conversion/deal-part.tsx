import { useLingui } from '@lingui/react/macro';
import { TextField } from '@/kit/field/field';
import css from './conversion.module.css';
import type { DealDraft } from './model';

interface DealPartProps {
  readonly isAvailable: boolean;
  readonly deal: DealDraft | null;
  readonly currency: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly suggested: string;
  readonly onDeal: (deal: DealDraft | null) => void;
}

/** The deal that is begun with the contact; where there is no sales, it is said. */
export function DealPart({ isAvailable, deal, currency, errors, ...rest }: DealPartProps) {
  const { t } = useLingui();
  const { suggested, onDeal } = rest;
  return (
    <fieldset className={css.part}>
      <legend>{t`Deal`}</legend>
      {isAvailable ? (
        <label className={css.option}>
          <input
            type="checkbox"
            checked={deal !== null}
            onChange={(event) =>
              onDeal(event.target.checked ? { name: suggested, amount: '', close_on: '' } : null)
            }
          />
          <span>{t`Begin a deal`}</span>
        </label>
      ) : (
        <p className={css.note} role="note">
          {t`There is no sales here to begin a deal with. The lead is converted without one.`}
        </p>
      )}
      {deal ? (
        <div className={css.fields}>
          <TextField
            label={t`Name`}
            value={deal.name}
            error={errors.name}
            onValueChange={(name) => onDeal({ ...deal, name })}
          />
          <TextField
            label={t`Amount in ${currency}`}
            inputMode="decimal"
            value={deal.amount}
            error={errors.amount}
            onValueChange={(amount) => onDeal({ ...deal, amount })}
          />
          <TextField
            label={t`Closes on`}
            type="date"
            value={deal.close_on}
            error={errors.close_on}
            onValueChange={(close_on) => onDeal({ ...deal, close_on })}
          />
        </div>
      ) : null}
    </fieldset>
  );
}
