import { Input, TextArea } from '@/kit/input/input';
import { controlProps, type EditorProps } from '../editing';

const TYPES: Readonly<Record<string, string>> = { url: 'url', email: 'email', phone: 'tel' };

/** A line of text; none is null. */
export function TextEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  return (
    <Input
      {...controlProps(props)}
      type={TYPES[field.type] ?? 'text'}
      maxLength={field.limits.max_length ?? undefined}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}

/** Several lines of text. */
export function LongTextEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  return (
    <TextArea
      {...controlProps(props)}
      rows={4}
      maxLength={field.limits.max_length ?? undefined}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}
