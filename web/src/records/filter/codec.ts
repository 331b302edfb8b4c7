/**
 * Conditions as they stand in addresses. A flat one is short text that people can read and write:
 * `stage:ne:lost;organization.country:in:DE,AT;next_step_on:lte:@today;owner:eq:@me`. A tree is its
 * JSON in base64url, which holds no colon.
 */

import { allOf, flat, type Condition, type Leaf } from './condition';

/** What cannot be read: shown as such, for a filter that is dropped would be a wider list. */
export const BROKEN = Symbol('broken');

export type Decoded = Condition | null | typeof BROKEN;

const DEEPEST = 8;
const MOST_LEAVES = 100;
const PEOPLE: Readonly<Record<string, string>> = { me: 'user', team: 'team' };

export function encodeFilter(condition: Condition | null): string {
  const parts = flat(condition);
  if (parts?.every((leaf) => /^[a-z0-9_.]+$/i.test(leaf.field) && /^[a-z_]+$/.test(leaf.op)))
    return parts.map(leafText).join(';');
  return inBase64(JSON.stringify(condition));
}

export function decodeFilter(text: string): Decoded {
  if (text === '') return null;
  try {
    if (text.includes(':')) return allOf(text.split(';').map(leafOf));
    const found: unknown = JSON.parse(fromBase64(text));
    return isCondition(found) ? found : BROKEN;
  } catch {
    // Not ours, or cut off: a link that was broken on its way.
    return BROKEN;
  }
}

function leafText({ field, op, value }: Leaf): string {
  if (value === undefined) return `${field}:${op}`;
  return `${field}:${op}:${valueText(value)}`;
}

function leafOf(text: string): Leaf {
  const [field, op, value, ...rest] = text.split(':');
  if (!field || !op || rest.length > 0) throw new Error('no comparison');
  return value === undefined ? { field, op } : { field, op, value: valueOf(value) };
}

function valueText(value: unknown): string {
  // A list of one ends in a comma, so that it is not taken for its element.
  if (Array.isArray(value) && value.length > 0)
    return `${value.map(scalarText).join(',')}${value.length === 1 ? ',' : ''}`;
  return scalarText(value);
}

function valueOf(text: string): unknown {
  const parts = text.split(',');
  if (parts.length === 1) return scalarOf(text);
  return (parts.at(-1) === '' ? parts.slice(0, -1) : parts).map(scalarOf);
}

function scalarText(value: unknown): string {
  if (typeof value === 'string' && value !== '') return escaped(value);
  const word = wordOf(value);
  return word === null ? `~${escaped(JSON.stringify(value))}` : `@${escaped(word)}`;
}

function scalarOf(text: string): unknown {
  const raw = decodeURIComponent(text.replace(/^[~@]/, ''));
  if (text.startsWith('~')) return JSON.parse(raw) as unknown;
  if (!text.startsWith('@')) {
    if (text === '') throw new Error('no value');
    return raw;
  }
  const current = Object.hasOwn(PEOPLE, raw) ? PEOPLE[raw] : undefined;
  return current === undefined ? { relative: raw } : { current };
}

/** The word for a relative date or for the reader; null where the value is neither. */
function wordOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const [entry, ...rest] = Object.entries(value);
  if (!entry || rest.length > 0) return null;
  const [name, word] = entry as [string, unknown];
  if (name === 'current')
    return Object.keys(PEOPLE).find((person) => PEOPLE[person] === word) ?? null;
  const isWord = name === 'relative' && typeof word === 'string' && word !== '';
  return isWord && !Object.hasOwn(PEOPLE, word) ? word : null;
}

/** Text without the signs that part a filter; what begins with a mark is told from one. */
function escaped(text: string): string {
  return text
    .replace(/[%;:,]|^[~@]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/[\uD800-\uDFFF]/gu, '\uFFFD');
}

function inBase64(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) =>
    sign.charCodeAt(0),
  );
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** Whether what a link says is a condition, and no larger than the server reads. */
function isCondition(found: unknown): found is Condition {
  let count = 0;
  function isNode(node: unknown, depth: number): boolean {
    if (depth > DEEPEST || typeof node !== 'object' || node === null) return false;
    const names = Object.keys(node);
    if ('field' in node && 'op' in node) {
      count += 1;
      const isKnown = names.every((name) => ['field', 'op', 'value'].includes(name));
      return (
        count <= MOST_LEAVES &&
        isKnown &&
        typeof node.field === 'string' &&
        typeof node.op === 'string'
      );
    }
    if (names.length !== 1) return false;
    if ('not' in node) return isNode(node.not, depth + 1);
    const parts: unknown = 'all' in node ? node.all : 'any' in node ? node.any : null;
    return Array.isArray(parts) && parts.every((part) => isNode(part, depth + 1));
  }
  return isNode(found, 1);
}
