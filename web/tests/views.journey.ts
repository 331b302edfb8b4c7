import { expect, signIn, signInAs, test } from './signed-in.ts';
import { make } from './made.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('a filter is saved as a view, shared with a role, and seen by another', async ({
  page,
  browser,
}) => {
  await signIn(page);
  const mark = crypto.randomUUID().slice(0, 8);
  for (const [company, stage] of [
    [`Nord ${mark}`, 'a'],
    [`Süd ${mark}`, 'b'],
  ])
    await make(page, 'leads', { company, family_name: `Ohm-${mark}`, need: stage });
  const me = (await (await page.request.get('/api/v1/session')).json()) as {
    user: { role: string; profiles: string[] };
  };
  const password = `Kranich-Ufer-${crypto.randomUUID()}`;
  const email = `anna.${mark}@demo.example`;
  const { role, profiles } = me.user;
  await make(page, 'users', { email, display_name: `Anna ${mark}`, password, role, profiles });

  await page.goto(`/leads?view=*&f=company:contains:${mark};need:eq:a`);
  await expect(page.getByText('1 Datensatz', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Als Ansicht speichern' }).click();
  await page.getByLabel('Name der Ansicht').fill(`Nordkunden ${mark}`);
  await page.getByRole('button', { name: 'Speichern', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`view=nordkunden-${mark}$`));
  await expect(page.getByText('1 Datensatz', { exact: true })).toBeVisible();

  // A change is marked, and taken back.
  await page.getByRole('button', { name: /Bedarf.* entfernen/ }).click();
  await expect(page.getByText('2 Datensätze')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Geändert' })).toBeVisible();
  await page.getByRole('button', { name: 'Zurücksetzen' }).click();
  await expect(page.getByText('1 Datensatz', { exact: true })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Geändert' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Mehr zu dieser Ansicht' }).click();
  await page.getByRole('menuitem', { name: 'Teilen …' }).click();
  await page.getByRole('combobox', { name: 'Rollen, Gruppen und Benutzer' }).click();
  await page.getByRole('option', { name: `Anna ${mark}` }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Teilen', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const other = await (await browser.newContext({ locale: 'de-DE' })).newPage();
  await signInAs(other, email, password);
  await other.goto('/leads');
  await other.getByRole('button', { name: `Nordkunden ${mark}` }).click();
  await expect(other.getByText('1 Datensatz', { exact: true })).toBeVisible();
  await expect(other.getByRole('grid').getByText(`Nord ${mark}`)).toBeVisible();
  // The last view of a type returns.
  await other.goto('/');
  await other.goto('/leads');
  await expect(other.getByText('1 Datensatz', { exact: true })).toBeVisible();
  await other.context().close();

  await page.getByRole('button', { name: 'Mehr zu dieser Ansicht' }).click();
  await page.getByRole('menuitem', { name: 'Löschen …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Löschen' }).click();
  await expect(page.getByRole('button', { name: `Nordkunden ${mark}` })).toHaveCount(0);
  await page.goto(`/leads?view=nordkunden-${mark}`);
  await expect(page.getByText('Diese Ansicht gibt es nicht')).toBeVisible();
  await page.getByRole('button', { name: 'Alle zeigen' }).click();
  await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible();
});
