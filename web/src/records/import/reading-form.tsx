import { useLingui } from '@lingui/react/macro';
import { SelectField } from '@/kit/select-field/select-field';
import css from './import.module.css';
import { usePlaceName } from './place-name';
import type { Place } from './places';
import type { Mapping } from './query';

interface ReadingFormProps {
  /** Places that a column goes to and by which records are recognised. */
  readonly keys: readonly Place[];
  readonly mapping: Mapping;
  readonly error: string | undefined;
  readonly onMapping: (part: Partial<Mapping>) => void;
}

/** What becomes of records that are there already, and how numbers and dates are read. */
export function ReadingForm({ keys, mapping, error, onMapping }: ReadingFormProps) {
  const { t } = useLingui();
  const nameOf = usePlaceName();
  const { mode } = mapping;
  const match = mapping.match[0] ?? '';

  function setMode(next: string) {
    const known = next as Mapping['mode'];
    const first =
      mapping.match.length > 0 ? mapping.match : keys.slice(0, 1).map((key) => key.path);
    onMapping({ mode: known, match: known === 'create' ? mapping.match : first });
  }

  return (
    <fieldset className={css.rules}>
      <legend>{t`Records that are there already`}</legend>
      <SelectField
        label={t`Recognise them by`}
        value={match}
        error={error}
        options={[
          { value: '', label: t`nothing, every row is new` },
          ...keys.map((key) => ({ value: key.path, label: nameOf(key) })),
        ]}
        onValue={(path) => onMapping(path ? { match: [path] } : { match: [], mode: 'create' })}
      />
      <SelectField
        label={t`A row that means one of them`}
        value={mode}
        disabled={keys.length === 0}
        options={[
          { value: 'create', label: t`is refused` },
          { value: 'skip', label: t`is skipped` },
          { value: 'update', label: t`changes it` },
          { value: 'merge', label: t`fills what it lacks` },
        ]}
        onValue={setMode}
      />
      {mode === 'update' ? (
        <SelectField
          label={t`Its empty cells`}
          value={mapping.empty}
          options={[
            { value: 'keep', label: t`leave the value as it is` },
            { value: 'clear', label: t`clear the value` },
          ]}
          onValue={(empty) => onMapping({ empty: empty as Mapping['empty'] })}
        />
      ) : null}
      <SelectField
        label={t`Numbers and dates are`}
        value={mapping.locale}
        options={[
          { value: 'de-DE', label: t`German: 1.234,56 · 31.12.2026` },
          { value: 'en-US', label: t`American: 1,234.56 · 12/31/2026` },
          { value: 'en-GB', label: t`British: 1,234.56 · 31/12/2026` },
          { value: 'de-CH', label: t`Swiss: 1’234.56 · 31.12.2026` },
        ]}
        onValue={(locale) => onMapping({ locale })}
      />
    </fieldset>
  );
}
