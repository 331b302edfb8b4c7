/** Server-sent events out of the text of a stream; pure. */

export interface Frame {
  readonly event: string;
  readonly data: string;
  /** The cursor behind everything told so far, where there is one. */
  readonly cursor: string | null;
}

export interface Parsed {
  readonly frames: readonly Frame[];
  /** The beginning of a frame whose end has not come yet. */
  readonly rest: string;
}

/** Take the whole frames out of a text. */
export function framesIn(text: string): Parsed {
  const parts = text.split('\n\n');
  const rest = parts.pop() ?? '';
  return { frames: parts.flatMap(frameOf), rest };
}

function frameOf(part: string): readonly Frame[] {
  const lines = new Map<string, string>();
  for (const line of part.split('\n')) {
    const at = line.indexOf(':');
    if (at > 0) lines.set(line.slice(0, at), line.slice(at + 1).replace(/^ /, ''));
  }
  const event = lines.get('event');
  if (event === undefined) return [];
  return [{ event, data: lines.get('data') ?? '', cursor: lines.get('id') ?? null }];
}
