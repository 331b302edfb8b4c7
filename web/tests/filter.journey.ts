import axe from '@axe-core/playwright';
import { expect, signIn, test } from './signed-in.ts';
import { make } from './made.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('a list is filtered by a field of the record it refers to', async ({ page }) => {
  await signIn(page);
  const mark = crypto.randomUUID().slice(0, 8);
  const employer = async (name: string, country: string) =>
    make(page, 'organizations', {
      name: `${name} ${mark}`,
      addresses: [{ line1: 'Ring 1', city: 'Wels', country, is_primary: true }],
    });
  const [here, there] = [await employer('Stadtwerke', 'DE'), await employer('Alpenbau', 'AT')];
  for (const organization of [here, here, there])
    await make(page, 'contacts', { family_name: `Falk-${mark}`, organization: organization.id });

  await page.goto(`/contacts?q=Falk-${mark}`);
  await expect(page.getByText('3 Datensätze')).toBeVisible();
  await page.getByRole('grid').focus();
  await page.keyboard.press('f');
  await page.keyboard.type('Organisation Land');
  await page.getByRole('option').first().click();
  await page.getByRole('textbox', { name: 'Wert' }).fill('DE');
  await page.getByLabel('Vergleich').click();
  await page.getByRole('option', { name: 'ist', exact: true }).click();
  await page.getByRole('button', { name: 'Anwenden' }).click();
  await expect(page.getByText('2 Datensätze')).toBeVisible();
  expect(new URL(page.url()).search).toContain('f=organization.country:eq:DE');

  // The same by a tree, and back by the browser.
  await page.getByRole('button', { name: 'Erweitert' }).click();
  await page.getByLabel('Wie sie zusammengehören').click();
  await page.getByRole('option', { name: 'Nichts davon gilt' }).click();
  await page.getByRole('button', { name: 'Anwenden' }).click();
  await expect(page.getByText('1 Datensatz', { exact: true })).toBeVisible();
  await expect(page.getByText('nicht (Organisation › Land ist DE)')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('2 Datensätze')).toBeVisible();
});

test('a filter that is broken or names what is not there shows no wider list', async ({ page }) => {
  await signIn(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/contacts?f=AAAA');
  await expect(page.getByText('Dieser Filter ist nicht lesbar')).toBeVisible();
  await page.goto('/contacts?f=secret:eq:1;family_name:contains:Zzqx');
  await expect(page.getByText('oder es ist für Sie verborgen: secret')).toBeVisible();
  expect(asked.filter((url) => url.includes('/api/v1/contacts?'))).toEqual([]);
  await page.getByRole('button', { name: 'Diesen Teil des Filters entfernen' }).click();
  await expect(page.getByText('Kein Datensatz erfüllt den Filter darüber.')).toBeVisible();
  expect(new URL(page.url()).search).toBe('?f=family_name:contains:Zzqx');
});

for (const theme of ['light', 'dark'] as const) {
  test(`everybody can build a filter in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page);
    await page.goto('/leads?f=stage:in:new,working;created_at:gte:@-7d');
    await page.getByRole('button', { name: 'Erweitert' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    const found = await new axe({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(found.violations.map((each) => [each.id, each.nodes[0]?.html])).toEqual([]);
  });
}
