import { useLingui } from '@lingui/react/macro';
import { Chip } from '@/kit/chip/chip';
import { say } from '@/records/catalogue/catalogue';
import type { FieldEntry, Refs } from '@/records/catalogue/types';
import { textOf } from './value';

interface CellProps {
  readonly field: FieldEntry;
  readonly value: unknown;
  readonly refs: Refs;
  readonly zone: string;
}

/** A value as it is shown; what the server knows and we do not is shown as plain text. */
export function Cell({ field, value, refs, zone }: CellProps) {
  const { t, i18n } = useLingui();
  if (field.right === 'masked') return <span title={t`Hidden from you`}>•••</span>;
  if (field.type === 'boolean' && typeof value === 'boolean') return value ? t`Yes` : t`No`;
  if (field.choices && typeof value === 'string') {
    const choice = field.choices.find((each) => each.key === value);
    return <Chip hue={choice?.hue ?? 'slate'}>{say(choice?.label, value)}</Chip>;
  }
  return textOf(field, value, { locale: i18n.locale, zone, refs });
}
