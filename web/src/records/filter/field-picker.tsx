import { useLingui } from '@lingui/react/macro';
import { Icon } from '@/kit/icon/icon';
import { Picker } from '@/kit/picker/picker';
import { say } from '@/records/catalogue/catalogue';
import type { Filterable } from './filterable';

interface FieldPickerProps {
  readonly fields: readonly Filterable[];
  readonly startsOpen?: boolean;
  readonly onField: (field: Filterable) => void;
}

/** A field to compare, found by its name or by that of the record behind a reference. */
export function FieldPicker({ fields, startsOpen = false, onField }: FieldPickerProps) {
  const { t } = useLingui();
  const options = fields.map((field) => ({
    key: field.path,
    label: say(field.field.label, field.field.name),
    ...(field.way.length > 0
      ? { note: field.way.map((each) => say(each.label, each.name)).join(' › ') }
      : {}),
  }));
  return (
    <Picker
      label={t`Add a filter`}
      tone="quiet"
      options={options}
      chosen={[]}
      startsOpen={startsOpen}
      onChosen={([option]) => {
        const field = fields.find((each) => each.path === option?.key);
        if (field) onField(field);
      }}
    >
      <Icon name="plus" />
      {t`Filter`}
    </Picker>
  );
}
