import { randomId, systemRandom } from '@alongside/base';
import { FLAP_HOLD_MS } from '@alongside/desk';
import { consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { breakTicket, fillTicket } from '../fixtures/edit-data.ts';
import { ENOUGH_MEMORY, FULL_DISK, LONG_UP, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

const clock = new FakeClock(Date.now());
/** For what the machine does in its own time. */
const PATIENCE = { timeout: 10_000 };
const GONE = { 'disk.space': { status: 'pass' as const, evidence: [] } };
const BETTER = { 'disk.space': { status: 'warn' as const, evidence: [] } };
let server: TestServer;
let supervisor: SignedIn;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor } = await server.everyRole());
});
afterAll(() => server.close());

const nextId = () => randomId(systemRandom());
const connect = async (name: string) => server.openDevice(await server.enrollDevice(name));
const found = async (device: DeviceClient, findings: NonNullable<Parameters<typeof reportOf>[1]>['findings']) => {
  const report = reportOf(nextId(), findings === undefined ? {} : { findings });
  await device.connection.call(deviceSocket.diagnosisSend, sendable(report));
  return report.meta.reportId;
};
const all = async () => (await server.call(http.alerts, { as: server.technician, body: { closed: true } })).result.alerts;
const alertsOf = async ({ deviceId }: DeviceClient) => (await all()).filter(({ device }) => device.id === deviceId);
const onlyAlert = async (device: DeviceClient) => {
  const [alert, ...more] = await alertsOf(device);
  if (!alert || more.length > 0) throw new Error(`there is not one alert but ${more.length + (alert ? 1 : 0)}`);
  return alert;
};
const ticketFor = (alertId: string, text = 'The disk is nearly full') =>
  server.call(http.alertTicket, { as: supervisor, params: { id: alertId }, body: { text } });
const ticketOf = async (id: string) => (await server.call(http.ticket, { as: supervisor, params: { id } })).result;
const history = async (id: string) => (await ticketOf(id)).events.map(({ body }) => body.type);
const dismiss = (id: string) => server.call(http.alertDismiss, { as: supervisor, params: { id }, body: {} });
const mute = (id: string, until: number | null) =>
  server.call(http.alertMute, { as: supervisor, params: { id }, body: { until } });

