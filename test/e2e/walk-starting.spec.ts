import { http } from '@alongside/protocol';
import { expect, test } from '../fixtures/session-test.ts';

test('a code that is read out: entered, questions, ten seconds, joined; something is wrong, and it is reported', async ({
  walk,
  world,
}) => {
  test.setTimeout(120_000);
  const { user, technician } = walk;
  await user.getByLabel('Your name').fill('Robin');
  await user.getByRole('button', { name: 'You called us and were asked for a code?' }).click();
  await expect(user.getByRole('heading', { name: 'Your code' })).toBeVisible();
  const code = (await user.getByText(/^\d{4} \d{3} \d{3}$/u).textContent()) ?? '';

  await test.step('the technician enters it as it was read', async () => {
    await technician.getByRole('button', { name: 'Code or link' }).click();
    await technician.getByLabel('The code that the user reads to you').fill(code);
    await technician.getByRole('button', { name: 'Ask to join' }).click();
  });
  await test.step('the user is asked plainly, and then has ten seconds to read', async () => {
    for (const answer of ['No, I asked for help myself', 'No, none of it', 'No, nobody did']) {
      await user.getByRole('button', { name: answer }).click();
    }
    await expect(user.getByRole('heading', { name: /^May .+ join\?$/u })).toBeVisible();
    const allow = user.getByRole('button', { name: /^Let .+ join$/u });
    await expect(allow).toBeDisabled();
    await expect(allow).toBeEnabled();
    await allow.click();
    await expect(technician.getByText('Chat is open. Ask before you see anything.')).toBeVisible();
  });
  await test.step('no commands in the first minutes, which both read', async () => {
    await walk.ask('shell.run');
    await expect(user.getByText(/In the first five minutes nobody gets that here/u)).toBeVisible();
    await expect(technician.getByText(/gives no commands in the first minutes/u).first()).toBeVisible();
  });
  await test.step('"Something is wrong" ends it and tells the organisation', async () => {
    await user.getByRole('button', { name: 'Something is wrong' }).first().click();
    await expect(user.getByText('Your request was taken back.')).toBeVisible();
    await user.getByLabel('What happened, in your words').fill('wanted my bank');
    await user.getByRole('button', { name: /^Tell / }).click();
    await expect(user.getByText(/was told, and will look at it\.$/u)).toBeVisible();
    const reports = await world.server.call(http.reports, { as: world.server.admin });
    expect(reports.result[0]?.report.text).toBe('wanted my bank');
  });
});
