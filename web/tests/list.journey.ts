import axe from '@axe-core/playwright';
import { expect, signIn, test } from './signed-in.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('a list is read, sorted and walked through with the keyboard', async ({ page }) => {
  await signIn(page);
  await page.getByRole('navigation').getByRole('link', { name: 'Leads' }).click();
  const grid = page.getByRole('grid');
  await expect(grid.getByRole('row').nth(1)).toBeVisible();
  await grid.getByRole('button', { name: 'Firma' }).click();
  await expect(page).toHaveURL(/sort=company/);
  await expect(grid.getByRole('columnheader', { name: 'Firma' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await expect(grid.locator('[data-active]')).toHaveAttribute('aria-rowindex', '3');
});

test('a wrong password is said, and nobody is let in', async ({ page }) => {
  await page.goto('/');
  await page.locator('input[type=email]').fill('nobody@demo.example');
  await page.locator('input[type=password]').fill('wrong-password-1');
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await expect(page.locator('nav')).toHaveCount(0);
});

for (const theme of ['light', 'dark'] as const) {
  test(`everybody can use a list in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page);
    await page.goto('/leads');
    await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible();
    const found = await new axe({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(found.violations.map((each) => [each.id, each.nodes[0]?.html])).toEqual([]);
  });
}

test('a list is filtered by words, and shown whole again', async ({ page }) => {
  await signIn(page);
  await page.goto('/leads');
  const grid = page.getByRole('grid');
  await expect(grid.getByRole('row').nth(1)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('qqqqzzzz');
  await expect(page.getByText('Nichts passt dazu')).toBeVisible();
  await expect(page).toHaveURL(/q=qqqqzzzz/);
  await page.getByRole('button', { name: 'Alle zeigen' }).click();
  await expect(grid.getByRole('row').nth(1)).toBeVisible();
  await expect(page).not.toHaveURL(/q=/);
});
