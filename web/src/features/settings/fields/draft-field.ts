/** What is typed of an own field, and what of it is sent; pure. */

import { keyOf, type OwnField, type TwoTexts } from './model';

export interface FieldDraft {
  readonly de: string;
  readonly en: string;
  readonly key: string;
  readonly type: string;
  readonly choice_list: string;
  readonly target: string;
  readonly formula: string;
  readonly result: string;
  readonly is_required: boolean;
  readonly is_unique: boolean;
  readonly is_indexed: boolean;
  readonly is_personal: boolean;
}

const NOTHING: FieldDraft = {
  de: '',
  en: '',
  key: '',
  type: 'text',
  choice_list: '',
  target: '',
  formula: '',
  result: 'text',
  is_required: false,
  is_unique: false,
  is_indexed: false,
  is_personal: false,
};

/** A field as it is typed over; an empty one for none. */
export function draftOf(field: OwnField | undefined): FieldDraft {
  if (!field) return NOTHING;
  return {
    ...field,
    de: field.label.de,
    en: field.label.en,
    choice_list: field.choice_list ?? '',
    target: field.target ?? '',
    formula: field.formula ?? '',
    result: field.result ?? 'text',
  };
}

interface Names {
  readonly key: string;
  readonly label: TwoTexts;
}

/** Its label, in both languages though only one was typed, and its key without the prefix. */
export function namesOf(draft: FieldDraft): Names {
  const { de, en } = draft;
  return { key: draft.key || keyOf(de || en), label: { de: de || en, en: en || de } };
}

function shared(draft: FieldDraft): object {
  const { is_required, is_unique, is_indexed, is_personal } = draft;
  if (draft.type === 'formula') return { formula: draft.formula, result: draft.result };
  return { is_required, is_unique, is_indexed, is_personal };
}

export function newField(draft: FieldDraft): object {
  const { key, label } = namesOf(draft);
  const isOfList = draft.type === 'choice' || draft.type === 'multi_choice';
  return {
    key: `c_${key}`,
    type: draft.type,
    label,
    ...(isOfList ? { choice_list: draft.choice_list } : {}),
    ...(draft.type === 'reference' ? { target: draft.target } : {}),
    ...shared(draft),
  };
}

/** What of a field may change; its type is named only where it does. */
export function changedField(draft: FieldDraft, field: OwnField): object {
  const type = draft.type === field.type ? {} : { type: draft.type };
  return { label: namesOf(draft).label, ...type, ...shared(draft) };
}
