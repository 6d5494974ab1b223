import { expect, test } from '../fixtures/session-test.ts';
import { until } from '../fixtures/until.ts';

test('who was allowed beforehand comes in without a click, under a notice; Stop takes the permission back', async ({ walk }) => {
  test.setTimeout(120_000);
  const { user, technician } = walk;
  // Only somebody who was here, and whom the organisation vouches for, can be allowed.
  await walk.join();
  await walk.stop();
  await walk.home();

  await user.getByRole('button', { name: 'Permissions and rules' }).click();
  await user.getByRole('button', { name: 'Allow somebody' }).click();
  await user.getByLabel(/^Use commands/u).check();
  await user.getByLabel('At any time').check();
  await user.getByRole('button', { name: 'Read it and decide' }).click();
  await walk.dialog.getByRole('button', { name: /^Let .+ come in for 7 days$/u }).click();
  await expect(user.getByText('Not used yet')).toBeVisible();

  await technician.goto(new URL('/settings/devices', walk.world.server.address).href);
  await technician.getByRole('table').getByRole('link').first().click();
  const start = technician.getByRole('button', { name: 'Start without asking' });
  await expect(start).toBeEnabled();
  const shots = process.env.ALONGSIDE_SHOTS;
  if (shots !== undefined) await technician.screenshot({ path: `${shots}/device.png` });
  await start.click();
  const stop = user.getByRole('button', { name: 'Stop, and take it back' });
  await expect(stop).toBeVisible();

  await technician.getByRole('button', { name: 'Ask for: Commands' }).click();
  const form = technician.getByRole('dialog', { name: 'Ask for: Commands' });
  await form.getByLabel('Why').fill('The nightly update.');
  await form.getByRole('button', { name: /^Ask /u }).click();
  await expect(walk.returnButton('shell.run')).toBeVisible();
  await expect(walk.dialog).toBeHidden();
  await walk.openShell();
  await walk.type('echo $((40 + 2))\n');
  await until(async () => ((await walk.terminalText()).includes('42') ? true : undefined), 15_000);
  if (shots !== undefined) await user.screenshot({ path: `${shots}/standing-real.png` });

  await stop.click();
  await expect(user.getByRole('heading', { name: 'Stopped.' })).toBeVisible();
  await walk.home();
  await user.getByRole('button', { name: 'Permissions and rules' }).click();
  await expect(user.getByText(/^Taken back on /u)).toBeVisible();
  await user.getByRole('button', { name: 'Back' }).click();
});
