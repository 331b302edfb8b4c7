import { expect, signIn, test } from './signed-in.ts';
import { get, isUsable, post, XSS } from './written.ts';

interface Named {
  readonly id: string;
}

test.use({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });

test('a lead is converted into a contact that is found, and back', async ({ page }) => {
  const run = Date.now().toString(36);
  const email = `ayse-${run}@oezdemir-${run}.example`;
  await signIn(page);
  const known = await post<Named>(page, 'contacts', {
    given_name: 'Ayşe',
    family_name: `Özdemir ${run}`,
    job_title: 'Head of Works',
    emails: [{ value: email }],
    phones: [{ raw: '0171 2345678' }],
  });
  const lead = await post<Named>(page, 'leads', {
    given_name: 'Ayşe',
    family_name: `Özdemir ${run}`,
    job_title: 'Plant Manager',
    company: `Özdemir ${run} ${XSS}`,
    emails: [{ value: email }],
    phones: [{ raw: '0171 2345678' }],
    language: 'de',
    need: 'Lathes',
    timeframe: '3-6m',
    authority: 'decides',
  });
  await page.goto(`/leads/${lead.id}/convert`);
  await expect(page.getByText('Sales has to accept a lead before it is converted.')).toBeVisible();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  await expect(page.getByRole('alert').last()).not.toBeEmpty();
  await post(page, `leads/${lead.id}/qualify_marketing`);
  await page.reload();
  await page.getByRole('group', { name: 'Stage' }).getByRole('button').last().click();
  await expect(page.getByText('Sales has to accept a lead')).toBeHidden();

  const contact = page.getByRole('group', { name: 'Contact', exact: true });
  await expect(contact.getByText('certainly the same')).toBeVisible();
  await expect(contact.getByRole('radio', { name: /certainly the same/ })).toBeChecked();
  await expect(contact.getByRole('row', { name: /Plant Manager/ })).toContainText('Head of Works');
  const organization = page.getByRole('group', { name: 'Organization', exact: true });
  await expect(organization.getByRole('radio', { name: 'New organization' })).toBeChecked();
  await expect(page.getByText('There is no sales here to begin a deal with.')).toBeVisible();
  await isUsable(page);
  await page.getByRole('button', { name: 'Convert', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'The lead was converted' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: 'was there already' })).toContainText(
    `Özdemir ${run}`,
  );
  await expect(page.getByText('Not taken over; the lead keeps it')).toBeVisible();
  await expect(page.getByText('Plant Manager')).toBeVisible();
  const made = await get<{ contact: string; deal: null }>(page, `leads/${lead.id}/conversion`);
  expect([made.contact, made.deal]).toEqual([known.id, null]);
  await isUsable(page);
  await page.getByRole('button', { name: 'Take the conversion back' }).click();
  await expect(page.getByRole('button', { name: 'Convert', exact: true })).toBeVisible();
  expect((await get<{ stage: string }>(page, `leads/${lead.id}`)).stage).toBe('sql');
  await expect(page).not.toHaveTitle('owned');
});
