import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { say } from '@/records/catalogue/catalogue';
import { labelOf, type EditorProps } from '@/records/fields/editing';
import { Editor } from '@/records/fields/editor';
import { unreadable } from '@/records/fields/unreadable';
import css from './form.module.css';

interface FormFieldProps extends Omit<EditorProps, 'id' | 'describedBy'> {
  readonly isRequired?: boolean;
  readonly onLeave?: () => void;
}

/** A field of a form: its name, its editor, and below what it means or what is wrong with it. */
export function FormField({ isRequired = false, onLeave, ...props }: FormFieldProps) {
  const { t } = useLingui();
  const id = useId();
  const below = useId();
  const { field, problems = [] } = props;
  // What is wrong with an entry of a list stands at that entry.
  const own = problems.filter((each) => !field.many || !/^\/\d/.test(each.pointer));
  const unread = unreadable(field, props.value) ? t`This cannot be read.` : undefined;
  const wrong = own[0]?.text ?? unread;
  const hint = say(field.hint);
  return (
    <div
      className={css.field}
      data-field={field.name}
      data-wrong={problems.length > 0 || undefined}
      onBlur={onLeave}
    >
      <label className={css.label} htmlFor={id}>
        {labelOf(field)}
        {isRequired ? <span aria-hidden> *</span> : null}
      </label>
      <Editor {...props} id={id} describedBy={wrong || hint ? below : undefined} />
      <p id={below} className={wrong ? css.problem : css.hint}>
        {wrong ?? hint}
      </p>
    </div>
  );
}
