import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Input } from '@/kit/input/input';
import { controlProps, type EditorProps } from '../editing';
import { readNumber, writeNumber } from './reading';

/** A number; kept as text where it has digits behind the point. */
export function NumberEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  const { i18n } = useLingui();
  const [typed, setTyped] = useState(() => shown(value, i18n.locale));
  return (
    <Input
      {...controlProps(props)}
      isNumeric
      inputMode="decimal"
      value={typed}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        const digits = readNumber(text, i18n.locale);
        if (digits === null) onChange(text.trim() || null);
        else onChange(field.type === 'number' ? Number(digits) : digits);
      }}
    />
  );
}

function shown(value: unknown, locale: string): string {
  return typeof value === 'number' || typeof value === 'string'
    ? writeNumber(String(value), locale)
    : '';
}
