import { expect, signIn, test } from './signed-in.ts';

const WIDTHS = [1440, 1024, 390];

test.use({ locale: 'de-DE' });

for (const theme of ['light', 'dark'] as const) {
  for (const width of WIDTHS) {
    test(`${theme}, ${width} wide`, async ({ page }) => {
      const at = (name: string) => `tests/results/pictures/${name}-${theme}-${width}.png`;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme });
      await page.goto('/');
      await expect(page.locator('form')).toBeVisible();
      await page.screenshot({ path: at('sign-in') });
      await signIn(page);
      await page.screenshot({ path: at('start') });
      await page.goto('/leads');
      await expect(page.getByRole('grid')).toBeVisible();
      await page.screenshot({ path: at('list') });
      await page.goto('/leads?as=board');
      await expect(page.getByRole('list', { name: 'Neu', exact: true })).toBeVisible();
      await page.screenshot({ path: at('board') });
    });
  }
}
