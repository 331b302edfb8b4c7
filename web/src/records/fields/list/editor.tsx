import { Input } from '@/kit/input/input';
import { labelOf, type EditorProps } from '../editing';
import { Rows } from './rows';

/** Any number of lines of text. */
export function TextListEditor({ field, value, onChange, problems = [], id }: EditorProps) {
  const label = labelOf(field);
  const items: readonly string[] = Array.isArray(value) ? value.map(String) : [];
  return (
    <Rows
      id={id}
      label={label}
      items={items}
      fresh=""
      onItems={onChange}
      problems={problems}
      draw={(item, place, set) => (
        <Input
          aria-label={`${label} ${place + 1}`}
          value={item}
          onChange={(event) => set(event.target.value)}
        />
      )}
    />
  );
}