describe('an alert', () => {
  test('opens once for a computer and a finding, closes with it, and opens again rather than anew', async () => {
    const device = await connect('alert-1');
    const openedAt = clock.now();
    await found(device, FULL_DISK);
    await found(device, FULL_DISK);
    const first = await onlyAlert(device);
    expect(first).toMatchObject({
      device: { name: 'alert-1' },
      check: 'disk.space',
      state: 'open',
      status: 'fail',
      openedAt,
      closedAt: null,
      times: 1,
      ticket: null,
    });
    await clock.advance(5_000);
    await found(device, GONE);
    expect(await onlyAlert(device)).toMatchObject({ id: first.id, state: 'closed', closedAt: clock.now() });
    await found(device, FULL_DISK);
    expect(await onlyAlert(device)).toMatchObject({ id: first.id, state: 'open', closedAt: null, times: 2 });
  });

  test('is one of each computer and each finding', async () => {
    const [one, two] = [await connect('many-1'), await connect('many-2')];
    await found(one, { ...FULL_DISK, ...LONG_UP });
    await found(two, FULL_DISK);
    expect((await alertsOf(one)).map(({ check }) => check).sort()).toEqual(['disk.space', 'os.uptime']);
    expect((await alertsOf(two)).map(({ check }) => check)).toEqual(['disk.space']);
    await found(one, GONE);
    expect((await onlyAlert(two)).state).toBe('open');
  });

  test('an older report that comes late says nothing of what a newer one found', async () => {
    const device = await connect('late');
    const now = clock.now();
    const at = (startedAt: number, findings: typeof FULL_DISK) => {
      const id = nextId();
      const { meta } = reportOf(id);
      return sendable(reportOf(id, { meta: { ...meta, startedAt }, findings }));
    };
    await device.connection.call(deviceSocket.diagnosisSend, at(now, FULL_DISK));
    await device.connection.call(deviceSocket.diagnosisSend, at(now - 60_000, GONE));
    expect((await onlyAlert(device)).state).toBe('open');
  });

  test('closed by hand it stays so until it gets worse, or went and came back', async () => {
    const device = await connect('by-hand');
    await found(device, BETTER);
    const { id } = await onlyAlert(device);
    expect((await dismiss(id)).status).toBe(200);
    await found(device, BETTER);
    expect(await onlyAlert(device)).toMatchObject({ state: 'dismissed', times: 1 });
    await found(device, FULL_DISK);
    expect(await onlyAlert(device)).toMatchObject({ state: 'open', status: 'fail', times: 2 });
  });

  test('goes with the report that its user takes back', async () => {
    const device = await connect('taken-back');
    const reportId = await found(device, FULL_DISK);
    await device.connection.call(deviceSocket.diagnosisDelete, { reportId });
    expect(await alertsOf(device)).toEqual([]);
  });

  test('stays with the report that says so, however many others come that look elsewhere', async () => {
    const device = await connect('alert-many');
    const { ticketId, requestId } = await device.ask('the disk is full');
    const sent = sendable(reportOf(nextId(), { findings: FULL_DISK }));
    await device.connection.call(deviceSocket.diagnosisSend, { ...sent, requestId });
    const full = await found(device, LONG_UP);
    for (let count = 0; count < 101; count += 1) {
      await clock.advance(6_000);
      await found(device, ENOUGH_MEMORY);
    }
    const open = (await alertsOf(device)).filter(({ state }) => state === 'open');
    expect(open.map(({ check }) => check).sort()).toEqual(['disk.space', 'os.uptime']);
    const ofTicket = await server.call(http.ticketDiagnoses, { as: server.technician, params: { id: ticketId } });
    expect(ofTicket.result).toHaveLength(1);
    // Once another report speaks for what it told, it goes as others do.
    await found(device, { 'os.uptime': { status: 'pass', evidence: [] } });
    await found(device, {});
    await expect(device.connection.call(deviceSocket.diagnosisDelete, { reportId: full })).rejects.toMatchObject({
      code: 'report.not-found',
    });
  });

  test('open ones stand first', async () => {
    const [closed, open] = [await connect('order-1'), await connect('order-2')];
    await found(closed, FULL_DISK);
    await found(closed, GONE);
    await found(open, FULL_DISK);
    const order = ['open', 'dismissed', 'closed'];
    const listed = (await all()).map(({ state }) => order.indexOf(state));
    expect(new Set(listed).size).toBeGreaterThan(1);
    expect(listed).toEqual([...listed].sort());
  });

  test('is muted and unmuted, and what is not there is said', async () => {
    const device = await connect('muted');
    await found(device, FULL_DISK);
    const { id } = await onlyAlert(device);
    const until = clock.now() + 60_000;
    await mute(id, until);
    expect(await onlyAlert(device)).toMatchObject({ state: 'open', mutedUntil: until });
    await mute(id, null);
    expect((await onlyAlert(device)).mutedUntil).toBeNull();
    for (const call of [mute(nextId(), null), dismiss(nextId()), ticketFor(nextId())]) {
      expect((await call).error?.code).toBe('fleet.not-found');
    }
  });
});

