import { expect, signIn, test } from './signed-in.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('a record is refused at its field, and created once it is mended', async ({ page }) => {
  await signIn(page);
  await page.goto('/leads/new');
  await page.getByRole('textbox', { name: 'Firma', exact: true }).fill('Formular GmbH');
  await page.getByRole('button', { name: 'Hinzufügen zu E-Mail-Adressen' }).click();
  await page.getByRole('textbox', { name: 'E-Mail-Adressen 1' }).fill('keine Adresse');
  await page.getByRole('button', { name: 'Anlegen', exact: true }).click();
  await expect(page.getByText('Das kann noch nicht angelegt werden.')).toBeVisible();
  const mail = page.getByRole('textbox', { name: 'E-Mail-Adressen 1' });
  await expect(mail).toHaveAttribute('aria-invalid', 'true');
  await mail.fill('post@formular.example');
  await page.getByRole('button', { name: 'Anlegen', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Formular GmbH' })).toBeVisible();
});
