/** The catalogue in the cache, and how a screen asks it. */

import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import { i18n } from '@lingui/core';
import type { CatalogueDocument, FieldEntry, Local, RecordEntry } from './types';

export const catalogueQuery = queryOptions({
  queryKey: keys.catalogue,
  queryFn: ({ signal }) => call<CatalogueDocument>('/catalogue', { signal }),
  staleTime: Infinity,
});

export function useCatalogue(): CatalogueDocument {
  return useSuspenseQuery(catalogueQuery).data;
}

/** The record type under a path such as `leads`; undefined where one may not see it. */
export function useEntry(path: string): RecordEntry | undefined {
  return useCatalogue().records.find((entry) => entry.path === path);
}

/** Where records of a type live; one that is not in the catalogue is named like its addresses. */
export function pathOf(catalogue: CatalogueDocument, record: string): string {
  const known = catalogue.records.find((entry) => entry.record === record);
  return known?.path ?? `${record.slice(record.indexOf('.') + 1)}s`;
}

export function fieldOf(entry: RecordEntry, name: string): FieldEntry | undefined {
  return entry.fields.find((field) => field.name === name);
}

/** A text of the catalogue in the language shown, else in the other one. */
export function say(local: Local | null | undefined, otherwise = ''): string {
  if (!local) return otherwise;
  const [first, second] = i18n.locale === 'de' ? [local.de, local.en] : [local.en, local.de];
  return first ?? second ?? otherwise;
}

export function singular(entry: RecordEntry): string {
  return (i18n.locale === 'de' ? entry.label.de : entry.label.en).one;
}

export function plural(entry: RecordEntry): string {
  return (i18n.locale === 'de' ? entry.label.de : entry.label.en).other;
}
