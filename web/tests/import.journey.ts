import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, signIn, test } from './signed-in.ts';
import { isUsable, XSS } from './written.ts';

const DEMO = '../../deploy/local/src/kontor_local/demo/data/customers.csv';
/** The rows of the file that are spoilt, counted as a spreadsheet does. */
const [NO_COUNTRY, NO_NAME, ODD] = [5, 9, 12];

/** The customers of the demonstration under numbers of this run, two rows of them spoilt. */
function customers(run: string): Buffer {
  const lines = readFileSync(new URL(DEMO, import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/);
  const rows = lines.map((line, at) => (at === 0 ? line : line.replace(/^(\w+)/, `$1-${run}`)));
  const put = (row: number, column: number, cell: string) => {
    const cells = (rows[row - 1] ?? '').split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
    cells[column] = cell;
    rows[row - 1] = cells.join(',');
  };
  put(NO_COUNTRY, 8, 'Atlantis');
  put(NO_NAME, 1, '');
  put(ODD, 1, `"${XSS.replaceAll('"', '""')}"`);
  return Buffer.from(rows.join('\r\n'));
}

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

const figure = (page: Page, label: string) =>
  page.locator('dl > div', { has: page.getByText(label, { exact: true }) }).locator('dd');

test.describe('in English', () => {
  test.use({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });

  test('customers are imported, two bad rows are mended, and all is taken back', async ({
    page,
  }) => {
    test.setTimeout(300_000);
    const run = Date.now().toString(36);
    await signIn(page);
    await page.goto('/organizations/import');
    await isUsable(page);
    await choose(page, 'customers.xls', Buffer.from('x'));
    await expect(page.getByRole('alert')).toContainText('neither CSV nor XLSX');
    await choose(page, 'customers.csv', customers(run));

    await expect(page).toHaveURL(/\/organizations\/import\/[0-9a-f-]{36}\/mapping$/);
    const places: Record<string, string> = {
      customerID: 'number',
      companyName: 'name',
      address: 'addresses_1.line1',
      postalCode: 'addresses_1.postal_code',
      country: 'addresses_1.country',
      phone: 'phones_1',
      contactName: '',
      fax: '',
    };
    await page.reload();
    for (const [column, path] of Object.entries(places))
      await expect(page.getByLabel(`Place of ${column}`)).toHaveValue(path);
    await page.getByLabel('Place of companyName').selectOption('');
    await expect(page.getByRole('alert')).toContainText('no column goes there: Name');
    await expect(page.getByRole('button', { name: 'Check the rows' })).toBeDisabled();
    await page.getByLabel('Place of companyName').selectOption('name');
    await isUsable(page);
    await page.getByRole('button', { name: 'Check the rows' }).click();

    await expect(figure(page, 'will be created')).toHaveText('89');
    await expect(figure(page, 'will be refused')).toHaveText('2');
    await page.reload();
    await isUsable(page);
    const country = page.getByRole('form', { name: `Row ${NO_COUNTRY}` });
    await country.getByLabel('country').fill('UK');
    await country.getByRole('button', { name: 'Keep this' }).click();
    await expect(country.getByText('mended')).toBeVisible();
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect(figure(page, 'will be created')).toHaveText('90');
    await expect(figure(page, 'will be refused')).toHaveText('1');
    await page.getByRole('button', { name: 'Import 90 rows' }).click();

    await expect(page.getByRole('heading', { name: 'finished' })).toBeVisible({ timeout: 30_000 });
    await expect(page).toHaveURL(/\/result$/);
    await expect(figure(page, 'created')).toHaveText('90');
    await page.reload();
    await isUsable(page);
    const name = page.getByRole('form', { name: `Row ${NO_NAME}` });
    await name.getByLabel('companyName').fill('Mended & Sons');
    await name.getByRole('button', { name: 'Keep this' }).click();
    await page.getByRole('button', { name: 'Import what was mended' }).click();
    await expect(figure(page, 'created')).toHaveText('91');
    await expect(figure(page, 'refused')).toHaveText('0');

    await page.getByRole('button', { name: 'Show Organizations' }).click();
    await page.getByRole('searchbox').fill('Mended & Sons');
    await expect(page.getByRole('gridcell', { name: 'Mended & Sons' }).first()).toBeVisible();
    await page.goBack();
    await page.goBack();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await expect(figure(page, 'taken back')).toHaveText('91', { timeout: 30_000 });
    await expect(page).not.toHaveTitle('owned');
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE', viewport: { width: 390, height: 844 } });

  test('a file of a German sheet is read as it is meant, on a phone', async ({ page }) => {
    const run = Date.now().toString(36);
    const text = `Nummer;Firma;Umsatz\r\n${run};Müller & Söhne;"1.234,56 €"\r\n${run}2;Zwei;viel\r\n`;
    // In Windows-1252, as German spreadsheets write it; the sign of the euro is not in Latin-1.
    const bytes = Array.from(text, (sign) => (sign === '€' ? 0x80 : (sign.codePointAt(0) ?? 0)));
    await signIn(page);
    await page.goto('/organizations/import');
    await choose(page, 'kunden.csv', Buffer.from(bytes));
    await expect(page.getByText('Geschrieben in windows-1252')).toBeVisible();
    await page.getByLabel('Ziel von Umsatz').selectOption('annual_revenue');
    await expect(page.getByText('Müller & Söhne')).toBeVisible();
    await isUsable(page);
    await page.getByRole('button', { name: 'Zeilen prüfen' }).click();
    await expect(figure(page, 'werden angelegt')).toHaveText('1');
    await expect(page.getByRole('form', { name: 'Zeile 3' })).toContainText('Zahl');
    await page.getByRole('button', { name: 'Aufgeben' }).click();
    await expect(page.getByRole('heading', { name: 'abgebrochen' })).toBeVisible();
    await isUsable(page);
  });
});