describe('the ticket of an alert', () => {
  test('is one, in the queue; closed with the finding while nobody has it; opened again with it', async () => {
    const page = await server.openConsole(server.technician);
    const device = await connect('ticket-1');
    await found(device, FULL_DISK);
    const { id } = await onlyAlert(device);
    const { result: made } = await ticketFor(id);
    expect((await ticketFor(id, 'Other words')).result).toEqual(made);
    expect((await onlyAlert(device)).ticket).toEqual({ id: made.ticketId, number: made.number, open: true });
    expect(await ticketOf(made.ticketId)).toMatchObject({
      text: 'The disk is nearly full',
      ticket: { state: 'waiting', startedBy: 'finding', subject: 'The disk is nearly full' },
    });
    await clock.advance(1_000);
    await expect.poll(() => page.queue.values.at(-1)?.tickets.map((ticket) => ticket.id), PATIENCE).toContain(made.ticketId);
    await found(device, GONE);
    expect((await ticketOf(made.ticketId)).ticket.state).toBe('cancelled');
    expect((await onlyAlert(device)).ticket).toMatchObject({ open: false });
    await found(device, FULL_DISK);
    expect((await ticketOf(made.ticketId)).ticket.state).toBe('waiting');
    expect((await onlyAlert(device)).ticket).toEqual({ id: made.ticketId, number: made.number, open: true });
    expect(await history(made.ticketId)).toEqual(['created', 'cancelled', 'reopened']);
    expect((await ticketOf(made.ticketId)).events.slice(1).map(({ actor }) => actor.kind)).toEqual(['system', 'system']);
    page.connection.close('seen');
  });

  test('stays with whoever has it, and comes back after it was solved too early', async () => {
    const page = await server.openConsole(server.technician);
    const device = await connect('ticket-2');
    await found(device, FULL_DISK);
    const { id } = await onlyAlert(device);
    const { ticketId } = (await ticketFor(id)).result;
    await page.connection.call(consoleSocket.ticketClaim, { ticketId });
    await found(device, GONE);
    expect((await ticketOf(ticketId)).ticket.state).toBe('claimed');
    await page.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'Emptied the bin' });
    await found(device, FULL_DISK);
    expect((await ticketOf(ticketId)).ticket.state).toBe('waiting');
    expect((await ticketFor(id)).result.ticketId).toBe(ticketId);
    page.connection.close('seen');
  });

  test('does not move for a finding that was closed by hand, and has words', async () => {
    const device = await connect('ticket-3');
    await found(device, FULL_DISK);
    const { id } = await onlyAlert(device);
    expect((await ticketFor(id, ' ')).error?.code).toBe('request.invalid');
    const { ticketId } = (await ticketFor(id)).result;
    await dismiss(id);
    await found(device, FULL_DISK);
    expect(await history(ticketId)).toEqual(['created']);
    expect(
      (await server.call(http.alertTicket, { as: server.technician, params: { id }, body: { text: 'x' } })).error?.code,
    ).toBe('auth.role');
  });

  test('that was merged, is spam, or is full stays so, and its alert opens again all the same', async () => {
    const ends = {
      merged: async (ticketId: string) => {
        const { number } = await (await connect('ticket-other')).ask('My disk is full');
        return server.call(http.ticketWrite, {
          as: supervisor,
          params: { id: ticketId },
          body: { seen: 0, change: { type: 'merged', number } },
        });
      },
      spam: (ticketId: string) =>
        server.call(http.ticketWrite, {
          as: supervisor,
          params: { id: ticketId },
          body: { seen: 0, change: { type: 'moved', to: 'spam', note: '' } },
        }),
      full: async (ticketId: string) => fillTicket(server.dataDir, ticketId),
    };
    for (const [name, end] of Object.entries(ends)) {
      const device = await connect(`ticket-${name}`);
      await found(device, FULL_DISK);
      const { id } = await onlyAlert(device);
      const { ticketId } = (await ticketFor(id)).result;
      await end(ticketId);
      await found(device, GONE);
      const before = (await ticketOf(ticketId)).events.length;
      await found(device, { ...FULL_DISK, ...LONG_UP });
      const states = (await alertsOf(device)).map(({ check, state }) => `${check} ${state}`);
      expect(states.sort(), name).toEqual(['disk.space open', 'os.uptime open']);
      expect((await ticketOf(ticketId)).events.length, name).toBe(before);
      // Whoever wants one makes another.
      expect((await ticketFor(id)).result.ticketId, name).not.toBe(ticketId);
    }
  });

  test('whose log cannot be read keeps no report from being taken, and no alert from what it says', async () => {
    const device = await connect('ticket-broken');
    await found(device, FULL_DISK);
    const { id } = await onlyAlert(device);
    const { ticketId } = (await ticketFor(id)).result;
    breakTicket(server.dataDir, ticketId);
    await found(device, { ...GONE, ...LONG_UP });
    expect((await alertsOf(device)).map(({ check, state }) => [check, state])).toEqual([
      ['os.uptime', 'open'],
      ['disk.space', 'closed'],
    ]);
  });

  test('that is over and damaged is in the way of no other', async () => {
    const device = await connect('ticket-damaged');
    await found(device, FULL_DISK);
    const { id } = await onlyAlert(device);
    const { ticketId } = (await ticketFor(id)).result;
    const change = { type: 'moved' as const, to: 'spam' as const, note: '' };
    const spam = { as: supervisor, params: { id: ticketId }, body: { seen: 0, change } };
    expect((await server.call(http.ticketWrite, spam)).status).toBe(200);
    breakTicket(server.dataDir, ticketId);
    const made = await ticketFor(id);
    expect(made.status).toBe(200);
    expect(made.result.ticketId).not.toBe(ticketId);
  });

  test('is closed with the computer that leaves', async () => {
    const device = await connect('ticket-4');
    await found(device, FULL_DISK);
    const { ticketId } = (await ticketFor((await onlyAlert(device)).id)).result;
    await device.connection.call(deviceSocket.deviceRetire, {});
    expect((await ticketOf(ticketId)).ticket.state).toBe('cancelled');
    expect((await all()).filter((alert) => alert.ticket?.id === ticketId)).toEqual([]);
  });
});

