import { expect, type Page } from '@playwright/test';

interface Made {
  readonly id: string;
  readonly version: number;
}

/** Make a record in the name of who is signed in on a page. */
export async function make(page: Page, path: string, body: object): Promise<Made> {
  const answer = await page.request.post(`/api/v1/${path}`, {
    data: body,
    headers: { 'X-Kontor-Csrf': '1', Origin: new URL(page.url()).origin },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Made;
}
