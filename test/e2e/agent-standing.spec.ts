import { shellPage } from '@alongside/protocol';
import { expect } from '@playwright/test';
import { test } from '../fixtures/agent-pages/agent-page-test.ts';
import { viewOf } from '../fixtures/agent-pages/fake-views.ts';
import { barriers } from '../fixtures/barriers.ts';

test('what is allowed beforehand is chosen, read back, taken back; the organisation’s rules stand below', async ({
  agentPage,
  page,
}) => {
  await page.setViewportSize({ width: 960, height: 900 });
  await agentPage.open('permitted');
  await page.getByRole('button', { name: 'Permissions and rules' }).click();
  await expect(page.getByText('Not allowed, whoever asks: mouse and keyboard.')).toBeVisible();
  await expect(page.getByText('Only these may help here: Tariq and Kim.')).toBeVisible();
  const shots = process.env.ALONGSIDE_SHOTS;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (shots !== undefined) await page.screenshot({ path: `${shots}/permissions-${colorScheme}.png`, fullPage: true });
  }
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take back' }).click();
  expect(await agentPage.core.next(shellPage.standingRevoke)).toEqual({ standingId: 'standing-1' });

  await page.getByRole('button', { name: 'Allow somebody' }).click();
  await page.getByRole('button', { name: 'Read it and decide' }).click();
  await expect(page.getByText('Tick what you want to allow.')).toBeVisible();
  await expect(page.getByLabel('Only Tariq')).toBeChecked();
  await page.getByLabel('Everybody in “Night shift” at Harbour IT').check();
  await page.getByLabel(/Use commands/u).check();
  await page.getByLabel('Every day, at these hours').check();
  if (shots !== undefined) await page.screenshot({ path: `${shots}/permissions-form.png`, fullPage: true });
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Read it and decide' }).click();
  expect(await agentPage.core.next(shellPage.standingPropose)).toMatchObject({
    group: 'Night shift',
    capabilities: ['shell.run'],
    days: 7,
  });

  // Nothing was allowed by that: it is asked like anything else, and Allow waits its second.
  agentPage.core.show(viewOf('standing-group'));
  await expect(page.getByRole('button', { name: 'Let them in for 7 days' })).toBeDisabled();
  await expect(page.getByText('Also people whom you have not met.')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (shots !== undefined) await page.screenshot({ path: `${shots}/standing-group-${colorScheme}.png` });
  }
  expect(await barriers(page)).toEqual([]);
  agentPage.core.show(viewOf('standing'));
  const allow = page.getByRole('button', { name: 'Let Tariq come in for 7 days' });
  await expect(allow).toBeDisabled();
  await page.getByRole('button', { name: 'Do not allow' }).click();
  expect(await agentPage.core.next(shellPage.standingAnswer)).toEqual({ proposalId: 'proposal-1', allow: false });
});

test('while somebody is in by a permission a notice says so, and ends it', async ({ agentPage, page }) => {
  await agentPage.open('standing-used');
  expect(await agentPage.core.next(shellPage.standingShown)).toEqual({ sessionId: 'session-1042' });
  await expect(page.getByText('Tariq is on this computer')).toBeVisible();
  agentPage.core.show(viewOf('standing-group-used'));
  await expect(page.getByText('As one of “Night shift”: you allowed everybody in that group')).toBeVisible();
  const shots = process.env.ALONGSIDE_SHOTS;
  if (shots !== undefined) await page.screenshot({ path: `${shots}/standing-group-used.png` });
  await page.getByRole('button', { name: 'Stop, and take it back' }).click();
  expect(await agentPage.core.next(shellPage.sessionStop)).toEqual({ by: 'button' });
});
