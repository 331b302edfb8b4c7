import type { ComponentType } from 'react';
import type { FieldEntry } from '@/records/catalogue/types';
import { useViewer } from '@/records/viewer';
import { AddressEditor } from './address/editor';
import { BooleanEditor } from './boolean/editor';
import { Cell } from './cell';
import { ChoiceEditor, MultiChoiceEditor } from './choice/editor';
import { ContactListEditor } from './contact-list/editor';
import { DateEditor } from './date/editor';
import { DatetimeEditor } from './datetime/editor';
import type { EditorProps } from './editing';
import { TextListEditor } from './list/editor';
import { MoneyEditor } from './money/editor';
import { NumberEditor } from './number/editor';
import { ReferenceEditor } from './reference/editor';
import { LongTextEditor, TextEditor } from './text/editor';

type OfType = ComponentType<EditorProps>;

const ONE: Readonly<Record<string, OfType>> = {
  text: TextEditor,
  long_text: LongTextEditor,
  url: TextEditor,
  email: TextEditor,
  phone: TextEditor,
  number: NumberEditor,
  decimal: NumberEditor,
  money: MoneyEditor,
  boolean: BooleanEditor,
  date: DateEditor,
  datetime: DatetimeEditor,
  choice: ChoiceEditor,
  multi_choice: MultiChoiceEditor,
  reference: ReferenceEditor,
  address: AddressEditor,
};

const MANY: Readonly<Record<string, OfType>> = {
  text: TextListEditor,
  url: TextListEditor,
  email: ContactListEditor,
  phone: ContactListEditor,
  multi_choice: MultiChoiceEditor,
  address: AddressEditor,
};

function editorOf(field: FieldEntry): OfType | undefined {
  return (field.many ? MANY : ONE)[field.type];
}

/** Whether a user may write into a field, and we know how. */
export function isEditable(field: FieldEntry): boolean {
  return field.right === 'edit' && !field.derived && editorOf(field) !== undefined;
}

/** The editor of any field; what has none is shown as it is. */
export function Editor(props: EditorProps) {
  const { zone } = useViewer();
  const OfField = editorOf(props.field);
  if (OfField) return <OfField {...props} />;
  return <Cell field={props.field} value={props.value} refs={props.refs ?? {}} zone={zone} />;
}
