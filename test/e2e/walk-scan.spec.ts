import { hostname } from 'node:os';
import { http, report } from '@alongside/protocol';
import { expect, test } from '../fixtures/session-test.ts';
import { wordsOf } from '../fixtures/words-of.ts';

test('a scan that is asked for waits quietly, runs as it was allowed, and after a taking back is a question again', async ({
  walk,
  world,
}) => {
  test.setTimeout(120_000);
  const { user } = walk;
  const { server } = world;
  const as = server.admin;
  const [device] = (await server.call(http.fleetFind, { as, body: { filter: {} } })).result.devices;
  const ask = async () => {
    const body = { deviceIds: [device?.id ?? ''], profile: 'quick' as const };
    return (await server.call(http.scanStart, { as, body })).result.id;
  };
  const target = async (id: string) => (await server.call(http.scan, { as, params: { id }, body: {} })).result.targets[0];
  const comesTo = (id: string, state: string) =>
    expect.poll(async () => (await target(id))?.state, { timeout: 60_000 }).toBe(state);
  const card = user.getByRole('heading', { name: 'Test Organisation asks to check this computer' });

  const first = await ask();
  await comesTo(first, 'person');
  await expect(card).toBeVisible();
  // Nothing is taken away from what the user was doing.
  await expect(user.getByRole('button', { name: 'Ask a technician' })).toBeVisible();
  await user.getByRole('button', { name: 'Allow from now on' }).click();
  await comesTo(first, 'done');
  await expect(card).toBeHidden();
  const params = { id: (await target(first))?.reportId ?? '' };
  const { body } = (await server.call(http.diagnosis, { as, params })).result;
  const sent = report.parse(JSON.parse(body));
  expect(sent.consent).toMatchObject({ basis: 'standing', levels: ['P0', 'P1'] });
  expect(sent.findings.length).toBeGreaterThan(10);
  expect(wordsOf(body)).not.toContain(hostname());
  expect(body).not.toContain(world.dataDir);

  const second = await ask();
  await comesTo(second, 'done');
  expect((await target(second))?.reportId).not.toBe(params.id);

  await user.getByRole('button', { name: 'Permissions and rules' }).click();
  await user.getByRole('button', { name: 'Take back' }).click();
  await expect(user.getByText('Nobody may check this computer without asking.')).toBeVisible();
  await expect(user.getByText('Checked and sent: how the computer does and what computer it is.')).toHaveCount(2);
  await user.getByRole('button', { name: 'Back' }).click();
  const third = await ask();
  await comesTo(third, 'person');
  await user.getByRole('button', { name: 'No', exact: true }).click();
  await comesTo(third, 'refused');
});
