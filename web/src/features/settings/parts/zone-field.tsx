import { useLingui } from '@lingui/react/macro';
import { SelectField } from '@/kit/field/select-field';

interface ZoneFieldProps {
  readonly value: string;
  readonly error?: string | undefined;
  readonly onValue: (zone: string) => void;
}

/** A time zone out of those the browser knows; one it does not know stays as it is. */
export function ZoneField({ value, error, onValue }: ZoneFieldProps) {
  const { t } = useLingui();
  const zones = new Set([value, ...Intl.supportedValuesOf('timeZone'), 'UTC']);
  return (
    <SelectField
      label={t`Time zone`}
      value={value}
      error={error}
      onValue={onValue}
      options={[...zones].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
    />
  );
}
