import { expect, type Page } from '@playwright/test';
import axe from '@axe-core/playwright';

/** Write by the API as the one who is signed in, as another screen would. */
export async function post<T>(page: Page, path: string, data: object = {}): Promise<T> {
  const headers = { 'X-Kontor-Csrf': '1', Origin: new URL(page.url()).origin };
  const answer = await page.request.post(`/api/v1/${path}`, { data, headers });
  expect(answer.status(), await answer.text()).toBeLessThan(300);
  return (await answer.json()) as T;
}

/** Read by the API; a merged record answers with the one that it is now. */
export async function get<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(`/api/v1/${path}`);
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()) as T;
}

/** Nothing stands in anybody's way, in either theme. */
export async function isUsable(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await new axe({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(found.violations.map((each) => [each.id, each.nodes[0]?.html])).toEqual([]);
  }
}

/** Words that would run, were they ever taken for more than words. */
export const XSS = '<img src=x onerror="document.title=\'owned\'">"><script>alert(1)</script>';
