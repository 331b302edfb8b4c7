/** Folded news into the cache: what is shown is asked for again, once, and put in its place. */

import type { Query, QueryClient } from '@tanstack/react-query';
import { call } from '@/api/client';
import { keys } from '@/api/keys';
import type { Folded } from '@/api/push/news';
import { catalogueQuery } from '@/records/catalogue/catalogue';
import type { Page, Row } from '@/records/catalogue/types';
import { patched, rowsIn, versionOf, type Fresh } from './patch';
import { addNews } from './unseen';

/** Ids of one question: the most rows the server gives, within the longest address it takes. */
const AT_ONCE = 150;
/** How often counts and boards are asked for anew, at most. */
const COUNTS_MS = 2_000;
const ROW_PARTS = new Set(['list', 'board']);

/** Applies news for one browser tab. */
export class Applying {
  private readonly queries: QueryClient;
  /** Types counted lately, and whether they are to be counted once more. */
  private readonly counting = new Map<string, boolean>();

  constructor(queries: QueryClient) {
    this.queries = queries;
  }

  /** Bring the cache to what has happened. */
  async apply(news: Folded): Promise<void> {
    if (news.gap) {
      await this.queries.invalidateQueries();
      return;
    }
    if (news.rights) await this.reread();
    for (const job of news.jobs) this.touch((query) => query.queryKey.includes(job));
    const types = new Set([...news.changed.keys(), ...news.gone]);
    await Promise.all([...types].map((record) => this.update(record, news)));
  }

  /** Ask for everything as one may see it now: first what there is, then what is shown of it. */
  private async reread(): Promise<void> {
    await this.queries.refetchQueries({ queryKey: keys.catalogue, exact: true });
    // Screens ask by the fields they know: they are drawn by the new catalogue before they ask.
    await new Promise((drawn) => setTimeout(drawn, 0));
    this.queries.removeQueries({ type: 'inactive' });
    await this.queries.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] !== keys.catalogue[0],
    });
  }

  private async update(record: string, news: Folded): Promise<void> {
    const catalogue = this.queries.getQueryData(catalogueQuery.queryKey);
    const path = catalogue?.records.find((entry) => entry.record === record)?.path;
    if (path === undefined) return;
    const versions = news.changed.get(record) ?? new Map<string, number>();
    const shown = this.shownRows(path);
    const isAll = news.gone.has(record);
    const wanted = [...shown].filter(
      ([id, row]) => isAll || (versions.get(id) ?? 0) > versionOf(row),
    );
    const created = [...(news.created.get(record) ?? [])].filter((id) => !shown.has(id));
    addNews(this.queries, path, await this.fitting(path, created));
    for (const id of versions.keys())
      this.touch(({ queryKey }) => queryKey[1] === path && queryKey.slice(2).includes(id));
    if (wanted.length > 0)
      await this.refresh(
        path,
        wanted.map(([id]) => id),
      );
    this.countAnew(path);
  }

  /** Which of these ids belong into a list that is shown. */
  private async fitting(path: string, ids: readonly string[]): Promise<readonly string[]> {
    const lists = this.rowQueries(path).filter((query) => query.isActive());
    const left = await Promise.all(lists.map(({ queryKey }) => leftOf(path, queryKey, ids)));
    return ids.filter((id) => left.some((gone) => !gone.has(id)));
  }

  /** Every row of a type that any cached answer shows, in the oldest version it is shown in. */
  private shownRows(path: string): Map<string, Row> {
    const shown = new Map<string, Row>();
    for (const query of this.rowQueries(path))
      for (const row of rowsIn(query.state.data)) {
        const known = shown.get(row.id);
        if (!known || versionOf(row) < versionOf(known)) shown.set(row.id, row);
      }
    return shown;
  }

  private async refresh(path: string, ids: readonly string[]): Promise<void> {
    const asked = this.rowQueries(path).map(({ queryKey }) => queryKey);
    const fields = fieldsOf(asked);
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const part = ids.slice(at, at + AT_ONCE);
      const found = await call<Page>(`/${path}`, {
        query: { filter: among(part), fields, limit: 200 },
      });
      const rows = new Map(found.items.map((row) => [row.id, row]));
      const gone = new Set(part.filter((id) => !rows.has(id)));
      const fresh = { rows, refs: found.refs, gone, left: new Set<string>() };
      for (const query of this.rowQueries(path))
        this.put(query, { ...fresh, left: await leftOf(path, query.queryKey, [...rows.keys()]) });
    }
  }

  private put(query: Query, fresh: Fresh): void {
    const data: unknown = query.state.data;
    const next = patched(data, fresh);
    // The time of the answer stays: what it says of other rows is as old as before.
    if (next !== data)
      this.queries.setQueryData(query.queryKey, next, { updatedAt: query.state.dataUpdatedAt });
  }

  /** Boards carry counts and sums, so they are asked for as a whole, though not all the time. */
  private countAnew(path: string): void {
    const isWaiting = this.counting.has(path);
    this.counting.set(path, isWaiting);
    if (isWaiting) return;
    this.touch(({ queryKey }) => queryKey[1] === path && queryKey[2] === 'board');
    setTimeout(() => {
      const isAgain = this.counting.get(path) === true;
      this.counting.delete(path);
      if (isAgain) this.countAnew(path);
    }, COUNTS_MS);
  }

  private touch(predicate: (query: Query) => boolean): void {
    void this.queries.invalidateQueries({ predicate });
  }

  private rowQueries(path: string): readonly Query[] {
    return this.queries
      .getQueryCache()
      .findAll({ queryKey: keys.type(path) })
      .filter(({ queryKey }) => ROW_PARTS.has(String(queryKey[2])));
  }
}

/** The fields of all lists that show rows; everything where a board does, too. */
function fieldsOf(asked: readonly (readonly unknown[])[]): string {
  if (asked.some((key) => key[2] !== 'list')) return '';
  const names = asked.flatMap((key) => textOf(asRecord(key[3]).fields).split(','));
  return [...new Set([...names.filter((name) => name !== ''), 'version'])].join(',');
}

function among(ids: readonly string[]): string {
  return JSON.stringify({ field: 'id', op: 'in', value: ids });
}

/** Which of these ids no longer fit what a list was asked for. */
async function leftOf(
  path: string,
  queryKey: readonly unknown[],
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { filter, q } = asRecord(queryKey[3]);
  const [condition, words] = [textOf(filter), textOf(q)];
  if (queryKey[2] !== 'list' || ids.length === 0 || (condition === '' && words === ''))
    return new Set();
  const both = [among(ids), ...(condition ? [condition] : [])].join(',');
  const found = await call<Page>(`/${path}`, {
    query: { filter: `{"all":[${both}]}`, q: words, fields: 'id', limit: 200 },
  });
  const fitting = new Set(found.items.map((row) => row.id));
  return new Set(ids.filter((id) => !fitting.has(id)));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
