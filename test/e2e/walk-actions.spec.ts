import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barriers } from '../fixtures/barriers.ts';
import { expect, test } from '../fixtures/session-test.ts';

const ENTRY = '[Desktop Entry]\nType=Application\nName=Chat at start\nExec=/usr/bin/true\n';

test('a start-up item is listed, switched off and on again: each asked by its name, done once, told to both', async ({
  walk,
  userHome,
}) => {
  const { technician, user } = walk;
  const autostart = join(userHome, '.config', 'autostart');
  mkdirSync(autostart, { recursive: true });
  const file = join(autostart, 'chat.desktop');
  writeFileSync(file, ENTRY);
  await walk.join();

  await walk.askButton('actions.run').click();
  await technician.getByRole('radio', { name: 'List start-up items' }).check();
  const ask = technician.getByRole('tabpanel').getByRole('button', { name: /^Ask / });
  await ask.click();
  await expect(walk.dialog).toContainText('learns the names of these programs.');
  expect(await barriers(user)).toEqual([]);
  await walk.allowAction(/see what starts by itself/u);
  await expect(technician.getByRole('button', { name: 'Ask to switch off: Chat at start' })).toBeVisible();
  expect(await barriers(technician)).toEqual([]);

  await technician.getByRole('button', { name: 'Ask to switch off: Chat at start' }).click();
  await walk.allowAction(/keep “Chat at start” from starting/u);
  await expect(technician.getByText('It no longer starts by itself.')).toBeVisible();
  await expect(user.getByText('It no longer starts by itself.')).toBeVisible();
  expect(readFileSync(file, 'utf8')).toContain('Hidden=true');
  // It was for this, once: nothing is allowed now.
  await expect(walk.askButton('actions.run')).toBeVisible();
  await expect(walk.bar).toContainText('sees nothing');

  await technician.getByRole('button', { name: 'Ask to switch off: Chat at start' }).click();
  await expect(technician.getByText('There is nothing to do: no such thing is there now.')).toBeVisible();
  await walk.userTab('What happened').click();
  await expect(user.getByText('It was done, and', { exact: false }).first()).toBeVisible();
});