describe('tickets that alerts open by themselves', () => {
  const rule = (tickets: 'off' | 'fail' | 'warn', as = server.admin) =>
    server.call(http.alertRuleWrite, { as, body: { tickets } });
  const maintain = ({ deviceId }: DeviceClient, maintenanceUntil: number | null) =>
    server.call(http.fleetMark, { as: supervisor, body: { deviceIds: [deviceId], marks: { maintenanceUntil } } });
  afterEach(() => rule('off'));

  test('are none until an admin says so, who alone may', async () => {
    const read = () => server.call(http.alertRuleRead, { as: server.technician });
    expect((await read()).result).toEqual({ tickets: 'off' });
    expect((await rule('fail', supervisor)).error?.code).toBe('auth.role');
    const device = await connect('rule-1');
    await found(device, FULL_DISK);
    expect((await onlyAlert(device)).ticket).toBeNull();
    expect((await rule('fail')).status).toBe(200);
    expect((await read()).result).toEqual({ tickets: 'fail' });
    // What stands already has had its news.
    await found(device, FULL_DISK);
    expect((await onlyAlert(device)).ticket).toBeNull();
  });

  test('are one of each computer and finding: closed with it, opened again with it, in words', async () => {
    await rule('fail');
    const device = await connect('rule-2');
    await found(device, { ...FULL_DISK, ...LONG_UP });
    await found(device, { ...FULL_DISK, ...LONG_UP });
    const [disk, uptime] = (await alertsOf(device)).toSorted((a, b) => a.check.localeCompare(b.check));
    expect([disk?.ticket?.open, uptime?.ticket]).toEqual([true, null]);
    const id = disk?.ticket?.id ?? '';
    expect(await ticketOf(id)).toMatchObject({
      text: 'Free space: Needs attention. Found by a check of this computer.',
      ticket: { state: 'waiting', startedBy: 'finding', requester: 'rule-2' },
    });
    await found(device, GONE);
    await found(device, FULL_DISK);
    expect(await history(id)).toEqual(['created', 'cancelled', 'reopened']);
    expect((await alertsOf(device)).find(({ check }) => check === 'disk.space')?.ticket?.id).toBe(id);
  });

  test('of what comes and goes are not taken back and opened each time, and are back where somebody has solved them', async () => {
    await rule('fail');
    const page = await server.openConsole(server.technician);
    const device = await connect('rule-flaps');
    for (let times = 0; times < 5; times += 1) {
      await found(device, FULL_DISK);
      await found(device, GONE);
    }
    const ticketId = (await onlyAlert(device)).ticket?.id ?? '';
    expect(await history(ticketId)).toEqual(['created', 'cancelled', 'reopened']);
    await page.connection.call(consoleSocket.ticketClaim, { ticketId });
    await page.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'Emptied the bin' });
    await found(device, FULL_DISK);
    expect((await history(ticketId)).slice(3)).toEqual(['claimed', 'done', 'reopened']);
    await found(device, GONE);
    await clock.advance(FLAP_HOLD_MS + 60_000);
    await expect.poll(async () => (await history(ticketId)).at(-1), PATIENCE).toBe('cancelled');
    page.connection.close('seen');
  });

  test('are opened anew where the one before can be opened no more', async () => {
    await rule('fail');
    const device = await connect('rule-spam');
    await found(device, FULL_DISK);
    const before = (await onlyAlert(device)).ticket?.id ?? '';
    const spam = { seen: 0, change: { type: 'moved', to: 'spam', note: '' } } as const;
    expect((await server.call(http.ticketWrite, { as: supervisor, params: { id: before }, body: spam })).status).toBe(200);
    await found(device, GONE);
    await found(device, FULL_DISK);
    const after = (await onlyAlert(device)).ticket;
    expect(after).toMatchObject({ open: true });
    expect(after?.id).not.toBe(before);
    expect(await history(before)).toEqual(['created', 'moved']);
  });

  test('by severity: what warns has none until it fails, or where the rule says so', async () => {
    await rule('fail');
    const device = await connect('rule-3');
    await found(device, BETTER);
    expect((await onlyAlert(device)).ticket).toBeNull();
    await found(device, FULL_DISK);
    expect((await onlyAlert(device)).ticket).toMatchObject({ open: true });
    await rule('warn');
    const other = await connect('rule-4');
    await found(other, LONG_UP);
    expect((await onlyAlert(other)).ticket).toMatchObject({ open: true });
  });

  test('wait for the end of maintenance and of a mute, and are not opened again before', async () => {
    await rule('fail');
    const device = await connect('rule-5');
    await maintain(device, clock.now() + 60_000);
    await found(device, FULL_DISK);
    expect((await onlyAlert(device)).ticket).toBeNull();
    await maintain(device, null);
    await found(device, FULL_DISK);
    const { id: alertId, ticket } = await onlyAlert(device);
    expect(ticket).toMatchObject({ open: true });
    await found(device, GONE);
    await mute(alertId, clock.now() + 60_000);
    await found(device, FULL_DISK);
    expect(await history(ticket?.id ?? '')).toEqual(['created', 'cancelled']);
    await mute(alertId, null);
    await found(device, FULL_DISK);
    expect(await history(ticket?.id ?? '')).toEqual(['created', 'cancelled', 'reopened']);
  });
});

