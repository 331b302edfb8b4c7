/** A conversion before it is done: what of a lead goes where; pure. */

import { isEmpty } from '@/records/merge/model';
import type { Row } from '@/records/catalogue/types';

/** `new`, `none`, or the id of a record that is there already. */
export type Target = string;

export interface DealDraft {
  readonly name: string;
  readonly amount: string;
  readonly close_on: string;
}

export interface Draft {
  readonly contact: Target;
  readonly organization: Target;
  /** Null where none is begun. */
  readonly deal: DealDraft | null;
}

export interface Taken {
  readonly name: string;
  readonly value: unknown;
  /** What the record has already and keeps; undefined where the lead's value is taken. */
  readonly own: unknown;
  /** Whether that is the very value of the lead. */
  readonly isSame: boolean;
}

/** What a record takes of a lead: its own values win, as the server decides, too. */
export function takenBy(
  fields: Readonly<Record<string, unknown>>,
  target: Row | null,
): readonly Taken[] {
  return Object.entries(fields).map(([name, value]) => {
    const own = target?.[name];
    const keeps = !isEmpty(own) && own !== 'none';
    const isSame = keeps && JSON.stringify(own) === JSON.stringify(value);
    return { name, value, own: keeps ? own : undefined, isSame };
  });
}

const targetOf = (target: Target) =>
  target === 'none' ? null : target === 'new' ? { create: true } : { link: target };

/** Minor units of an amount as people write it in a locale; null where it is none. */
export function minorOf(text: string, locale: string): number | null {
  const plain =
    locale === 'de' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  const match = /^\s*(\d{1,13})(?:\.(\d{1,2}))?\s*$/.exec(plain);
  if (!match) return null;
  return Number(`${match[1] ?? ''}${(match[2] ?? '').padEnd(2, '0')}`);
}

/** The order that the server is given. */
export function bodyOf(draft: Draft, currency: string, locale: string) {
  const { deal } = draft;
  const minor = deal ? minorOf(deal.amount, locale) : null;
  return {
    contact: targetOf(draft.contact),
    organization: targetOf(draft.organization),
    deal: deal && {
      name: deal.name,
      ...(minor === null ? {} : { amount: { minor, currency } }),
      ...(deal.close_on === '' ? {} : { close_on: deal.close_on }),
    },
  };
}
