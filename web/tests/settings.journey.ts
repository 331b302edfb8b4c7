import axe from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect as exact, signIn, test } from './signed-in.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

// A busy machine is slow, not wrong.
const expect = exact.configure({ timeout: 20_000 });
test.setTimeout(120_000);

const AREAS = [
  'me',
  'keys',
  'users',
  'groups',
  'roles',
  'profiles',
  'sharing',
  'access',
  'fields',
  'lists',
  'audit',
];

/** A name that no earlier run has used. */
const fresh = (name: string) => `${name} ${Date.now().toString(36)}`;

async function open(page: Page, area: string): Promise<void> {
  await page.goto(`/settings/${area}`);
  await expect(page.locator('main h1')).toBeVisible();
}

test('a user is let in, put into a group, suspended and let in again', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Einstellungen' }).click();
  const name = fresh('Erika');
  const email = `${name.replace(' ', '.')}@demo.example`;
  await open(page, 'users');
  await page.getByRole('button', { name: 'Neue Person' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByLabel('E-Mail').fill('admin@demo.example');
  await form.getByLabel('Erstes Passwort').fill('kurz');
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(form.getByText(/Passwort|Kennwort/).last()).toBeVisible();
  await form.getByLabel('Erstes Passwort').fill('Wiesenweg-7-blau');
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(form.getByLabel('E-Mail')).toHaveAttribute('data-invalid', '');
  await form.getByLabel('E-Mail').fill(email);
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  const group = fresh('Innendienst');
  await open(page, 'groups');
  await page.getByRole('button', { name: 'Neue Gruppe' }).click();
  await form.getByLabel('Name', { exact: true }).fill(group);
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(page.getByRole('heading', { level: 1, name: group })).toBeVisible();
  await page.getByLabel('Mitglied', { exact: true }).selectOption({ label: name });
  await page.getByRole('button', { name: 'Hinzufügen' }).click();
  await expect(page.getByRole('button', { name: `${name} herausnehmen` })).toBeVisible();
  await expect(page.getByText('1 Person gehört insgesamt dazu')).toBeVisible();

  await open(page, 'users');
  await page.getByLabel('Nach Name oder E-Mail suchen').fill(name);
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('link', { name: group })).toBeVisible();
  await page.getByRole('button', { name: 'Sperren' }).click();
  await form.getByRole('button', { name: 'Sperren' }).click();
  await expect(page.getByText('Gesperrt')).toBeVisible();
  await page.getByRole('button', { name: 'Wieder zulassen' }).click();
  await form.getByRole('button', { name: 'Wieder zulassen' }).click();
  await expect(page.getByText('Aktiv', { exact: true })).toBeVisible();
});

