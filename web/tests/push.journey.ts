import type { APIResponse, Page } from '@playwright/test';
import { expect, signIn, signInAs, test } from './signed-in.ts';

test.use({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });

const PASSWORD = 'Wiesenweg-7-blau';
const ALL = ['read', 'create', 'update', 'delete'];
const stamp = () => Date.now().toString(36);

interface Stored {
  readonly id: string;
  readonly version: number;
}

/** Do something beside the screen, signed in as the page is. */
async function beside<T = Stored>(
  page: Page,
  method: string,
  path: string,
  data?: object,
): Promise<T> {
  const answer: APIResponse = await page.context().request.fetch(`/api/v1${path}`, {
    method,
    headers: { 'X-Kontor-Csrf': '1', 'Idempotency-Key': crypto.randomUUID() },
    ...(data ? { data } : {}),
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (answer.status() === 204 ? undefined : await answer.json()) as T;
}

/** Somebody who may do everything with leads, and what allows it. */
async function newcomer(page: Page): Promise<{ email: string; profile: string }> {
  const name = `p${stamp()}`;
  const modules = [{ record: 'contacts.lead', actions: ALL, fields: [] }];
  const profile = await beside(page, 'POST', '/profiles', { name, permissions: { modules } });
  const email = `${name}@demo.example`;
  const user = { email, display_name: name, password: PASSWORD, profiles: [profile.id] };
  await beside(page, 'POST', '/users', user);
  return { email, profile: profile.id };
}

const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

async function openLeads(page: Page, q: string): Promise<void> {
  await page.goto(`/leads?q=${q}`);
  await expect(page.getByText('Always up to date')).toBeVisible();
}

test('what one browser changes, the other shows, without a reload', async ({ page, browser }) => {
  await signIn(page);
  const word = `Zwilling${stamp()}`;
  const lead = await beside(page, 'POST', '/leads', { company: word, family_name: 'Before' });
  const doomed = await beside(page, 'POST', '/leads', { company: word, family_name: 'Doomed' });
  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await context.newPage();
  await signIn(other);
  for (const each of [page, other]) {
    await openLeads(each, word);
    await expect(rowOf(each, 'Before')).toBeVisible();
  }
  await beside(other, 'PATCH', `/leads/${lead.id}`, { family_name: 'After' });
  await expect(rowOf(page, 'After')).toBeVisible();
  await expect(rowOf(other, 'After')).toBeVisible();

  // What came is counted, not pushed in; what left keeps its place, and nothing else of it.
  await beside(other, 'POST', '/leads', { company: word, family_name: 'Newborn' });
  const pill = page.getByRole('button', { name: '1 new' });
  await expect(pill).toBeVisible();
  await expect(rowOf(page, 'Newborn')).toHaveCount(0);
  await beside(other, 'DELETE', `/leads/${doomed.id}`);
  await expect(rowOf(page, 'Deleted, or no longer visible')).toBeVisible();
  await expect(rowOf(page, 'Doomed')).toHaveCount(0);
  await beside(other, 'PATCH', `/leads/${lead.id}`, { company: 'Elsewhere' });
  await expect(rowOf(page, 'Fits no more')).toContainText('After');

  await pill.click();
  await expect(rowOf(page, 'Newborn')).toBeVisible();
  await expect(rowOf(page, 'Deleted, or no longer visible')).toHaveCount(0);
  await expect(rowOf(page, 'After')).toHaveCount(0);
  await context.close();
});

test('a field right taken away empties the field in another browser', async ({ page, browser }) => {
  await signIn(page);
  const { email, profile } = await newcomer(page);
  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await context.newPage();
  await signInAs(other, email, PASSWORD);
  const word = `Geheim${stamp()}`;
  const shown = `Sichtbar${stamp()}`;
  await beside(other, 'POST', '/leads', { company: word, family_name: shown });
  await other.goto('/leads');
  await expect(other.getByText('Always up to date')).toBeVisible();
  await expect(rowOf(other, shown)).toContainText(word);
  // A page that was just opened may not have heard yet; a little later it has.
  await other.waitForTimeout(6_000);

  const fields = [{ field: 'company', level: 'none' }];
  const modules = [{ record: 'contacts.lead', actions: ALL, fields }];
  const started = Date.now();
  await beside(page, 'PATCH', `/profiles/${profile}`, { permissions: { modules } });
  await expect(other.getByRole('columnheader', { name: 'Company' })).toHaveCount(0);
  await expect(other.getByText(word)).toHaveCount(0);
  const took = Date.now() - started;
  console.log(`a field right taken away was seen after ${String(took)} ms`);
  await expect(rowOf(other, shown)).toBeVisible();
  await context.close();
});

test('a stream that was cut goes on where it was', async ({ page, browser }) => {
  await signIn(page);
  const word = `Funkloch${stamp()}`;
  const lead = await beside(page, 'POST', '/leads', { company: word, family_name: 'Before' });
  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await context.newPage();
  await signIn(other);
  await openLeads(other, word);
  await expect(rowOf(other, 'Before')).toBeVisible();
  await context.setOffline(true);
  await beside(page, 'PATCH', `/leads/${lead.id}`, { family_name: 'Meanwhile' });
  await other.waitForTimeout(1_000);
  await context.setOffline(false);
  await expect(rowOf(other, 'Meanwhile')).toBeVisible();
  await other.reload();
  await expect(rowOf(other, 'Meanwhile')).toBeVisible();
  await context.close();
});

test('the other tabs of a browser hear by the one that listens', async ({ page }) => {
  await signIn(page);
  const word = `Reiter${stamp()}`;
  const lead = await beside(page, 'POST', '/leads', { company: word, family_name: 'Before' });
  await openLeads(page, word);
  const second = await page.context().newPage();
  const streams: string[] = [];
  second.on('request', (request) => {
    if (request.url().includes('/api/v1/push')) streams.push(request.url());
  });
  await openLeads(second, word);
  await beside(page, 'PATCH', `/leads/${lead.id}`, { family_name: 'After' });
  for (const tab of [page, second]) await expect(rowOf(tab, 'After')).toBeVisible();
  expect(streams).toEqual([]);
  // No cursor is told while a change of rights settles; an earlier journey may have made one.
  await page.waitForTimeout(6_000);
  // The one that listened is closed: the other one takes over, with its cursor.
  await page.close();
  await beside(second, 'PATCH', `/leads/${lead.id}`, { family_name: 'Alone' });
  await expect(rowOf(second, 'Alone')).toBeVisible();
  expect(streams.length).toBeGreaterThan(0);
  expect(streams[0]).toContain('after=');
});