test('open alerts are counted without muted ones and those of computers in maintenance', async () => {
  const open = async () => (await server.call(http.alertCount, { as: server.technician })).result.open;
  const before = await open();
  const [one, two] = [await connect('count-1'), await connect('count-2')];
  await found(one, { ...FULL_DISK, ...LONG_UP });
  await found(two, FULL_DISK);
  expect(await open()).toBe(before + 3);
  const marks = { maintenanceUntil: clock.now() + 60_000 };
  await server.call(http.fleetMark, { as: supervisor, body: { deviceIds: [one.deviceId], marks } });
  await mute((await onlyAlert(two)).id, clock.now() + 60_000);
  expect(await open()).toBe(before);
  clock.jumpWall(60_000);
  expect(await open()).toBe(before + 3);
});

test('open alerts of a large fleet are all listed', async () => {
  const other = await startTestServer();
  try {
    const [like] = reportOf(nextId(), { findings: FULL_DISK }).findings;
    if (!like) throw new Error('no finding');
    const letters = [...'abcdefghij'];
    const findings = letters.flatMap((one) => letters.map((two) => ({ ...like, check: `many.${one}${two}` })));
    for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) {
      const device = await other.openDevice(await other.enrollDevice(name));
      await device.connection.call(deviceSocket.diagnosisSend, sendable({ ...reportOf(nextId()), findings }));
    }
    const listed = new Set<string>();
    const page = async (nth: number) =>
      (await other.call(http.alerts, { as: other.technician, body: { closed: false, page: nth } })).result;
    for (let nth = 0; nth < 6; nth += 1) for (const { id } of (await page(nth)).alerts) listed.add(id);
    const { open } = (await other.call(http.alertCount, { as: other.technician })).result;
    expect([listed.size, open]).toEqual([600, 600]);
    expect(await page(99)).toMatchObject({ page: 5, open: 600, fails: 600, closed: 0 });
  } finally {
    await other.close();
  }
});
