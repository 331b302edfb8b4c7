import { expect, test as base, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';

interface Stack {
  readonly admin: { readonly email: string; readonly password: string };
}

function admin(): Stack['admin'] {
  const state = process.env.KONTOR_STATE ?? new URL('../../.kontor', import.meta.url).pathname;
  return (JSON.parse(readFileSync(`${state}/stack.json`, 'utf8')) as Stack).admin;
}

/** Sign in as the administrator of the demo tenant, by the form that people use. */
export async function signIn(page: Page): Promise<void> {
  const { email, password } = admin();
  await signInAs(page, email, password);
}

export async function signInAs(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await expect(page.locator('nav:visible')).toBeVisible();
}

/** A page on which an error in the console, or one the policy refused, fails the test. */
export const test = base.extend<{ clean: undefined }>({
  clean: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        // A refusal is an answer: journeys say themselves which ones they expect.
        const isAnswer =
          /status of 4(01|09|12|22)/.test(message.text()) ||
          (message.text().includes('status of 404') && message.location().url.includes('/api/v1/'));
        if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
