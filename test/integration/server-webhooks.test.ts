import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomId, systemRandom } from '@alongside/base';
import { FLAP_HOLD_MS } from '@alongside/desk';
import { deviceSocket, http, type Report } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { openStores } from '../../apps/server/src/storage/stores.ts';
import { editData } from '../fixtures/edit-data.ts';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../fixtures/webhook-receiver.ts';

const clock = new FakeClock(Date.now());
/** For what the machine does in its own time. */
const PATIENCE = { timeout: 10_000 };
const GONE = { 'disk.space': { status: 'pass' as const, evidence: [] } };
const WARNED = { 'disk.space': { status: 'warn' as const, evidence: [] } };
let server: TestServer;
let supervisor: SignedIn;
let receiver: WebhookReceiver;
let hook: { id: string; secret: string };
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor } = await server.everyRole());
});
afterAll(() => server.close());
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  hook = await create(receiver.url);
  // The limit of tries is one of a minute.
  await clock.advance(1_000);
});
afterEach(async () => {
  await remove(hook.id);
  await receiver.close();
});

const nextId = () => randomId(systemRandom());
const create = async (url: string) => (await server.call(http.webhookCreate, { as: server.admin, body: { url } })).result;
const remove = (id: string, at = server) => at.call(http.webhookRemove, { as: at.admin, params: { id }, body: {} });
const connect = async (name: string) => server.openDevice(await server.enrollDevice(name));
const found = (device: DeviceClient, findings: typeof FULL_DISK) =>
  device.connection.call(deviceSocket.diagnosisSend, sendable(reportOf(nextId(), { findings })));
const tryIt = (id = hook.id) => server.call(http.webhookTry, { as: server.admin, params: { id }, body: {} });
const deliveries = async (at = server) =>
  (await at.call(http.webhookDeliveries, { as: at.admin, params: { id: hook.id } })).result;
const resend = (deliveryId: string) =>
  server.call(http.webhookResend, { as: server.admin, params: { id: hook.id }, body: { deliveryId } });
/** What falls due now is sent, and what was heard of it is kept. */
const settled = async (attempts: number) => {
  await expect.poll(async () => (await deliveries())[0]?.attempts, PATIENCE).toBe(attempts);
  return (await deliveries())[0];
};
/** The next delivery's events, after the timers that are due. */
const heard = async () => {
  await clock.advance(0);
  const { body } = await receiver.received.next();
  return JSON.parse(body) as { event: string; device?: { name: string }; alert?: Record<string, unknown> };
};

test('an alert’s news are sent, signed with the secret that was told once', async () => {
  const device = await connect('webhook-1');
  await found(device, FULL_DISK);
  await clock.advance(0);
  const { method, path, headers, body } = await receiver.received.next();
  expect([method, path, headers['content-type']]).toEqual(['POST', '/alerts', 'application/json; charset=utf-8']);
  const told = JSON.parse(body) as object;
  expect(told).toEqual({
    id: headers['alongside-delivery'],
    event: 'opened',
    at: new Date(clock.now()).toISOString(),
    device: { id: device.deviceId, name: 'webhook-1' },
    alert: { id: expect.any(String), check: 'disk.space', status: 'fail', times: 1, openedAt: clock.now() },
  });
  const [, seconds = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/u.exec(String(headers['alongside-signature'])) ?? [];
  expect(Number(seconds)).toBe(Math.floor(clock.now() / 1000));
  const made = (text: string, secret = hook.secret) => createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex');
  expect(signature).toBe(made(body));
  expect(signature).not.toBe(made(body.replace('fail', 'warn')));
  expect(await settled(1)).toMatchObject({ event: 'opened', state: 'delivered', status: 204, error: null });
  const { result: listed } = await server.call(http.webhooks, { as: server.admin });
  expect(listed).toMatchObject([{ id: hook.id, url: receiver.url }]);
  expect(JSON.stringify(listed)).not.toContain(hook.secret);
});

test('the example in docs/webhooks.md takes what was sent, and nothing else or later', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8');
  const [, code = ''] = /```js\n(.+?)```/su.exec(text) ?? [];
  const { isGenuine } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    isGenuine: (secret: string, header: string, body: string, now: number) => boolean;
  };
  await tryIt();
  await clock.advance(0);
  const { headers, body } = await receiver.received.next();
  const header = String(headers['alongside-signature']);
  const now = clock.now();
  expect(isGenuine(hook.secret, header, body, now)).toBe(true);
  expect(isGenuine(hook.secret, header, `${body} `, now)).toBe(false);
  expect(isGenuine('another secret', header, body, now)).toBe(false);
  expect(isGenuine(hook.secret, header, body, now + 301_000)).toBe(false);
  expect(isGenuine(hook.secret, header.replace('t=', 't=1'), body, now)).toBe(false);
  for (const bad of ['', 'v1=', 't=1,v1=00', 'undefined']) expect(isGenuine(hook.secret, bad, body, now)).toBe(false);
});

