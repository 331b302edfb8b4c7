/** Values as plain text, by the type of their field; pure. */

import type { FieldEntry, Refs } from '@/records/catalogue/types';

interface Shown {
  readonly locale: string;
  readonly zone: string;
  readonly refs: Refs;
}

interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Say how many digits a currency has behind the point. */
export function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** An amount as people write it; the digits go to Intl as text, never through a float. */
export function moneyText(money: Money, locale: string): string {
  const digits = digitsOf(money.currency);
  const sign = money.minor < 0 ? '-' : '';
  const whole = String(Math.abs(money.minor)).padStart(digits + 1, '0');
  const cut = whole.length - digits;
  const exact = `${sign}${whole.slice(0, cut)}${digits > 0 ? `.${whole.slice(cut)}` : ''}`;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency });
  return format.format(exact as Intl.StringNumericLiteral);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of one value; empty where there is none, and never an exception. */
export function textOf(field: FieldEntry, value: unknown, shown: Shown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return listText(field, value, shown);
  switch (field.type) {
    case 'money':
      return isMoney(value) ? moneyText(value, shown.locale) : '';
    case 'date':
      return dayText(plain(value), shown.locale);
    case 'datetime':
      return instantText(plain(value), shown);
    case 'number':
      return new Intl.NumberFormat(shown.locale).format(Number(value));
    case 'reference':
      return referenceText(field, value, shown.refs);
    default:
      return isObject(value) ? objectText(value) : plain(value);
  }
}

function listText(field: FieldEntry, value: readonly unknown[], shown: Shown): string {
  return value
    .map((each: unknown) => textOf(field, each, shown))
    .filter(Boolean)
    .join(', ');
}

function isMoney(value: unknown): value is Money {
  return isObject(value) && Number.isSafeInteger(value.minor) && typeof value.currency === 'string';
}

function dayText(day: string, locale: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}

function instantText(instant: string, shown: Shown): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return new Intl.DateTimeFormat(shown.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: shown.zone,
  }).format(at);
}

function referenceText(field: FieldEntry, value: unknown, refs: Refs): string {
  const ref = field.target ? refs[`${field.target.record}:${plain(value)}`] : undefined;
  return ref?.title ?? '';
}

/** Further fields of a record as one line, such as a hit of a search has them. */
export function textOfParts(parts: Readonly<Record<string, unknown>>, refs: Refs): string {
  const titles = new Map(Object.entries(refs).map(([key, ref]) => [key.split(':')[1], ref.title]));
  return Object.values(parts)
    .map((part) => (typeof part === 'string' ? (titles.get(part) ?? part) : ''))
    .filter(Boolean)
    .join(' · ');
}

/** E-mail addresses, phones, postal addresses and tags: the part that people read. */
function objectText(value: Readonly<Record<string, unknown>>): string {
  const parts = [value.value ?? value.raw ?? value.name ?? value.line1, value.city];
  return parts.map(plain).filter(Boolean).join(', ');
}

/** A postal address in one line, as far as it is known. */
export function addressText(value: unknown): string {
  if (!isObject(value)) return '';
  const town = [value.postal_code, value.city].map(plain).filter(Boolean).join(' ');
  return [value.line1, value.line2, town, value.country].map(plain).filter(Boolean).join(', ');
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
