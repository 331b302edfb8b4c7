/** Where columns of a file may go, and where they seem to belong by their names; pure. */

import type { FieldEntry, RecordEntry } from '@/records/catalogue/types';

/** A place in a record: a field, or a part of one of its value objects. */
export interface Place {
  readonly path: string;
  readonly field: FieldEntry;
  /** The part of an address, a mail or a phone; empty for a whole field. */
  readonly part: string;
  readonly at: number;
}

/** The parts of value objects in lists, the main one first, whose name the path leaves out. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  email: ['value', 'kind'],
  phone: ['raw', 'kind'],
  address: ['line1', 'line2', 'postal_code', 'city', 'region', 'country', 'kind'],
};
const MAIN = new Set(['value', 'raw']);
/** How many elements of a list a file may name in columns of their own. */
const MOST = 3;
const ID: FieldEntry['name'] = 'id';

/** What people and other programs call a place, beside the name of its field. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  name: ['company', 'company name', 'firma', 'firmenname', 'organisation'],
  company: ['company name', 'firma', 'firmenname', 'organisation', 'organization'],
  number: ['nr', 'no', 'customer id', 'customer no', 'customer number', 'kundennummer'],
  given_name: ['first name', 'forename', 'vorname'],
  family_name: ['last name', 'surname', 'nachname'],
  job_title: ['title', 'contact title', 'position', 'funktion'],
  website: ['web', 'url', 'homepage', 'internet', 'webseite'],
  description: ['notes', 'comment', 'remarks', 'notizen', 'bemerkung'],
  email: ['mail', 'e mail', 'email address', 'mail address', 'e mail adresse'],
  phone: ['telephone', 'tel', 'phone number', 'telefon', 'telefonnummer'],
  line1: ['address', 'street', 'strasse', 'anschrift', 'adresse'],
  line2: ['address 2', 'street 2', 'adresszusatz'],
  postal_code: ['zip', 'zip code', 'postcode', 'plz', 'postleitzahl'],
  city: ['town', 'ort', 'stadt'],
  region: ['state', 'province', 'bundesland'],
  country: ['land'],
};

/** Every place of a record type that a file may fill. */
export function placesOf(entry: RecordEntry): readonly Place[] {
  return entry.fields
    .filter((field) => field.name === ID || (field.importable && !field.owned_by_verb))
    .flatMap((field) => {
      const parts = PARTS[field.type];
      if (!parts) return [{ path: field.name, field, part: '', at: 0 }];
      return Array.from({ length: MOST }, (_, at) =>
        parts.map((part) => ({
          path: `${field.name}_${at + 1}${MAIN.has(part) ? '' : `.${part}`}`,
          field,
          part,
          at: at + 1,
        })),
      ).flat();
    });
}

/** Whether records can be recognised by what stands at a place. */
export function isKey({ path, field, part }: Place): boolean {
  if (path === ID) return true;
  return field.is_key && (part === '' || MAIN.has(part));
}

/** A name as it is compared: `postalCode`, `Postal code` and `POSTAL_CODE` are one. */
export function folded(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Where the columns of a header seem to belong; each place is proposed once, in the file's order. */
export function proposed(
  entry: RecordEntry,
  header: readonly string[],
  known: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> {
  const names = namesOf(entry);
  const taken = new Set(Object.values(known));
  return Object.fromEntries(
    header.map((column) => {
      const before = known[column];
      if (before) return [column, before];
      const path = names.get(folded(column))?.find((each) => !taken.has(each)) ?? null;
      if (path) taken.add(path);
      return [column, path];
    }),
  );
}

function namesOf(entry: RecordEntry): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const place of placesOf(entry)) {
    if (place.at > 1 || place.path === ID || place.part === 'kind') continue;
    for (const key of namesFor(place).map(folded).filter(Boolean))
      names.set(key, [...(names.get(key) ?? []), place.path]);
  }
  return names;
}

/** What a place may be called: a part of a value object by itself, all else by its field. */
function namesFor({ path, field, part }: Place): readonly string[] {
  if (part !== '' && !MAIN.has(part)) return [part, ...(NAMES[part] ?? [])];
  const labels = [field.label?.de, field.label?.en].filter((label) => typeof label === 'string');
  const kind = part ? field.type : path;
  return [field.name, kind, ...labels, ...(NAMES[kind] ?? [])];
}

/** The fields that every record needs and that no column fills. */
export function missing(
  entry: RecordEntry,
  paths: readonly (string | null)[],
): readonly FieldEntry[] {
  const filled = new Set(paths.map((path) => /^\w+?(?=_\d|\.|$)/.exec(path ?? '')?.[0]));
  return entry.fields.filter(
    (field) => field.required && field.importable && !filled.has(field.name),
  );
}
