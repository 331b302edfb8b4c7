/** Which view of a list is shown: that of the address, else the last one, else the default. */

import { useQuery } from '@tanstack/react-query';
import type { RecordEntry } from '@/records/catalogue/types';
import type { ListState } from '@/records/list/state';
import { useViewer } from '@/records/viewer';
import { ALL, effective, isBare } from './model';
import { viewsQuery, type View } from './query';

export interface Viewing {
  readonly views: readonly View[];
  readonly view: View | undefined;
  /** What is shown, the view unfolded. */
  readonly state: ListState;
  /** Whether it is known what is to be shown. */
  readonly isReady: boolean;
  /** Whether the address names a view that is not there, or not for this reader. */
  readonly isUnknown: boolean;
}

export function useView(entry: RecordEntry, state: ListState, last: string | undefined): Viewing {
  const { id } = useViewer();
  const isSilent = state.view === '' && isBare(state);
  const found = useQuery(viewsQuery(entry.path));
  const views = found.data ?? [];
  const view = isSilent ? remembered(views, id, last) : named(views, id, state.view);
  const isNamed = state.view !== '' && state.view !== ALL;
  const isReady = !((isSilent || isNamed) && found.isPending);
  return {
    views,
    view,
    state: effective(state, view),
    isReady,
    isUnknown: isReady && isNamed && !view,
  };
}

/** The view of a slug; of two with the same one's own is meant. */
function named(views: readonly View[], reader: string, slug: string): View | undefined {
  const all = views.filter((each) => each.slug === slug || each.id === slug);
  return all.find((each) => each.owner === reader) ?? all[0];
}

function remembered(
  views: readonly View[],
  reader: string,
  last: string | undefined,
): View | undefined {
  if (last === ALL) return undefined;
  const known = last === undefined ? undefined : named(views, reader, last);
  return known ?? views.find((each) => each.is_default && each.owner === reader);
}
