/** Reading numbers as people write them; pure, and never through a float. */

interface Marks {
  readonly group: string;
  readonly decimal: string;
}

function marksOf(locale: string): Marks {
  const parts = new Intl.NumberFormat(locale).formatToParts(-12345.6);
  const mark = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { group: mark('group'), decimal: mark('decimal') };
}

const PLAIN = /^-?\d+(\.\d+)?$/;

/**
 * Give the number in a text as plain digits (`-1234.5`), null where it is none.
 *
 * Both `1.234,5` and `1,234.5` are read in every language where only one reading is possible; where
 * two are, that of the language counts.
 */
export function readNumber(text: string, locale: string): string | null {
  const { group, decimal } = marksOf(locale);
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, '').replace('−', '-');
  const other = decimal === ',' ? '.' : ',';
  const last = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
  const foreign = last >= 0 && bare[last] === other && !isGrouped(bare, group || other);
  const [point, thousands] = foreign ? [other, decimal] : [decimal, group || other];
  const digits = bare.split(thousands).join('').replace(point, '.');
  if (!PLAIN.test(digits)) return null;
  const isSound = !bare.includes(thousands) || isGrouped(bare.split(point)[0] ?? '', thousands);
  return isSound ? digits : null;
}

/** Whether every group behind the first has three digits. */
function isGrouped(whole: string, mark: string): boolean {
  return new RegExp(`^-?\\d{1,3}(\\${mark}\\d{3})+$`).test(whole);
}

/** Plain digits as people write them, without marks between thousands: that is what one edits. */
export function writeNumber(digits: string, locale: string): string {
  return digits.replace('.', marksOf(locale).decimal);
}
