import { http } from '@alongside/protocol';
import { codeOf } from '../fixtures/authenticator.ts';
import { TECHNICIAN, type TestServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { until } from '../fixtures/until.ts';

test('where the rules want a second factor, commands are asked for after it was given, and not before', async ({
  walk,
  world,
}) => {
  const { technician, user } = walk;
  const { server, keeper } = world;
  await keeper?.rule({ secondFactor: ['shell.run'] });
  try {
    await user.getByRole('button', { name: 'Permissions and rules' }).click();
    await expect(user.getByText(/Only after the technician has proved who it is a second time/u)).toBeVisible();
    await user.getByRole('button', { name: 'Back', exact: true }).click();
    await walk.join();
    await walk.ask('shell.run');
    await expect(technician.getByText('want a second factor before this.')).toBeVisible();
    await expect(walk.dialog).toBeHidden();

    const factor = await switchAppOn(server);
    try {
      await walk.ask('shell.run');
      const question = technician.getByRole('dialog', { name: 'Confirm that it is you' });
      await question.getByRole('textbox', { name: 'Code' }).fill('000000');
      await question.getByRole('button', { name: 'Confirm' }).click();
      await expect(question.getByRole('alert')).toBeVisible();
      await expect(walk.dialog).toBeHidden();
      await question.getByRole('textbox', { name: 'Code' }).fill(codeOf(factor.uri, 1));
      await question.getByRole('button', { name: 'Confirm' }).click();
      await walk.allow('shell.run');
      await walk.openShell();
      await walk.type('echo $((40 + 2))\n');
      await until(async () => (/^42$/mu.test(await walk.terminalText()) ? true : undefined), 15_000);
      await walk.stop();
    } finally {
      await factor.remove();
    }
  } finally {
    await keeper?.rule();
  }
});

/** An authenticator app of the technician's, set up at another sign-in than the page's. */
async function switchAppOn(server: TestServer): Promise<{ readonly uri: string; remove(): Promise<void> }> {
  const { email, password } = TECHNICIAN;
  const as = await server.signIn(email, password);
  const { uri } = (await server.call(http.totpStart, { as, body: { password } })).result;
  const confirmed = await server.post(http.totpConfirm.path, { code: codeOf(uri) }, as.cookie);
  expect(confirmed.status).toBe(200);
  const cookie = server.cookieOf(confirmed);
  return {
    uri,
    remove: async () => {
      expect((await server.post(http.totpRemove.path, {}, cookie)).status).toBe(200);
    },
  };
}
