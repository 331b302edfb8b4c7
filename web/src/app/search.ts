/** The search part of addresses: every value is text, none is read as JSON. */

/** Signs that need no escape there, and with which a filter can be read by people. */
const READABLE: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%3B': ';',
  '%2C': ',',
  '%40': '@',
  '%7E': '~',
};

export function parse(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringify(search: Record<string, unknown>): string {
  const given = Object.entries(search).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value]] : [],
  );
  const text = new URLSearchParams(given)
    .toString()
    .replace(/%(?:3A|3B|2C|40|7E)/g, (code) => READABLE[code] ?? code);
  return text ? `?${text}` : '';
}

/** What the address of a list says, each a text. */
const LIST = ['view', 'f', 'sort', 'q', 'as', 'group', 'cols'] as const;

export type ListSearch = Partial<Record<(typeof LIST)[number], string>>;

export function listSearch(search: Record<string, unknown>): ListSearch {
  return Object.fromEntries(
    LIST.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
  );
}
