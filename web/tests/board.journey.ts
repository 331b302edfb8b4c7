import { expect, signIn, test } from './signed-in.ts';

test.use({ locale: 'de-DE', viewport: { width: 1440, height: 900 } });

test('a card moves by its menu, and springs back with the reason where it may not', async ({
  page,
}) => {
  await signIn(page);
  await page.goto('/leads');
  await page.getByRole('button', { name: 'Tafel' }).click();
  await expect(page).toHaveURL(/as=board/);
  const column = (name: string) => page.getByRole('list', { name, exact: true });
  const [fresh, working, converted] = [
    column('Neu'),
    column('In Bearbeitung'),
    column('Umgewandelt'),
  ];
  await expect(fresh.getByRole('listitem').first()).toBeVisible();

  async function move(from: typeof fresh, to: string): Promise<number> {
    await from.getByRole('button', { name: 'Verschieben nach …' }).first().click();
    const answer = page.waitForResponse((each) => each.url().endsWith('/move'));
    const again = page.waitForResponse((each) => each.url().includes('/board?'));
    await page.getByRole('menuitem', { name: to, exact: true }).click();
    const status = (await answer).status();
    await again;
    return status;
  }

  const before = await working.getByRole('listitem').count();
  expect(await move(fresh, 'In Bearbeitung')).toBe(200);
  await expect(working.getByRole('listitem')).toHaveCount(before + 1);
  await expect(page.getByRole('alert')).toBeEmpty();

  expect(await move(working, 'Umgewandelt')).toBe(422);
  await expect(working.getByRole('listitem')).toHaveCount(before + 1);
  await expect(converted.getByRole('listitem')).toHaveCount(0);
  await expect(page.getByRole('alert')).not.toBeEmpty();
});
