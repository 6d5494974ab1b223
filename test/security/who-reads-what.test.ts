import { randomId, systemRandom } from '@alongside/base';
import { ticketCase } from '@alongside/desk';
import {
  consoleSocket,
  deviceSocket,
  type GivenWorkItem,
  http,
  type TicketChange,
  type TicketEvent,
  type TicketFilter,
} from '@alongside/protocol';
import { FakeClock, Recorder } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOf, sendable } from '../fixtures/reports.ts';
import { type ConsoleClient, type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { vendorAgreed, vendorMade } from '../fixtures/vendors.ts';
import { playedAs } from './attack-notes.ts';

playedAs('vendor at the server', 'technician of tier 1 at the server');

/** One ticket with everything in it that is not for all who may open it. */
const USER = 'Ursula Kettenring';
const COMPUTER = 'kettenring-laptop';
const TELLING = [USER, 'Ursula', 'Kettenring', COMPUTER, '0151', 'zinnober', 'bernstein', 'purpur'];

const clock = new FakeClock(Date.now());
let server: TestServer;
let vendor: SignedIn;
let first: SignedIn;
let second: SignedIn;
let device: DeviceClient;
let page: ConsoleClient;
let ticketId: string;
let requestId: string;
let diagnosisId: string;
let unasked: string | undefined;
let packed: string;
const heard: string[] = [];
beforeAll(async () => {
  server = await startTestServer({ clock });
  const { supervisor, vendor: outside } = await server.everyRole();
  vendor = outside;
  first = server.technician;
  second = await server.invite('Tom Two', 'tom@test.example', 'a second tier of help');
  for (const [tier, memberIds] of [
    [2, [second.userId]],
    [3, [supervisor.userId]],
  ] as const) {
    const body = { name: `Tier ${tier}`, tier, specialisation: '', acceptWithinMin: 30, memberIds: [...memberIds] };
    await server.call(http.supportGroupCreate, { as: supervisor, body });
  }
  device = await server.openDevice(await server.enrollDevice(COMPUTER));
  page = await server.openConsole(vendor);
  ({ ticketId, requestId } = await device.ask(`${USER} on ${COMPUTER} here, call 0151 234567`, { name: USER }));
  const params = { id: ticketId };
  const early = { type: 'assigned', ownerId: vendor.userId, groupId: null, note: '' } as const;
  unasked = (await server.call(http.ticketWrite, { as: supervisor, params, body: { seen: 0, change: early } })).error?.code;
  ({ text: packed } = await vendorAgreed(server, device, { ticketId, requestId }, supervisor));
  const change = { type: 'assigned', ownerId: vendor.userId, groupId: null, note: 'zinnober' } as const;
  await server.call(http.ticketWrite, { as: supervisor, params, body: { seen: 0, change } });
  // From here on the vendor's page hears of it.
  new Recorder<{ event: TicketEvent }>((on) =>
    page.connection.on(consoleSocket.ticketChanged, (told) => {
      heard.push(JSON.stringify(told));
      on(told);
    }),
  );
  page.connection.on(consoleSocket.queueChanged, (told) => heard.push(JSON.stringify(told)));
  const say = (text: string, to: 'user' | 'desk') =>
    server.call(http.ticketSay, { as: supervisor, params, body: { messageId: randomId(systemRandom()), text, to } });
  await say('zinnober', 'desk');
  await say(`good day ${USER}`, 'user');
  await device.connection.call(deviceSocket.deviceChatSay, {
    requestId,
    messageId: randomId(systemRandom()),
    text: `Kettenring again, on ${COMPUTER}`,
  });
  await device.connection.call(deviceSocket.requestCallBack, { requestId, phone: '0151 234567', when: 'noon' });
  const enter = (item: GivenWorkItem) => server.call(http.ticketRecord, { as: supervisor, params, body: { item } });
  await enter({ kind: 'analysis', text: 'weissgold in the journal', evidence: ['weissgold'] });
  await enter({ kind: 'configuration', text: 'bernstein' });
  const processes = {
    status: 'known' as const,
    value: { count: 1, busiest: [{ cmd: 'purpur', cpuusage: 1, mem: 0 }] },
    tookMs: 1,
  };
  const report = reportOf(randomId(systemRandom()), {
    consent: { basis: 'request', levels: ['P0', 'P1', 'P2'], at: clock.now() },
    facts: { ...reportOf('report-00000000').facts, processes },
    findings: {
      'log.crash': { status: 'warn', evidence: [] },
      'disk.space': { status: 'fail', evidence: [] },
    },
  });
  await device.connection.call(deviceSocket.diagnosisSend, { ...sendable(report), requestId });
  diagnosisId = (await server.call(http.ticketDiagnoses, { as: supervisor, params })).result[0]?.id ?? '';
  await clock.advance(1_000);
});
afterAll(() => server.close());

const ofTicket = () => ({ params: { id: ticketId } });
const found = async (as: SignedIn, text: string) =>
  (await server.call(http.ticketsFind, { as, body: { filter: { text, status: 'any' } } })).result.tickets;
const clean = (answer: unknown, telling: readonly string[] = TELLING) => {
  const text = JSON.stringify(answer);
  for (const word of telling) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
};

describe('somebody from outside, who has the ticket, reads no note, no name and no number of its user', () => {
  test('on the ticket', async () => {
    const { result } = await server.call(http.ticket, { as: vendor, ...ofTicket() });
    expect(result.ticket).toMatchObject({ id: ticketId, requester: '', callBack: null });
    expect(result.text).toContain('here, call removed');
    expect(result.events.length).toBeGreaterThan(5);
    clean(result);
  });

  test('before its user has said yes they cannot have it at all', () => {
    expect(unasked).toBe('vendor.not-agreed');
  });

  test('in the package that its user agreed to, which is the same bytes for both', async () => {
    const { result } = await server.call(http.vendorPackageRead, { as: vendor, ...ofTicket() });
    expect(result.text).toBe(packed);
    expect((await device.connection.call(deviceSocket.ownPackage, { requestId })).text).toBe(packed);
    expect(packed).toContain('here, call removed');
    clean(packed);
  });

  test('in the lists', async () => {
    const list = await server.call(http.tickets, { as: vendor });
    const lines = await server.call(http.ticketsFind, { as: vendor, body: { filter: {} } });
    expect([list.result.length, lines.result.tickets.length]).toEqual([1, 1]);
    clean([list.result, lines.result]);
  });

  test('in the list of calls that users wait for', async () => {
    expect((await server.call(http.callBacks, { as: first })).result.calls).toMatchObject([{ ticketId, phone: '0151 234567' }]);
    expect((await server.call(http.callBacks, { as: vendor })).result.calls).toEqual([]);
  });

  test('by searching for the words that are kept from them', async () => {
    expect(await found(vendor, 'again')).toHaveLength(1);
    for (const word of TELLING) expect(await found(vendor, word), word).toEqual([]);
    const tagged = { filter: { tag: 'zinnober', text: 'again' } };
    clean((await server.call(http.ticketsFind, { as: vendor, body: tagged })).result);
  });

  test('by filters for tags and for wishes for whoever leads the desk', async () => {
    const change = { type: 'tagged', add: ['zinnober'], remove: [] } satisfies TicketChange;
    const tagged = await server.call(http.ticketWrite, { as: server.admin, ...ofTicket(), body: { seen: 1, change } });
    expect(tagged.status).toBe(200);
    const verdict = { type: 'manager-asked', reason: 'zinnober' } as const;
    await device.connection.call(deviceSocket.ownVerdict, { requestId, verdict });
    const counted = async (as: SignedIn, filter: TicketFilter) =>
      (await server.call(http.ticketsFind, { as, body: { filter } })).result.tickets.length;
    for (const filter of [{ tag: 'zinnober' }, { wantsManager: true as const }]) {
      expect([await counted(server.admin, filter), await counted(vendor, filter)], JSON.stringify(filter)).toEqual([1, 0]);
    }
  });

  test('by naming the numbers of others’ tickets, of which none is there for them', async () => {
    const { number } = await device.ask('another matter');
    const refused = async (named: number) => {
      const linked = { type: 'linked', number: named, relation: 'related', on: true } as const;
      const answers = [linked, { type: 'merged', number: named } as const].map((change) =>
        server.call(http.ticketWrite, { as: vendor, ...ofTicket(), body: { seen: 99, change } }),
      );
      return (await Promise.all(answers)).map(({ error }) => error);
    };
    const none = await refused(999_999);
    expect(none.map((error) => error?.code)).toEqual(['ticket.not-found', 'ticket.not-found']);
    expect(await refused(number)).toEqual(none);
  });

  test('on the socket', () => {
    expect(heard.some((text) => text.includes('withheld'))).toBe(true);
    clean(heard);
  });

  test('in reports of checks', async () => {
    const list = await server.call(http.ticketDiagnoses, { as: vendor, ...ofTicket() });
    const { result } = await server.call(http.diagnosis, { as: vendor, params: { id: diagnosisId } });
    expect(result).toMatchObject({ reduced: true, body: expect.stringContaining('disk.space') });
    expect(result.body).not.toContain('log.crash');
    clean([list.result, result]);
  });

  test('by a link of the user’s, or among colleagues', async () => {
    const link = await server.call(http.followCreate, { as: vendor, ...ofTicket(), body: {} });
    expect(link.error?.code).toBe('auth.role');
    expect((await server.call(http.supportGroups, { as: vendor })).result).toEqual({ groups: [], people: [] });
    expect((await server.call(http.software, { as: vendor })).error?.code).toBe('auth.role');
  });
});

test('a group from outside has none without that yes either: not for its view, not as theirs, not after another question', async () => {
  const own = await startTestServer();
  try {
    const { supervisor, vendor: maker } = await own.everyRole();
    const makers = { name: 'Makers', tier: 4, specialisation: '', acceptWithinMin: 30, memberIds: [maker.userId] };
    const { id: groupId } = (await own.call(http.supportGroupCreate, { as: supervisor, body: makers })).result;
    const laptop = await own.openDevice(await own.enrollDevice(COMPUTER));
    const asked = await laptop.ask('my private matter', { name: USER });
    const params = { id: asked.ticketId };
    const caseNow = async () => ticketCase((await own.call(http.ticket, { as: supervisor, params })).result.events);
    const seen = async () => (await caseNow())?.version ?? 0;
    const assigned = async () => {
      const change = { type: 'assigned', ownerId: null, groupId, note: '' } as const;
      return (await own.call(http.ticketWrite, { as: supervisor, params, body: { seen: await seen(), change } })).error?.code;
    };
    const offered = async (kind: 'refer' | 'lateral') => {
      const to = { kind, toTier: 4, groupId, personId: null, reason: 'have a look', instructions: '' };
      const body = { seen: await seen(), ...to };
      return (await own.call(http.handoverCreate, { as: supervisor, params, body })).error?.code;
    };
    const reached = async () => (await own.call(http.ticket, { as: maker, params })).status;

    expect([await assigned(), await offered('refer'), await reached()]).toEqual(['vendor.not-agreed', 'vendor.not-agreed', 404]);
    await vendorAgreed(own, laptop, asked, supervisor);
    expect([await assigned(), await offered('lateral'), await reached()]).toEqual([undefined, undefined, 200]);
    // Another package is another question: what was offered by the first yes cannot be accepted by it.
    const vendorId = await vendorMade(own, supervisor, 'Other Co');
    await own.call(http.vendorAsk, { as: supervisor, params, body: { vendorId } });
    const handoverId = (await caseNow())?.handover?.offer.handoverId ?? '';
    const accept = { as: maker, params, body: { answer: 'accept', handoverId } } as const;
    expect((await own.call(http.handoverAnswer, accept)).error?.code).toBe('vendor.not-agreed');
    // The desk has it back all the same, in the group where it is.
    const back = { type: 'assigned', ownerId: supervisor.userId, groupId, note: '' } as const;
    const taken = await own.call(http.ticketWrite, { as: supervisor, params, body: { seen: await seen(), change: back } });
    expect(taken.status).toBe(200);
  } finally {
    await own.close();
  }
});

describe('what is classified is not for tier 1, where there is a tier above', () => {
  test('analyses from tier 2 on, configuration for tier 3', async () => {
    const read = async (as: SignedIn) => JSON.stringify((await server.call(http.ticket, { as, ...ofTicket() })).result);
    clean(await read(first), ['weissgold', 'bernstein']);
    const ofSecond = await read(second);
    expect(ofSecond).toContain('weissgold');
    clean(ofSecond, ['bernstein']);
    const item = { kind: 'configuration', text: 'mine' } as const;
    const refused = await server.call(http.ticketRecord, { as: second, ...ofTicket(), body: { item } });
    expect(refused.error?.code).toBe('auth.role');
  });

  test('nor by what a vendor would get; only who may read all of it saves it, to pass it on', async () => {
    const body = { vendorId: await vendorMade(server, server.admin, 'Other Co') };
    const show = async (as: SignedIn) => (await server.call(http.vendorPreview, { as, ...ofTicket(), body })).result;
    const ofFirst = await show(first);
    expect(ofFirst).toMatchObject({ reduced: true, text: expect.stringContaining('recorded.analysis') });
    clean(ofFirst, ['weissgold']);
    expect(await show(second)).toMatchObject({ reduced: false, text: expect.stringContaining('weissgold') });

    const asked = (await server.call(http.vendorAsk, { as: first, ...ofTicket(), body })).result;
    clean(asked, ['weissgold']);
    const verdict = { type: 'vendor-answered', package: asked.sha256, answer: 'yes' } as const;
    await device.connection.call(deviceSocket.ownVerdict, { requestId, verdict });
    const whole = await device.connection.call(deviceSocket.ownPackage, { requestId });
    expect(whole).toMatchObject({ sha256: asked.sha256, text: expect.stringContaining('weissgold') });
    const save = (as: SignedIn) => server.call(http.vendorPackageRead, { as, ...ofTicket() });
    expect((await save(first)).error?.code).toBe('auth.role');
    for (const as of [second, vendor]) expect((await save(as)).result).toEqual(whole);
  });

  test('nor found by its words', async () => {
    expect(await found(first, 'zinnober')).toHaveLength(1);
    expect(await found(first, 'weissgold')).toEqual([]);
    expect(await found(second, 'weissgold')).toHaveLength(1);
    for (const as of [first, second]) expect(await found(as, 'bernstein')).toEqual([]);
  });

  test('facts about people and logs', async () => {
    const read = async (as: SignedIn) => (await server.call(http.diagnosis, { as, params: { id: diagnosisId } })).result;
    const ofFirst = await read(first);
    expect(ofFirst.reduced).toBe(true);
    clean(ofFirst, ['purpur', 'log.crash']);
    expect(await read(second)).toMatchObject({ reduced: false, body: expect.stringContaining('purpur') });
    expect((await server.call(http.software, { as: first })).error?.code).toBe('auth.role');
    expect((await server.call(http.software, { as: second })).status).toBe(200);
  });

  test('nor what of logs stands out on a computer, by the fleet and its alerts', async () => {
    const told = async (as: SignedIn) => {
      const { devices } = (await server.call(http.fleetFind, { as, body: { filter: {} } })).result;
      const { alerts } = (await server.call(http.alerts, { as, body: { closed: true } })).result;
      const checks = (of: readonly { readonly check: string }[]) => of.map(({ check }) => check).toSorted();
      return {
        raised: checks(devices.flatMap(({ raised }) => raised)),
        alerts: checks(alerts),
        over: checks((await server.call(http.fleet, { as })).result.findings),
        count: (await server.call(http.alertCount, { as })).result.open,
        // Nor by looking for it.
        having: (await server.call(http.fleetFind, { as, body: { filter: { check: 'log.crash' } } })).result.count,
        ids: (await server.call(http.fleetIds, { as, body: { filter: { check: 'log.crash' } } })).result.ids.length,
      };
    };
    const all = ['disk.space', 'log.crash'];
    expect(await told(second)).toEqual({ raised: all, alerts: all, over: all, count: 2, having: 1, ids: 1 });
    const some = ['disk.space'];
    expect(await told(first)).toEqual({ raised: some, alerts: some, over: some, count: 1, having: 0, ids: 0 });
  });
});