test('groups that would be in each other are refused at the member', async ({ page }) => {
  await signIn(page);
  const names = [fresh('Nord'), fresh('Süd')];
  for (const name of names) {
    await open(page, 'groups');
    await page.getByRole('button', { name: 'Neue Gruppe' }).click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Anlegen' }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
  const [north = '', south = ''] = names;
  await page.getByLabel('Art des Mitglieds').selectOption({ label: 'Gruppe' });
  await page.getByLabel('Mitglied', { exact: true }).selectOption({ label: north });
  await page.getByRole('button', { name: 'Hinzufügen' }).click();
  await expect(page.getByRole('button', { name: `${north} herausnehmen` })).toBeVisible();
  await open(page, 'groups');
  await page.getByRole('link', { name: north }).click();
  await page.getByLabel('Art des Mitglieds').selectOption({ label: 'Gruppe' });
  await page.getByLabel('Mitglied', { exact: true }).selectOption({ label: south });
  await page.getByRole('button', { name: 'Hinzufügen' }).click();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await expect(page.getByRole('button', { name: `${south} herausnehmen` })).toHaveCount(0);
});

test('the tree of roles is walked, grown and pruned with the keyboard', async ({ page }) => {
  await signIn(page);
  await open(page, 'roles');
  const name = fresh('Vertrieb');
  await page.getByRole('button', { name: 'Neue Rolle' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill(name);
  await page.keyboard.press('Enter');
  const tree = page.getByRole('tree');
  await expect(tree.getByRole('treeitem', { name })).toHaveAttribute('aria-selected', 'true');
  await tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('ArrowLeft');
  await expect(tree.getByRole('treeitem')).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(tree.getByRole('treeitem').first()).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Löschen' }).click();
  await expect(form.getByText('Sie wird genannt von')).toContainText(name);
  await form.getByRole('button', { name: 'Löschen' }).click();
  await expect(form.getByRole('alert')).not.toBeEmpty();
});

test('who is let in sees only what the profile allows', async ({ page, browser }) => {
  await signIn(page);
  const name = fresh('Lesen');
  await open(page, 'profiles');
  await page.getByRole('button', { name: 'Neues Profil' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Leads: Lesen' }).check();
  await expect(page.getByRole('region', { name: 'Wirkung' })).toContainText('neu: Lesen');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByText('Noch nicht gespeichert')).toHaveCount(0);

  const email = `${fresh('kim').replace(' ', '.')}@demo.example`;
  await open(page, 'users');
  await page.getByRole('button', { name: 'Neue Person' }).click();
  await form.getByLabel('Name', { exact: true }).fill(fresh('Kim'));
  await form.getByLabel('E-Mail').fill(email);
  await form.getByLabel('Erstes Passwort').fill('Wiesenweg-7-blau');
  await form.getByLabel('Standard').uncheck();
  await form.getByLabel(name).check();
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(page.getByRole('button', { name: 'Sperren' })).toBeVisible();

  const theirs = await (await browser.newContext({ locale: 'de-DE' })).newPage();
  await theirs.goto(new URL('/', page.url()).href);
  await theirs.locator('input[type=email]').fill(email);
  await theirs.locator('input[type=password]').fill('Wiesenweg-7-blau');
  await theirs.locator('button[type=submit]').click();
  const places = theirs.locator('nav:visible').first();
  await expect(places.getByRole('link', { name: 'Leads' })).toBeVisible();
  await expect(places.getByRole('link', { name: 'Kontakte' })).toHaveCount(0);
  for (const area of ['users', 'groups', 'roles', 'profiles', 'sharing', 'access', 'audit']) {
    await theirs.goto(new URL(`/settings/${area}`, page.url()).href);
    await expect(theirs.getByRole('heading', { name: 'Nicht für Sie' })).toBeVisible();
  }
  const areas = theirs.getByRole('navigation', { name: 'Einstellungen' });
  await expect(areas.getByRole('link')).toHaveText(['Meine Einstellungen', 'API-Schlüssel']);
  await theirs.context().close();
});

test('a key is shown once and taken back', async ({ page }) => {
  await signIn(page);
  await open(page, 'keys');
  const name = fresh('Skript');
  await page.getByRole('button', { name: 'Neuer Schlüssel' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name des Programms').fill(name);
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(form.locator('code')).not.toBeEmpty();
  await form.getByRole('button', { name: 'Ich habe ihn verwahrt' }).click();
  const row = page.getByRole('row', { name });
  await row.getByRole('button', { name: 'Entziehen' }).click();
  await expect(row.getByText('Entzogen')).toBeVisible();
});

test('an own field stands in list and form, and a formula fails at its place', async ({ page }) => {
  await signIn(page);
  await open(page, 'fields');
  await page.getByLabel('Art', { exact: true }).selectOption({ label: 'Leads' });
  await page.getByRole('button', { name: 'Neues Feld' }).click();
  const form = page.getByRole('dialog');
  const name = fresh('Sterne');
  await form.getByLabel('Bezeichnung auf Deutsch').fill(name);
  await form.getByLabel('Art', { exact: true }).selectOption({ label: 'Formel' });
  await form.getByLabel('Formel (CEL)').fill('employees >=');
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(form.getByLabel('Formel (CEL)')).toHaveAttribute('data-invalid', '');
  await form.getByLabel('Art', { exact: true }).selectOption({ label: 'Zahl' });
  await form.getByRole('button', { name: 'Anlegen' }).click();
  await expect(page.getByRole('row', { name })).toBeVisible();
  await expect(page.getByRole('region', { name: 'So sieht es aus' })).toContainText(name);
  await page.getByRole('button', { name: `${name} stilllegen` }).click();
  await expect(page.getByRole('row', { name })).toHaveCount(0);
  await page.getByRole('button', { name: 'Zurückholen' }).click();
  await expect(page.getByRole('row', { name })).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  test(`everybody can use the settings in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page);
    for (const area of AREAS) {
      await open(page, area);
      const found = await new axe({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
      expect([area, found.violations.map((each) => [each.id, each.nodes[0]?.html])]).toEqual([
        area,
        [],
      ]);
    }
  });
}
