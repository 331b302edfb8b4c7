/** Amounts of money between the text that people write and the smallest unit; pure. */

import { readNumber, writeNumber } from '../number/reading';
import { digitsOf } from '../value';

export interface Amount {
  /** A text where it could not be read, so that what was typed stays. */
  readonly minor: number | string;
  readonly currency: string;
}

/** The amount in a text; null where there is none. */
export function readMoney(text: string, currency: string, locale: string): Amount | null {
  if (text.trim() === '') return null;
  const plain = readNumber(text.replace(currency, '').replace(/[€$£¥]/g, ''), locale);
  const minor = plain === null ? null : minorOf(plain, digitsOf(currency));
  return { minor: minor ?? text, currency };
}

/** Whole units as the smallest ones; null where a part would be lost. */
function minorOf(plain: string, digits: number): number | null {
  const [whole = '', part = ''] = plain.split('.');
  if (part.slice(digits).replace(/0/g, '') !== '') return null;
  const minor = Number(`${whole}${part.slice(0, digits).padEnd(digits, '0')}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

/** An amount as one edits it: digits and the point of the language. */
export function writeMoney(amount: Amount, locale: string): string {
  if (typeof amount.minor === 'string') return amount.minor;
  const digits = digitsOf(amount.currency);
  const sign = amount.minor < 0 ? '-' : '';
  const all = String(Math.abs(amount.minor)).padStart(digits + 1, '0');
  const cut = all.length - digits;
  const exact = digits > 0 ? `${all.slice(0, cut)}.${all.slice(cut)}` : all;
  return writeNumber(`${sign}${exact}`, locale);
}
