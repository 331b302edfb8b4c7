import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import { Part } from '@/kit/page/page';
import { say, useEntry } from '@/records/catalogue/catalogue';
import type { FieldEntry } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { Editor } from '@/records/fields/editor';
import { useViewer } from '@/records/viewer';
import css from '../parts/parts.module.css';
import { sampleOf } from './model';

/** How the own fields of a type look in its form and in its list. */
export function FieldPreview({ path }: { readonly path: string }) {
  const { t } = useLingui();
  const fields = useEntry(path)?.fields.filter((field) => field.custom) ?? [];
  if (fields.length === 0) return null;
  return (
    <Part
      title={t`How it looks`}
      hint={t`With made-up values; what is typed here is kept nowhere.`}
    >
      <div className={css.columns}>
        {fields.map((field) => (
          <Tried key={field.name} field={field} />
        ))}
      </div>
    </Part>
  );
}

function Tried({ field }: { readonly field: FieldEntry }) {
  const { t } = useLingui();
  const id = useId();
  const { zone } = useViewer();
  const [value, setValue] = useState<unknown>(() => sampleOf(field));
  return (
    <div>
      <label htmlFor={id} className={css.note}>
        {say(field.label, field.name)}
        {field.required ? ' *' : ''}
      </label>
      <Editor id={id} field={field} value={value} onChange={setValue} />
      <p className={css.note}>
        {t`In the list:`} <Cell field={field} value={value} refs={{}} zone={zone} />
      </p>
    </div>
  );
}
