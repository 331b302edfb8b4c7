import { readFileSync } from 'node:fs';
import { expect, signIn, test } from './signed-in.ts';
import { isUsable, post, XSS } from './written.ts';

test.use({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });

test('what a list shows is exported as it shows it', async ({ page }) => {
  const run = Date.now().toString(36);
  await signIn(page);
  await post(page, 'organizations', { name: `=1+1 ${run} ${XSS}` });
  await post(page, 'organizations', { name: `Plain ${run}` });
  await page.goto(`/organizations?q=${run}&sort=name`);
  await expect(page.getByRole('gridcell', { name: `Plain ${run}` })).toBeVisible();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export Organizations' });
  await expect(dialog.getByText('2 records · as filtered in this view')).toBeVisible();
  await isUsable(page);
  const handed = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await handed;
  expect(file.suggestedFilename()).toBe('organizations.csv');
  const lines = readFileSync(await file.path(), 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\r\n');
  expect(lines[0]).toBe('name,number,country,industry,kinds,owner');
  expect(lines.slice(1).map((line) => line.slice(0, 12))).toEqual(
    [`"'=1+1 ${run}`, `Plain ${run}`].map((text) => text.slice(0, 12)),
  );
  await expect(dialog.getByText('The file was handed to your browser.')).toBeVisible();
  await expect(dialog.getByText('handed over').first()).toBeVisible();
  await expect(page).not.toHaveTitle('owned');
});
