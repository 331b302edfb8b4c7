/** Days as people say them: dates of the language, ISO dates, and words; pure. */

const DAY_MS = 86_400_000;
const WORDS: Readonly<Record<string, number>> = {
  today: 0,
  heute: 0,
  tomorrow: 1,
  morgen: 1,
  yesterday: -1,
  gestern: -1,
};
const UNITS: Readonly<Record<string, number>> = { d: 1, t: 1, w: 7 };

/** Today in a time zone, as an ISO date. */
export function todayIn(zone: string, now = new Date()): string {
  return new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' }).format(now);
}

/** The day in a text as an ISO date; null where it is none. */
export function readDay(text: string, locale: string, today: string): string | null {
  const said = text.trim().toLowerCase();
  const word = WORDS[said];
  if (word !== undefined) return plusDays(today, word);
  const step = /^([+-]\d{1,4})\s*([dtw])?$/.exec(said);
  if (step) return plusDays(today, Number(step[1]) * (UNITS[step[2] ?? 'd'] ?? 1));
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said);
  if (iso) return dayOf(iso[1], iso[2], iso[3]);
  const parts = said.split(/[./\s-]+/).filter(Boolean);
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => /^\d{1,4}$/.test(part)))
    return null;
  const [first, second, year] = parts;
  const isDayFirst = said.includes('.') || !locale.startsWith('en');
  const [month, day] = isDayFirst ? [second, first] : [first, second];
  return dayOf(year ?? today.slice(0, 4), month, day);
}

function dayOf(year = '', month = '', day = ''): string | null {
  const full = year.length <= 2 ? `20${year.padStart(2, '0')}` : year.padStart(4, '0');
  const iso = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

function plusDays(day: string, days: number): string {
  const at = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
  return at.toISOString().slice(0, 10);
}

/** A day in the digits of the language, as one edits it. */
export function writeDay(day: string, locale: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(at);
}
