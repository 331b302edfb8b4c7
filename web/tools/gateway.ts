import { existsSync, readFileSync } from 'node:fs';

/** Where the platform of this clone listens: KONTOR_GATEWAY, or what `make up` wrote. */
export function gateway(): string {
  const told = process.env.KONTOR_GATEWAY;
  if (told) return told;
  const state = process.env.KONTOR_STATE ?? new URL('../../.kontor', import.meta.url).pathname;
  const file = `${state}/stack.json`;
  if (!existsSync(file)) return 'http://127.0.0.1:8100';
  return (JSON.parse(readFileSync(file, 'utf8')) as { gateway: string }).gateway;
}
