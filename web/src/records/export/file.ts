/** Files that the server writes, handed on to the browser. */

import { responseOf, type Call } from '@/api/client';

/** Let the browser keep a file under a name. */
export function keep(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it over by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

/** Fetch a file and let the browser keep it. */
export async function fetchFile(path: string, name: string, call: Call = {}): Promise<void> {
  keep(await (await responseOf(path, call)).blob(), name);
}
