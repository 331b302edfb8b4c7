import axe from '@axe-core/playwright';
import { expect, signIn, test } from './signed-in.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('one field finds records, leads to places and does things, without a mouse', async ({
  page,
}) => {
  await signIn(page);
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Suche und Befehle' });
  await field.fill('werkst');
  await expect(page.getByRole('option', { name: /Weiß.*Werkstatt/ }).first()).toBeVisible();
  await field.fill('kont');
  await expect(page.getByRole('option', { selected: true })).toHaveText(/^Kontakte/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/contacts$/);

  await page.keyboard.press('Control+k');
  await field.fill('>dunkel');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Control+k');
  await field.fill('>hell');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('keys lead to places, are listed, and can be switched off', async ({ page }) => {
  await signIn(page);
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page).toHaveURL(/\/leads$/);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Tasten' });
  await expect(keys.getByText('Leads', { exact: true })).toBeVisible();
  const told = page.waitForResponse((each) => each.url().endsWith('/me/preferences'));
  await keys.getByRole('checkbox').click();
  await expect(keys.getByRole('checkbox')).not.toBeChecked();
  expect((await told).status()).toBe(200);
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.keyboard.press('?');
  await expect(page).toHaveURL(/\/leads$/);
  await expect(keys).toHaveCount(0);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Suche und Befehle' }).fill('>tasten');
  await page.keyboard.press('Enter');
  await keys.getByRole('checkbox').click();
  await expect(keys.getByRole('checkbox')).toBeChecked();
});

test('on a phone the bar leads to the menu and to search', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  await page.getByRole('button', { name: 'Menü' }).click();
  await page.getByRole('dialog', { name: 'Menü' }).getByRole('link', { name: 'Kontakte' }).click();
  await expect(page).toHaveURL(/\/contacts$/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Suche' }).click();
  await expect(page.getByRole('combobox', { name: 'Suche und Befehle' })).toBeFocused();
});

for (const theme of ['light', 'dark'] as const) {
  test(`everybody can use the palette in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toBeVisible();
    const found = await new axe({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(found.violations.map((each) => [each.id, each.nodes[0]?.html])).toEqual([]);
  });
}
