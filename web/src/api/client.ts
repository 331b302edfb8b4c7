/** How the front end speaks with the gateway: one `send`, and two ways to call it. */

import createClient from 'openapi-fetch';
import { Problem, problemOf } from './problem';
import type { paths } from './schema';

const ROOT = '/api/v1';
const SAFE = new Set(['GET', 'HEAD']);

let language = 'en';
let onSignedOut: () => void = () => undefined;

/** Tell the client in which language refusals are to be said. */
export function speak(locale: string): void {
  language = locale;
}

/** Tell the client whom to call when the session has ended. */
export function whenSignedOut(run: () => void): void {
  onSignedOut = run;
}

/** Send a request as ours: CSRF header, language, request id; throw what is refused. */
async function send(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('Accept-Language', language);
  headers.set('X-Request-Id', crypto.randomUUID());
  if (!SAFE.has(request.method)) headers.set('X-Kontor-Csrf', '1');
  let response: Response;
  try {
    response = await fetch(new Request(request, { headers, credentials: 'same-origin' }));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, { code: 'offline', title: '', detail: '' });
  }
  if (response.ok || response.status === 304) return response;
  const problem = await problemOf(response);
  if (problem.kind === 'unauthenticated') onSignedOut();
  throw problem;
}

/** Calls whose paths are known when the code is written, typed from the OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '', fetch: send });

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Query;
  readonly body?: unknown;
  /** The version that the change was made on; sent as `If-Match`. */
  readonly version?: number | undefined;
  /** Born with the draft and kept through every retry, so that nothing is done twice. */
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<T> {
  readonly body: T;
  readonly version: number | null;
  readonly response: Response;
}

/** Open an answer that does not end; it is read as it comes. */
export async function streamOf(path: string, call: Call): Promise<Response> {
  return send(requestOf(path, { ...call, headers: { Accept: 'text/event-stream' } }));
}

/** Call a path that the catalogue names, such as `/leads/{id}`. */
export async function answerOf<T>(path: string, call: Call = {}): Promise<Answer<T>> {
  const response = await send(requestOf(path, call));
  const text = response.status === 204 ? '' : await response.text();
  const tag = /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1];
  return {
    body: (text ? JSON.parse(text) : undefined) as T,
    version: tag ? Number(tag) : null,
    response,
  };
}

/** Put a call into the form in which it goes out. */
function requestOf(path: string, call: Call): Request {
  const { body, version, signal } = call;
  const method = call.method ?? (body === undefined ? 'GET' : 'POST');
  const headers = new Headers({ Accept: 'application/json', ...call.headers });
  if (version !== undefined) headers.set('If-Match', `"${version}"`);
  if (!SAFE.has(method)) headers.set('Idempotency-Key', call.key ?? crypto.randomUUID());
  const isJson = body !== undefined && !(body instanceof Blob);
  if (isJson) headers.set('Content-Type', 'application/json');
  return new Request(new URL(`${ROOT}${path}${queryText(call.query)}`, location.origin), {
    method,
    headers,
    body: isJson ? JSON.stringify(body) : body instanceof Blob ? body : null,
    signal: signal ?? null,
  });
}

/** The same, where only the body is wanted. */
export async function call<T>(path: string, options: Call = {}): Promise<T> {
  return (await answerOf<T>(path, options)).body;
}

/** The same for what is no JSON, such as a file. */
export function responseOf(path: string, options: Call = {}): Promise<Response> {
  return send(requestOf(path, { ...options, headers: { Accept: '*/*' } }));
}

function queryText(query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text ? `?${text}` : '';
}
