import axe from '@axe-core/playwright';
import { expect, signIn, test } from './signed-in.ts';
import { made, written } from './other-writer.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('a record is opened from its list, and a fact edited where it stands', async ({ page }) => {
  await signIn(page);
  const { id } = await made(page, 'leads', { company: 'Gießerei Ölmann', family_name: 'Weiß' });
  await page.goto('/leads?q=Gießerei');
  await page.getByRole('grid').getByRole('link', { name: 'Weiß' }).first().click();
  await expect(page).toHaveURL(new RegExp(`/leads/${id}$`));
  await expect(page.getByRole('heading', { level: 1, name: 'Weiß' })).toBeVisible();

  await page.getByRole('button', { name: 'Firma bearbeiten' }).click();
  await page.getByRole('textbox', { name: 'Firma' }).fill('Gießerei Ölmann GmbH');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Gießerei Ölmann GmbH').first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Firma' })).toHaveCount(0);
  await page.getByRole('tab', { name: 'Verlauf' }).click();
  await expect(page).toHaveURL(/\/history$/);
  await expect(page.getByRole('tabpanel').getByText('hat es geändert')).toBeVisible();
});

test('what somebody else changed meanwhile is kept and said', async ({ page }) => {
  await signIn(page);
  const { id } = await made(page, 'leads', { company: 'Rebase AG', family_name: 'Silber' });
  await page.goto(`/leads/${id}`);
  await page.getByRole('button', { name: 'Firma bearbeiten' }).click();
  await page.getByRole('textbox', { name: 'Firma' }).fill('Rebase SE');
  await written(page, `leads/${id}`, { job_title: 'Einkauf' });
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ebenfalls geändert: Position, von Administrator')).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'Rebase SE' }).first()).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'Einkauf' }).first()).toBeVisible();
});

test('two changes of one field are put side by side, and one is picked', async ({ page }) => {
  await signIn(page);
  const { id } = await made(page, 'leads', { company: 'Alt', family_name: 'Konflikt' });
  await page.goto(`/leads/${id}`);
  await page.getByRole('button', { name: 'Firma bearbeiten' }).click();
  await page.getByRole('textbox', { name: 'Firma' }).fill('Meine');
  await written(page, `leads/${id}`, { company: 'Andere' });
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Jemand anderes hat das auch geändert' });
  await expect(dialog.getByRole('row', { name: 'Firma' })).toContainText('AltAndereMeine');
  const save = dialog.getByRole('button', { name: 'Auswahl speichern' });
  await expect(save).toBeDisabled();
  await dialog.getByRole('radio', { name: 'Firma: Meines' }).check();
  await save.click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('definition').filter({ hasText: 'Meine' }).first()).toBeVisible();
  const kept = await page.request.get(`/api/v1/leads/${id}`);
  expect(((await kept.json()) as { company: string }).company).toBe('Meine');
});

test('a verb says at its field what it lacks, and is done with it', async ({ page }) => {
  await signIn(page);
  const { id } = await made(page, 'leads', { company: 'Verb KG', family_name: 'Tun' });
  await page.goto(`/leads/${id}`);
  await page.getByRole('button', { name: 'Mehr Aktionen' }).click();
  await page.getByRole('menuitem', { name: 'Disqualifizieren' }).click();
  const dialog = page.getByRole('dialog', { name: 'Disqualifizieren' });
  await dialog.getByRole('button', { name: 'Disqualifizieren' }).click();
  await expect(dialog.getByText('Dieses Feld muss angegeben werden.')).toBeVisible();
  await dialog.getByRole('textbox').fill('Kein Bedarf');
  await dialog.getByRole('button', { name: 'Disqualifizieren' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Erledigt: Disqualifizieren')).toBeVisible();
  await expect(
    page.getByRole('definition').filter({ hasText: 'Kein Bedarf' }).first(),
  ).toBeVisible();
});

test('what is deleted can be taken back at once', async ({ page }) => {
  await signIn(page);
  const { id } = await made(page, 'leads', { company: 'Papier OHG', family_name: 'Korb' });
  await page.goto(`/leads/${id}`);
  await page.getByRole('button', { name: 'Mehr Aktionen' }).click();
  await page.getByRole('menuitem', { name: 'In den Papierkorb' }).click();
  const dialog = page.getByRole('dialog', { name: '„Korb“ in den Papierkorb legen?' });
  await dialog.getByRole('button', { name: 'In den Papierkorb' }).click();
  await expect(page).toHaveURL(/\/leads$/);
  await page.goto(`/leads/${id}`);
  await expect(page.getByText(/Im Papierkorb seit/)).toBeVisible();
  await page.getByRole('button', { name: 'Zurückholen' }).click();
  await expect(page.getByText(/Im Papierkorb seit/)).toHaveCount(0);
  await expect(page.getByText('Aus dem Papierkorb zurückgeholt')).toBeVisible();
});

test('a record that is not there says so', async ({ page }) => {
  await signIn(page);
  for (const id of ['01a2326c-0000-7000-8000-000000000000', 'nonsense']) {
    await page.goto(`/leads/${id}`);
    await expect(page.getByRole('heading', { name: 'Nicht gefunden' })).toBeVisible();
  }
});

for (const theme of ['light', 'dark'] as const) {
  test(`everybody can use a record's page in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page);
    const body = {
      company: 'Achse GmbH',
      given_name: 'Ada',
      family_name: 'Lang',
      emails: [{ value: 'ada@achse.example' }],
      phones: [{ raw: '+49 30 123456' }],
      budget: { minor: 1250000, currency: 'EUR' },
    };
    const { id } = await made(page, 'leads', body);
    await page.goto(`/leads/${id}`);
    await expect(page.getByText('hat es angelegt')).toBeVisible();
    const found = await new axe({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
    expect(found.violations.map((each) => [each.id, each.nodes[0]?.html])).toEqual([]);
  });
}