test('what got worse, went and came back is told; what was muted, in maintenance or closed by hand is not', async () => {
  const device = await connect('webhook-2');
  await found(device, WARNED);
  expect((await heard()).event).toBe('opened');
  await found(device, WARNED);
  await found(device, FULL_DISK);
  expect(await heard()).toMatchObject({ event: 'worse', alert: { status: 'fail' } });
  await found(device, GONE);
  expect((await heard()).event).toBe('closed');
  await found(device, FULL_DISK);
  expect(await heard()).toMatchObject({ event: 'reopened', alert: { times: 2 } });

  const { alerts } = (await server.call(http.alerts, { as: supervisor, body: { closed: true } })).result;
  const id = alerts.find((alert) => alert.device.id === device.deviceId)?.id ?? '';
  const mute = (until: number | null) => server.call(http.alertMute, { as: supervisor, params: { id }, body: { until } });
  await mute(clock.now() + 60_000);
  await found(device, GONE);
  await mute(null);
  const maintain = (maintenanceUntil: number | null) =>
    server.call(http.fleetMark, { as: supervisor, body: { deviceIds: [device.deviceId], marks: { maintenanceUntil } } });
  await maintain(clock.now() + 60_000);
  await found(device, FULL_DISK);
  await clock.advance(0);
  // A minute on it is told; nothing of what was quiet came before.
  clock.jumpWall(60_000);
  await found(device, FULL_DISK);
  expect(await heard()).toMatchObject({ event: 'reopened', alert: { times: 3 } });
  await server.call(http.alertDismiss, { as: supervisor, params: { id }, body: {} });
  await found(device, GONE);
  await tryIt();
  expect((await heard()).event).toBe('try');
  receiver.received.nonePending();
});

test('what comes and goes is told twice, and then as gone once it has been for two hours', async () => {
  const device = await connect('webhook-flaps');
  const events: string[] = [];
  for (const findings of [FULL_DISK, GONE, FULL_DISK]) {
    await found(device, findings);
    events.push((await heard()).event);
  }
  expect(events).toEqual(['opened', 'closed', 'reopened']);
  for (const findings of [GONE, FULL_DISK, GONE, FULL_DISK, GONE]) {
    await clock.advance(1_000);
    await found(device, findings);
  }
  await clock.advance(FLAP_HOLD_MS - 1);
  const { alerts } = (await server.call(http.alerts, { as: supervisor, body: { closed: true } })).result;
  expect(alerts.find((alert) => alert.device.id === device.deviceId)).toMatchObject({ state: 'closed', times: 4, lately: 4 });
  receiver.received.nonePending();
  await clock.advance(60_000);
  expect(await heard()).toMatchObject({ event: 'closed', alert: { times: 4 } });
});

test('what goes with its report, or with its computer, is over for whoever was told of it', async () => {
  const [one, two] = [await connect('webhook-back'), await connect('webhook-left')];
  const report = reportOf(nextId(), { findings: FULL_DISK });
  await one.connection.call(deviceSocket.diagnosisSend, sendable(report));
  await found(two, FULL_DISK);
  for (const _ of [one, two]) expect((await heard()).event).toBe('opened');
  await one.connection.call(deviceSocket.diagnosisDelete, { reportId: report.meta.reportId });
  expect(await heard()).toMatchObject({ event: 'closed', device: { name: 'webhook-back' } });
  await two.connection.call(deviceSocket.deviceRetire, {});
  expect(await heard()).toMatchObject({ event: 'closed', device: { name: 'webhook-left' } });
});

test('what could not be kept to be sent is told with the next report', async () => {
  const device = await connect('webhook-lost');
  editData(server.dataDir, `CREATE TRIGGER full BEFORE INSERT ON webhook_deliveries BEGIN SELECT RAISE(ABORT, 'full'); END`);
  await found(device, FULL_DISK).catch(() => undefined);
  editData(server.dataDir, 'DROP TRIGGER full');
  await found(device, FULL_DISK);
  expect(await heard()).toMatchObject({ event: 'opened', device: { name: 'webhook-lost' } });
});

test('what is refused is tried again after 5 s, 30 s and 3 min, the same bytes newly signed, and then no more', async () => {
  receiver.answer = { status: 503 };
  await tryIt();
  await clock.advance(0);
  const first = await receiver.received.next();
  expect(await settled(1)).toMatchObject({ state: 'waiting', status: 503 });
  for (const [at, wait] of [5_000, 30_000, 180_000].entries()) {
    await clock.advance(wait - 1);
    receiver.received.nonePending();
    await clock.advance(1);
    const again = await receiver.received.next();
    expect([again.body, again.headers['alongside-delivery']]).toEqual([first.body, first.headers['alongside-delivery']]);
    expect(again.headers['alongside-signature']).not.toBe(first.headers['alongside-signature']);
    await settled(at + 2);
  }
  expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: 4, status: 503 }]);
  await clock.advance(600_000);
  receiver.received.nonePending();
});

