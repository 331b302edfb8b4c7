import { Checkbox } from '@/kit/checkbox/checkbox';
import { labelOf, type EditorProps } from '../editing';

/** Yes or no. */
export function BooleanEditor({ field, value, onChange, id, describedBy }: EditorProps) {
  return (
    <Checkbox
      id={id}
      describedBy={describedBy}
      label={labelOf(field)}
      isChecked={value === true}
      onChecked={onChange}
    />
  );
}
