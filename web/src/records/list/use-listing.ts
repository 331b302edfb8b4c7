/** Everything a list shows, out of the catalogue, the address and the saved views. */

import { useMemo } from 'react';
import { fieldOf, useCatalogue } from '@/records/catalogue/catalogue';
import type { FieldEntry, RecordEntry } from '@/records/catalogue/types';
import { BROKEN, decodeFilter, type Decoded } from '@/records/filter/codec';
import type { Leaf } from '@/records/filter/condition';
import { filterables, strangers } from '@/records/filter/filterable';
import { useView, type Viewing } from '@/records/views/use-view';
import type { ListQuery } from './query';
import type { ListState } from './state';

export interface Listing {
  readonly viewing: Viewing;
  readonly state: ListState;
  readonly columns: readonly FieldEntry[];
  readonly condition: Decoded;
  /** Parts of the filter that this reader cannot ask. */
  readonly strange: readonly Leaf[];
  readonly query: ListQuery;
  /** Whether all is there and right, so that the server may be asked. */
  readonly isAsked: boolean;
  /** The field that makes the columns of the board; undefined while a list is shown. */
  readonly group: string | undefined;
}

export function useListing(
  entry: RecordEntry,
  told: ListState,
  lastView: string | undefined,
): Listing {
  const { records } = useCatalogue();
  const viewing = useView(entry, told, lastView);
  const { state } = viewing;
  const columns = [...new Set([entry.title, ...entry.list.columns])].flatMap(
    (name) => fieldOf(entry, name) ?? [],
  );
  const fields = columns.map((field) => field.name).join(',');
  const sort = state.sort || (entry.list.sort[0] ?? '');
  const condition = useMemo(() => decodeFilter(state.f), [state.f]);
  const strange = useMemo(
    () => (condition === BROKEN ? [] : strangers(filterables(entry, records), condition)),
    [entry, records, condition],
  );
  const isSound = condition !== BROKEN && strange.length === 0;
  const filter = isSound && condition ? JSON.stringify(condition) : '';
  const query = useMemo(
    () => ({ fields, sort, q: state.q, filter }),
    [fields, sort, state.q, filter],
  );
  const isAsked = isSound && viewing.isReady && !viewing.isUnknown;
  const group = state.as === 'board' ? groupOf(entry, state.group) : undefined;
  return { viewing, state, columns, condition, strange, query, isAsked, group };
}

/** The field of the board that the address names, else the first one of the type. */
function groupOf(entry: RecordEntry, named: string): string | undefined {
  const groups = entry.board?.group_by ?? [];
  return groups.includes(named) ? named : groups[0];
}
