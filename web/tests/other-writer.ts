import { expect, type Page } from '@playwright/test';

interface Made {
  readonly id: string;
  readonly version: number;
}

const headers = { 'X-Kontor-Csrf': '1' };

/** Make a record beside the page that is looked at, as somebody else would. */
export async function made(page: Page, path: string, data: object): Promise<Made> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.post(`/api/v1/${path}`, {
    data,
    headers: { ...headers, origin },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Made;
}

/** Change a record beside the page that is looked at. */
export async function written(page: Page, path: string, data: object): Promise<void> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.patch(`/api/v1/${path}`, {
    data,
    headers: { ...headers, origin },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}
