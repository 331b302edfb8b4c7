import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';

export interface Binned {
  readonly record: string;
  readonly id: string;
  readonly title: string | null;
  readonly deleted_at: string;
  readonly deleted_by: string;
  /** The deletion it went along with; its own id where it was deleted itself. */
  readonly deleted_with: string;
  readonly kept_until: string;
  readonly version: number;
}

interface BinPage {
  readonly items: readonly Binned[];
  readonly next: string | null;
  readonly missing?: readonly string[];
}

const ROWS = 50;

/** What was deleted, the latest first; of one type, or of all where no path is given. */
export function binQuery(path: string, record: string) {
  return infiniteQueryOptions({
    queryKey: keys.bin(path),
    queryFn: async ({ pageParam, signal }) => {
      const at = path === '' ? '/bin' : `/${path}/bin`;
      const page = await call<BinPage>(at, { query: { limit: ROWS, cursor: pageParam }, signal });
      // The bin of one type does not repeat of which type its records are.
      return {
        ...page,
        items: page.items.map((each) => ({ ...each, record: each.record || record })),
      };
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}
