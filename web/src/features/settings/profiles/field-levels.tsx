import { useLingui } from '@lingui/react/macro';
import { SelectField } from '@/kit/field/select-field';
import { say } from '@/records/catalogue/catalogue';
import type { RecordEntry } from '@/records/catalogue/types';
import css from './matrix.module.css';
import { LEVELS, withLevel, type FieldRight, type Level, type ModuleRight } from './model';
import { useRightWords } from './right-words';

interface FieldLevelsProps {
  readonly entry: RecordEntry;
  readonly module: ModuleRight;
  readonly onFields: (fields: FieldRight[]) => void;
}

/** How far each field of a type is open; one that is not named is as open as the actions are. */
export function FieldLevels({ entry, module, onFields }: FieldLevelsProps) {
  const { t } = useLingui();
  const word = useRightWords();
  return (
    <fieldset className={css.fields}>
      <legend>{t`Fields`}</legend>
      {entry.fields.map((field) => (
        <SelectField
          key={field.name}
          label={say(field.label, field.name)}
          value={module.fields.find((each) => each.field === nameOf(field.name))?.level ?? ''}
          none={t`As the actions`}
          onValue={(level) =>
            onFields(withLevel(module, nameOf(field.name), (level || null) as Level | null))
          }
          options={LEVELS.map((level) => ({ value: level, label: word(level) }))}
        />
      ))}
    </fieldset>
  );
}

/** A tenant's own field is `custom.c_…` in the catalogue, and `c_…` in a profile. */
const nameOf = (name: string) => name.replace(/^custom\./, '');