test('one that comes through at the second try is delivered once', async () => {
  receiver.answer = { status: 500 };
  await tryIt();
  await clock.advance(0);
  await settled(1);
  receiver.answer = { status: 200 };
  await clock.advance(5_000);
  expect(await settled(2)).toMatchObject({ state: 'delivered', status: 200 });
  await clock.advance(600_000);
  expect(receiver.received.values).toHaveLength(2);
});

test('a redirect is not followed: nothing but the address that an admin wrote is asked', async () => {
  const inside = await startWebhookReceiver();
  receiver.answer = { status: 307, headers: { location: inside.url } };
  await tryIt();
  await clock.advance(0);
  expect(await settled(1)).toMatchObject({ state: 'waiting', status: 307 });
  expect(inside.received.values).toEqual([]);
  await inside.close();
});

test('whoever says nothing for ten seconds is given up, and holds up no other address', async () => {
  const other = await startWebhookReceiver();
  const otherHook = await create(other.url);
  receiver.answer = 'silent';
  await tryIt();
  await clock.advance(0);
  await receiver.received.next();
  await tryIt(otherHook.id);
  await clock.advance(0);
  await other.received.next();
  await clock.advance(10_000);
  expect(await settled(1)).toMatchObject({ state: 'waiting', status: null, error: 'no answer within 10 seconds' });
  await remove(otherHook.id);
  await other.close();
});

test('is sent again as the same bytes, newly signed, once it is over', async () => {
  receiver.answer = { status: 503 };
  await found(await connect('webhook-again'), FULL_DISK);
  await clock.advance(0);
  const first = await receiver.received.next();
  const [waiting] = await deliveries();
  expect((await resend(waiting?.id ?? '')).error?.code).toBe('request.invalid');
  receiver.answer = { status: 200 };
  await settled(1);
  await clock.advance(5_000);
  expect(await settled(2)).toMatchObject({ state: 'delivered' });
  await receiver.received.next();
  await clock.advance(1_000);
  expect((await resend(waiting?.id ?? '')).status).toBe(200);
  await clock.advance(0);
  const again = await receiver.received.next();
  expect([again.body, again.headers['alongside-delivery']]).toEqual([first.body, first.headers['alongside-delivery']]);
  expect(again.headers['alongside-signature']).not.toBe(first.headers['alongside-signature']);
  expect(await settled(1)).toMatchObject({ id: waiting?.id, state: 'delivered', status: 200 });
  expect((await resend(nextId())).error?.code).toBe('fleet.not-found');
});

test('one that is paused gets nothing, neither news nor what waited; another address gets the same secret', async () => {
  const write = (change: { url?: string; paused?: boolean }) =>
    server.call(http.webhookWrite, {
      as: server.admin,
      params: { id: hook.id },
      body: { url: receiver.url, paused: false, ...change },
    });
  receiver.answer = { status: 503 };
  await found(await connect('webhook-waits'), FULL_DISK);
  await clock.advance(0);
  await receiver.received.next();
  await settled(1);
  expect((await write({ paused: true })).status).toBe(200);
  await found(await connect('webhook-paused'), FULL_DISK);
  await clock.advance(5_000);
  await expect
    .poll(async () => (await deliveries())[0], PATIENCE)
    .toMatchObject({ state: 'failed', error: 'the webhook was paused' });
  expect(await deliveries()).toHaveLength(1);
  receiver.received.nonePending();
  const [failed] = await deliveries();
  expect((await resend(failed?.id ?? '')).error?.code).toBe('request.invalid');
  expect((await write({ url: 'http://10.0.0.1/x' })).error?.code).toBe('request.invalid');
  expect((await write({ url: receiver.url.replace('/alerts', '/other') })).status).toBe(200);
  receiver.answer = { status: 204 };
  await found(await connect('webhook-moved'), FULL_DISK);
  await clock.advance(0);
  const { path, headers, body } = await receiver.received.next();
  expect(path).toBe('/other');
  const seconds = Math.floor(clock.now() / 1000);
  const signature = createHmac('sha256', hook.secret).update(`${seconds}.${body}`).digest('hex');
  expect(headers['alongside-signature']).toBe(`t=${seconds},v1=${signature}`);
});

test('one that was removed gets nothing more, not even what waited', async () => {
  receiver.answer = { status: 500 };
  await tryIt();
  await clock.advance(0);
  await receiver.received.next();
  await settled(1);
  expect((await remove(hook.id)).status).toBe(200);
  await clock.advance(600_000);
  receiver.received.nonePending();
  expect((await tryIt()).error?.code).toBe('fleet.not-found');
});

