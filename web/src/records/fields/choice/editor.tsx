import { useLingui } from '@lingui/react/macro';
import { Chip } from '@/kit/chip/chip';
import { Select, SelectMany, type Option } from '@/kit/select/select';
import { say } from '@/records/catalogue/catalogue';
import type { ChoiceEntry, FieldEntry } from '@/records/catalogue/types';
import { controlProps, type EditorProps } from '../editing';

/** One value of a choice; `None` only where the field may be empty. */
export function ChoiceEditor(props: EditorProps) {
  const { t } = useLingui();
  const { field, value, onChange } = props;
  const { 'aria-label': label, 'aria-describedby': describedBy, ...rest } = controlProps(props);
  const chosen = typeof value === 'string' ? value : '';
  const none: Option[] = field.required || field.default !== null ? [] : [noneOf(t`None`)];
  return (
    <Select
      {...rest}
      label={label}
      describedBy={describedBy}
      value={chosen}
      options={[...none, ...optionsOf(field, [chosen])]}
      onValue={(next) => onChange(next || null)}
    />
  );
}

/** Any number of values of a choice. */
export function MultiChoiceEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  const { 'aria-label': label, 'aria-describedby': describedBy, ...rest } = controlProps(props);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <SelectMany
      {...rest}
      label={label}
      describedBy={describedBy}
      value={chosen}
      options={optionsOf(field, chosen)}
      onValue={onChange}
    />
  );
}

function noneOf(label: string): Option {
  return { value: '', label };
}

/** Values to choose from: those in use, and those that the record still has. */
function optionsOf(field: FieldEntry, chosen: readonly string[]): readonly Option[] {
  return (field.choices ?? [])
    .filter((choice) => choice.active || chosen.includes(choice.key))
    .map(optionOf);
}

function optionOf(choice: ChoiceEntry): Option {
  const label = say(choice.label, choice.key);
  return { value: choice.key, label, drawn: <Chip hue={choice.hue}>{label}</Chip> };
}
