/** Refusals of the platform as errors: one class, its kind decides what the screen does. */

export type Kind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'invalid'
  | 'locked'
  | 'limit'
  | 'unavailable'
  | 'quota'
  | 'offline';

export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly title: string;
  readonly detail: string;
}

/** What a 412 tells: the fields as they stand now, who changed them and when. */
export interface Current {
  readonly base_version?: number;
  readonly version?: number;
  readonly by?: string;
  readonly at?: string;
  readonly current?: Readonly<Record<string, unknown>>;
}

export interface ProblemDocument extends Current {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly request_id?: string;
  readonly errors?: readonly Fault[];
}

const KINDS: Readonly<Record<number, Kind>> = {
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'stale',
  413: 'too_large',
  415: 'malformed',
  422: 'invalid',
  423: 'locked',
  429: 'limit',
  507: 'quota',
};

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: Kind;
  readonly status: number;
  readonly document: ProblemDocument;
  /** Seconds after which it may go, where the server said so. */
  readonly retryAfter: number | null;

  constructor(status: number, document: ProblemDocument, retryAfter: number | null = null) {
    super(document.detail || document.title);
    this.status = status;
    this.kind = status === 0 ? 'offline' : (KINDS[status] ?? 'unavailable');
    this.document = document;
    this.retryAfter = retryAfter;
  }

  get code(): string {
    return this.document.code;
  }

  /** What is wrong with which part of what was sent; a refusal may name its places as `path`. */
  get faults(): readonly Fault[] {
    const { errors, params = {}, code, title, detail } = this.document;
    if (errors) return errors;
    const paths = Array.isArray(params.paths) ? params.paths : [params.path];
    return paths
      .filter((path): path is string => typeof path === 'string' && path.startsWith('/'))
      .map((pointer) => ({ pointer, code, params, title, detail }));
  }
}

/** Read the refusal out of an answer, whatever stands in its way. */
export async function problemOf(response: Response): Promise<Problem> {
  const after = Number(response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(after) && after > 0 ? after : null;
  const text = await response.text().catch(() => '');
  try {
    const document = JSON.parse(text) as ProblemDocument;
    if (typeof document.code === 'string')
      return new Problem(response.status, document, retryAfter);
  } catch {
    // No document of ours: a proxy in between answered.
  }
  const title = response.statusText || String(response.status);
  const id = response.headers.get('x-request-id');
  return new Problem(
    response.status,
    { code: 'unknown', title, detail: '', ...(id ? { request_id: id } : {}) },
    retryAfter,
  );
}

export function isProblem(error: unknown, kind?: Kind): error is Problem {
  return error instanceof Problem && (kind === undefined || error.kind === kind);
}