test.each([
  'http://hooks.example/x',
  'http://10.0.0.1/x',
  'http://169.254.169.254/latest',
  'https://user:password@hooks.example/',
  'file:///etc/passwd',
  'not an address',
])('%s is no address for one', async (url) => {
  const refused = await server.call(http.webhookCreate, { as: server.admin, body: { url } });
  expect(refused.error?.code).toBe('request.invalid');
  expect((await server.call(http.webhooks, { as: server.admin })).result).toHaveLength(1);
});

test('what waits for a dead address is bounded; what comes on top is kept as failed', async () => {
  receiver.answer = 'silent';
  const [finding] = reportOf(nextId(), { findings: FULL_DISK }).findings;
  const letters = 'abcdefghij';
  const names = Array.from({ length: 80 }, (_, at) => `made.x${letters[Math.floor(at / 10)]}${letters[at % 10]}`);
  const findings = names.map((check) => ({ ...finding, check, evidence: [] }));
  for (const name of ['dead-1', 'dead-2', 'dead-3']) {
    await clock.advance(1);
    const device = await connect(name);
    const report = { ...reportOf(nextId()), findings } as Report;
    await device.connection.call(deviceSocket.diagnosisSend, sendable(report));
  }
  const failed = (await deliveries()).filter(({ state }) => state === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  for (const each of failed) expect(each).toMatchObject({ attempts: 0, error: '200 deliveries wait for this address' });
});

test('there are at most twenty, and they are an admin’s alone', async () => {
  const body = { url: receiver.url };
  for (const as of [server.technician, supervisor]) {
    expect((await server.call(http.webhookCreate, { as, body })).error?.code).toBe('auth.role');
    expect((await server.call(http.webhooks, { as })).error?.code).toBe('auth.role');
  }
  const more = [];
  for (let count = 1; count < 20; count += 1) more.push((await create(receiver.url)).id);
  expect((await server.call(http.webhookCreate, { as: server.admin, body })).error?.code).toBe('request.invalid');
  for (const id of more) await remove(id);
});

test('what waited when the server stopped is sent by the next one', async () => {
  const own = await startTestServer();
  const taking = await startWebhookReceiver();
  taking.answer = 'silent';
  const { result } = await own.call(http.webhookCreate, { as: own.admin, body: { url: taking.url } });
  await own.call(http.webhookTry, { as: own.admin, params: { id: result.id }, body: {} });
  const first = await taking.received.next();
  taking.answer = { status: 204 };
  const again = await own.restart();
  try {
    expect((await taking.received.next()).body).toBe(first.body);
    const list = () => again.call(http.webhookDeliveries, { as: again.admin, params: { id: result.id } });
    await expect.poll(async () => (await list()).result, PATIENCE).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  } finally {
    await again.close();
    await taking.close();
  }
});

test('what a ticket went through right before the server stopped is sent by the next one, once', async () => {
  let own = await startTestServer();
  const taking = await startWebhookReceiver();
  const body = { url: taking.url, topics: ['tickets' as const] };
  const { result } = await own.call(http.webhookCreate, { as: own.admin, body });
  const device = await own.openDevice(await own.enrollDevice());
  const { ticketId } = await device.ask('It hums');
  const received = async () => JSON.parse((await taking.received.next()).body) as object;
  expect(await received()).toMatchObject({ event: 'ticket.created' });
  await own.server.close();
  // As it is left by a server that dies between an entry and what it tells.
  const database = await openDatabase(own.dataDir);
  const stores = openStores(database.db);
  const organisationId = await stores.organisations.only();
  expect(await stores.untold.list(organisationId)).toEqual([]);
  const owner = { id: own.technician.userId, name: 'Tess' };
  const tess = { ...owner, kind: 'technician' } as const;
  const assigned = { type: 'assigned', owner, group: null, note: '' } as const;
  await stores.tickets.append(organisationId, ticketId, tess, assigned, Date.now());
  await stores.tickets.append(organisationId, ticketId, tess, { type: 'note', text: 'is of no interest' }, Date.now());
  // And by one that dies before it is ticked off.
  await database.db.insertInto('untold').values({ organisationId, ticketId, seq: 0, whom: 'webhooks', at: 0 }).execute();
  database.close();
  own = await own.restart();
  try {
    const ticket = { status: 'open', statusBefore: 'new', owner };
    expect(await received()).toMatchObject({ event: 'ticket.status', ticket: expect.objectContaining(ticket) });
    const list = await own.call(http.webhookDeliveries, { as: own.admin, params: { id: result.id } });
    expect(list.result.map(({ event: sent }) => sent).sort()).toEqual(['ticket.created', 'ticket.status']);
    taking.received.nonePending();
  } finally {
    await own.close();
    await taking.close();
  }
});
