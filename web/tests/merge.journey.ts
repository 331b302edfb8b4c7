import { expect, signIn, test } from './signed-in.ts';
import { get, isUsable, post, XSS } from './written.ts';

interface Record {
  readonly id: string;
  readonly name: string;
  readonly organization: string | null;
}

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('two organizations become one, and two again', async ({ page }) => {
  const run = Date.now().toString(36);
  await signIn(page);
  const one = await post<Record>(page, 'organizations', {
    name: `Müller Maschinenbau ${run}`,
    website: `mueller-${run}.example`,
    phones: [{ raw: '+49 30 1234560' }],
  });
  const two = await post<Record>(page, 'organizations', {
    name: `Mueller Maschinenbau ${run} ${XSS}`,
    website: `mueller-${run}.example`,
    industry: null,
    description: 'Alt',
  });
  const person = await post<Record>(page, 'contacts', {
    family_name: `Weiß ${run}`,
    organization: two.id,
  });
  await page.goto(`/organizations/merge?ids=${one.id},${two.id}`);
  const table = page.getByRole('table');
  await expect(table.getByText(two.name)).toHaveCount(2);
  await expect(table.getByText('alle bleiben')).toBeVisible();
  await expect(page.getByText('1 Kontakte werden auf den umgeleitet, der bleibt.')).toBeVisible();
  await isUsable(page);
  await page.getByRole('radio', { name: `Name von ${two.name}` }).check();
  await page.getByRole('button', { name: '2 Datensätze zusammenführen' }).click();
  await expect(page.getByRole('heading', { name: 'ist jetzt ein Datensatz' })).toBeVisible();
  const merged = await get<Record & { description: string }>(page, `organizations/${two.id}`);
  expect([merged.id, merged.name, merged.description]).toEqual([one.id, two.name, 'Alt']);
  expect((await get<Record>(page, `contacts/${person.id}`)).organization).toBe(one.id);
  await page.reload();
  await isUsable(page);

  await page.getByRole('button', { name: 'Zusammenführung zurücknehmen' }).click();
  await expect(table.getByText(two.name).first()).toBeVisible();
  const again = await get<Record>(page, `organizations/${one.id}`);
  expect([again.id, again.name]).toEqual([one.id, one.name]);
  expect((await get<Record>(page, `contacts/${person.id}`)).organization).toBe(two.id);
  await expect(page).not.toHaveTitle('owned');
});

test('an address made by hand says what is missing', async ({ page }) => {
  await signIn(page);
  await page.goto('/organizations/merge?ids=1,2');
  await expect(
    page.getByRole('heading', { name: 'Zwei bis fünf Datensätze wählen' }),
  ).toBeVisible();
  const nobody = ['1', '2'].map((last) => `01a23273-bc7b-70c4-8ee1-00000000000${last}`).join(',');
  await page.goto(`/organizations/merge?ids=${nobody}`);
  await expect(page.getByRole('heading', { name: 'Einer davon ist nicht da' })).toBeVisible();
  await isUsable(page);
});
