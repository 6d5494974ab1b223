import { randomId, systemClock, systemRandom } from '@alongside/base';
import { ticketCase } from '@alongside/desk';
import { consoleSocket, deviceSocket, type GivenWorkItem, http, type TicketChange, type TicketFilter } from '@alongside/protocol';
import { FakeClock, Recorder } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breakTicket, copyTicket, editData, fillTicket } from '../fixtures/edit-data.ts';
import { reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { vendorAgreed } from '../fixtures/vendors.ts';

const clock = new FakeClock(Date.now());
let server: TestServer;
let supervisor: SignedIn;
let vendor: SignedIn;
let tess: SignedIn;
let second: SignedIn;
let device: DeviceClient;
let printers: string;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor, vendor } = await server.everyRole());
  tess = server.technician;
  second = await server.invite('Tom Two', 'tom@test.example', 'a second tier of help');
  device = await server.openDevice(await server.enrollDevice('cases'));
  const body = { name: 'Printers', tier: 2, specialisation: 'queues', acceptWithinMin: 30, memberIds: [second.userId] };
  printers = (await server.call(http.supportGroupCreate, { as: supervisor, body })).result.id;
});
afterAll(() => server.close());

const ANSWERS = {
  kind: 'answers',
  version: 1,
  answers: { since: 'days', scope: 'one', works: 'stopped', changed: 'update', message: 'none', again: 'always' },
} as const;
const NOTHING_TRIED = { kind: 'no-steps', reason: 'no time' } as const;
const NO_REPORT = { kind: 'report-refused', reason: 'not now' } as const;

const nextId = () => randomId(systemRandom());
const asked = async (text = 'the printer is off') => (await device.ask(text)).ticketId;
const read = async (id: string, as = tess) => (await server.call(http.ticket, { as, params: { id } })).result;
const caseOf = async (id: string) => {
  const ticket = ticketCase((await read(id)).events);
  if (!ticket) throw new Error('a ticket without a log');
  return ticket;
};
const change = async (id: string, what: TicketChange, as = tess, seen?: number) =>
  server.call(http.ticketWrite, {
    as,
    params: { id },
    body: { seen: seen ?? (await caseOf(id)).version, change: what },
  });
const take = (id: string, as = tess) => change(id, { type: 'assigned', ownerId: as.userId, groupId: null, note: '' }, as);
const record = (id: string, item: GivenWorkItem, as = tess) =>
  server.call(http.ticketRecord, { as, params: { id }, body: { item } });
const find = async (filter: TicketFilter, as = tess, more: { after?: string } = {}) =>
  (await server.call(http.ticketsFind, { as, body: { filter, ...more } })).result;
const numbers = async (filter: TicketFilter, as = tess) => (await find(filter, as)).tickets.map(({ number }) => number);
const numberOf = async (id: string) => (await read(id)).ticket.number;

describe('a change', () => {
  test('of two editors of one version, one writes; the other is told who wrote which part', async () => {
    const id = await asked();
    const { version: seen } = await caseOf(id);
    const rank = { type: 'ranked', urgency: 5, impact: 4, major: false } as const;
    const sort = { type: 'classified', kind: 'incident', category: 'printer' } as const;
    const [one, other] = await Promise.all([change(id, rank, tess, seen), change(id, sort, second, seen)]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
    const refused = one.status === 409 ? one : other;
    const isRank = one.status === 200;
    expect(refused.error).toMatchObject({
      code: 'ticket.changed',
      data: { parts: isRank ? 'rank' : 'category', by: isRank ? 'Tess Technician' : 'Tom Two', version: seen + 1 },
    });
    expect((await change(id, isRank ? sort : rank, tess, seen + 1)).status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ urgency: 5, impact: 4, category: 'printer', version: seen + 2 });
  });

  test('a ticket of somebody whose account was switched off is put into another group, and given to others', async () => {
    const gone = await server.invite('Gus Gone', 'gus@test.example', 'gone by tomorrow');
    const id = await asked();
    await take(id, gone);
    await server.call(http.userActive, { as: server.admin, params: { id: gone.userId }, body: { active: false } });
    const give = (ownerId: string | null, groupId: string | null) =>
      change(id, { type: 'assigned', ownerId, groupId, note: '' }, supervisor);
    expect((await give(gone.userId, printers)).status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ owner: { id: gone.userId }, group: { id: printers } });
    expect((await give(second.userId, printers)).status).toBe(200);
    expect((await give(gone.userId, printers)).error?.code).toBe('request.invalid');
  });

  test('whoever is switched off leaves no ticket behind that nobody sees', async () => {
    const listed = async (userId: string) =>
      (await server.call(http.users, { as: server.admin })).result.find(({ id }) => id === userId)?.openTickets;
    const leaves = await server.invite('Lea Leaves', 'lea@test.example', 'leaving by tomorrow');
    const [queued, given, over] = [await asked(), await asked(), await asked()];
    for (const id of [queued, given, over]) await take(id, leaves);
    await change(queued, { type: 'moved', to: 'pending-user', note: '' }, leaves);
    await change(over, { type: 'done', solution: 'mended', code: 'on-site' }, leaves);
    expect(await listed(leaves.userId)).toBe(2);
    const off = (ticketsTo?: string | null) =>
      server.call(http.userActive, {
        as: server.admin,
        params: { id: leaves.userId },
        body: { active: false, ...(ticketsTo === undefined ? {} : { ticketsTo }) },
      });
    // To nobody that could take them: the account is as it was.
    expect((await off(leaves.userId)).error?.code).toBe('request.invalid');
    expect((await off('nobody-of-this-id')).error?.code).toBe('request.invalid');
    expect((await server.call(http.me, { as: leaves })).result.user?.id).toBe(leaves.userId);
    // Before there was a choice they stayed; that is seen, and can be made good.
    expect((await off()).result).toEqual({ ok: true, passed: 0, left: 0 });
    expect(await listed(leaves.userId)).toBe(2);
    const { result: today } = await server.call(http.today, { as: supervisor });
    expect(today.people.find(({ id }) => id === leaves.userId)).toMatchObject({ state: 'gone', tickets: 2 });
    const pass = (to: string | null, as = server.admin) =>
      server.call(http.userTickets, { as, params: { id: leaves.userId }, body: { to } });
    expect((await pass(null, supervisor)).error?.code).toBe('auth.role');
    expect((await pass(null)).result).toEqual({ passed: 2, left: 0 });
    expect(await caseOf(queued)).toMatchObject({ owner: null, status: 'pending-user' });
    expect(await caseOf(given)).toMatchObject({ owner: null, status: 'new' });
    expect(await caseOf(over)).toMatchObject({ owner: { id: leaves.userId }, status: 'resolved' });
    expect(await listed(leaves.userId)).toBe(0);
    // In the same step, to somebody.
    const next = await server.invite('Nora Next', 'nora@test.example', 'leaving the day after');
    await take(given, next);
    const answer = await server.call(http.userActive, {
      as: server.admin,
      params: { id: next.userId },
      body: { active: false, ticketsTo: second.userId },
    });
    expect(answer.result).toEqual({ ok: true, passed: 1, left: 0 });
    expect(await caseOf(given)).toMatchObject({ owner: { id: second.userId }, status: 'open' });
  });

  test('many at once: exactly as many are kept as were answered with yes', async () => {
    const id = await asked();
    const ranks = Array.from(
      { length: 8 },
      (_, at) => ({ type: 'ranked', urgency: (at % 5) + 1, impact: 3, major: false }) as const,
    );
    const answers = await Promise.all(ranks.map((rank) => change(id, rank, tess, 0)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await caseOf(id)).version).toBe(1);
  });

  test('what is said and found out is in nobody’s way', async () => {
    const id = await asked();
    const { version: seen } = await caseOf(id);
    await record(id, { kind: 'step', text: 'restarted it', result: 'failed' });
    await server.call(http.ticketSay, { as: tess, params: { id }, body: { messageId: nextId(), text: 'hello', to: 'user' } });
    expect((await change(id, { type: 'tagged', add: ['urgent'], remove: [] }, second, seen)).status).toBe(200);
  });

  test('gives away one’s own and nobody’s; what a colleague has is for those who lead', async () => {
    const id = await asked();
    expect((await take(id)).status).toBe(200);
    expect((await take(id, second)).error?.code).toBe('auth.role');
    const given = await change(
      id,
      { type: 'assigned', ownerId: second.userId, groupId: printers, note: 'you know it' },
      supervisor,
    );
    expect(given.status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ owner: { name: 'Tom Two' }, group: { name: 'Printers' }, tier: 2, status: 'open' });
  });

  test('who leads the desk moves it out of the hands that hold it; that claim is over', async () => {
    const id = await asked();
    const page = await server.openConsole(tess);
    await page.connection.call(consoleSocket.ticketClaim, { ticketId: id });
    const to = { type: 'assigned', ownerId: second.userId, groupId: null, note: '' } as const;
    expect((await change(id, to, supervisor)).status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ owner: { name: 'Tom Two' }, live: { state: 'waiting' } });
    page.connection.close('done');
  });

  test('asks a colleague without giving it away, and nobody from outside', async () => {
    const id = await asked();
    await take(id);
    const ask = (personId: string) => change(id, { type: 'colleague-asked', personId, question: 'seen this?' });
    expect((await ask(vendor.userId)).error?.code).toBe('request.invalid');
    expect((await ask(tess.userId)).error?.code).toBe('request.invalid');
    expect((await ask(second.userId)).status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ owner: { name: 'Tess Technician' }, asks: [{ person: { name: 'Tom Two' } }] });
    expect((await find({ queue: 'mine' }, second)).tickets.find((line) => line.id === id)?.asksYou).toBe(true);
    await server.call(http.ticketSay, { as: second, params: { id }, body: { messageId: nextId(), text: 'yes', to: 'desk' } });
    expect((await caseOf(id)).asks).toEqual([]);
  });

  test('follows the table: waits for its user once somebody has it, and opens with an answer', async () => {
    const id = await asked();
    const wait = { type: 'moved', to: 'pending-user', note: 'which one?' } as const;
    expect((await change(id, wait)).error?.code).toBe('ticket.wrong-state');
    await take(id);
    expect((await change(id, wait)).status).toBe(200);
    expect((await change(id, { type: 'moved', to: 'spam', note: '' })).error?.code).toBe('ticket.wrong-state');
    expect(await caseOf(id)).toMatchObject({ status: 'pending-user', since: clock.now() });
  });

  test('no request at all is for those who lead to say', async () => {
    const id = await asked('buy now');
    const spam = { type: 'moved', to: 'spam', note: '' } as const;
    expect((await change(id, spam)).error?.code).toBe('auth.role');
    expect((await change(id, spam, supervisor)).status).toBe(200);
    expect(await numbers({ text: 'buy now' })).toEqual([]);
  });
});

test('a call that was promised goes along into the ticket that it is merged into', async () => {
  const [from, into] = [await device.ask('call me'), await device.ask('printer off')];
  const dueAt = clock.now() + 60 * 60_000;
  const wanted = { requestId: from.requestId, phone: '0800 9', when: 'at noon', dueAt };
  await device.connection.call(deviceSocket.requestCallBack, wanted);
  expect((await change(from.ticketId, { type: 'merged', number: into.number })).status).toBe(200);
  const { calls } = (await server.call(http.callBacks, { as: tess })).result;
  expect(calls.filter(({ phone }) => phone === '0800 9')).toMatchObject([{ ticketId: into.ticketId, when: 'at noon', dueAt }]);
  const call = {
    callId: nextId(),
    direction: 'out',
    reached: true,
    phone: '',
    startedAt: clock.now(),
    durationMs: 5,
    note: '',
  } as const;
  await server.call(http.callEnd, { as: tess, body: { call, to: { kind: 'ticket', ticketId: into.ticketId } } });
});

test('a merged ticket ends in the other, which knows it', async () => {
  const [from, into] = [await asked('printer off'), await asked('printer off too')];
  const number = await numberOf(into);
  expect((await change(from, { type: 'merged', number: await numberOf(from) })).error?.code).toBe('request.invalid');
  expect((await change(from, { type: 'merged', number })).status).toBe(200);
  expect(await caseOf(from)).toMatchObject({ status: 'merged', mergedInto: { ticketId: into, number }, live: { state: 'done' } });
  expect((await read(into)).events.at(-1)?.body).toMatchObject({ type: 'absorbed', other: { ticketId: from } });
  expect((await change(from, { type: 'reopened' })).error?.code).toBe('ticket.wrong-state');
  expect((await change(await asked(), { type: 'merged', number: 999_999 })).error?.code).toBe('ticket.not-found');
});

test('an answer of the desk reaches the user’s computer once, and stands on the ticket', async () => {
  const { ticketId: id, requestId } = await device.ask('the other tray');
  const heard = new Recorder<{ message: { text: string } }>((on) => device.connection.on(deviceSocket.deviceChatSaid, on));
  const body = { messageId: nextId(), text: 'have you tried the other tray', to: 'user' } as const;
  for (let times = 0; times < 2; times += 1) await server.call(http.ticketSay, { as: tess, params: { id }, body });
  await server.call(http.ticketSay, {
    as: tess,
    params: { id },
    body: { ...body, messageId: nextId(), text: 'odd', to: 'desk' },
  });
  expect((await heard.next()).message.text).toBe(body.text);
  const said = (await read(id)).events.map(({ body: entry }) => entry.type);
  expect(said).toEqual(['created', 'reply', 'note']);
  expect(await caseOf(id)).toMatchObject({ waitingSince: null, firstResponseAt: clock.now() });

  // The user answers, though nobody has claimed it: it opens what waited for them, and their computer is told.
  const told = new Recorder<{ requestId: string; step?: string | undefined }>((on) =>
    device.connection.on(deviceSocket.requestStatus, on),
  );
  const step = async (wanted: string) => {
    for (;;) {
      const status = await told.next();
      if (status.requestId === requestId && status.step === wanted) return;
    }
  };
  await take(id);
  await change(id, { type: 'moved', to: 'pending-user', note: '' });
  await clock.advance(1000);
  await step('answer-us');
  const answer = { requestId, messageId: nextId(), text: 'that one works' };
  await device.connection.call(deviceSocket.deviceChatSay, answer);
  expect(await caseOf(id)).toMatchObject({ status: 'open', waitingSince: clock.now() });
  await clock.advance(1000);
  await step('in-progress');
});

test('a ticket that is full takes no more words, files and reports, and can be read, solved and closed', async () => {
  const { ticketId: id, requestId } = await device.ask('on and on');
  const [early, late] = [reportOf(nextId()), reportOf(nextId())];
  const send = (report: typeof early) => device.connection.call(deviceSocket.diagnosisSend, { ...sendable(report), requestId });
  await send(early);
  fillTicket(server.dataDir, id);
  const words = { messageId: nextId(), text: 'and on' };
  await expect(device.connection.call(deviceSocket.ownSay, { requestId, ...words })).rejects.toMatchObject({
    code: 'ticket.full',
  });
  await expect(send(late)).rejects.toMatchObject({ code: 'ticket.full' });
  const say = { params: { id }, body: { ...words, to: 'desk' } } as const;
  expect((await server.call(http.ticketSay, { as: tess, ...say })).error?.code).toBe('ticket.full');
  expect(
    (await server.upload(http.attachmentAdd, { as: tess, params: { id }, body: { name: 'a.txt', to: 'desk' } })).error?.code,
  ).toBe('ticket.full');
  await device.connection.call(deviceSocket.diagnosisDelete, { reportId: early.meta.reportId });
  await expect(device.connection.call(deviceSocket.diagnosisDelete, { reportId: late.meta.reportId })).rejects.toMatchObject({
    code: 'report.not-found',
  });
  // What is yet to be said belongs to another ticket.
  const split = { splitId: nextId(), text: 'and on' };
  const { result: other } = await server.call(http.ticketSplit, { as: tess, params: { id }, body: split });
  expect((await server.call(http.ticketSplit, { as: tess, params: { id }, body: split })).result).toEqual(other);
  expect((await caseOf(other.ticketId)).links).toMatchObject([{ relation: 'split-from', other: { ticketId: id } }]);
  expect((await change(id, { type: 'done', solution: 'turned it off', code: 'advice' })).status).toBe(200);
  await device.connection.call(deviceSocket.ownVerdict, { requestId, verdict: { type: 'accepted' } });
  const ends = (await read(id)).events.slice(5000).map(({ body }) => body.type);
  expect(ends).toEqual(['report-gone', 'done', 'accepted']);
  expect(await caseOf(id)).toMatchObject({ status: 'closed' });
});

test('what is due on one ticket and cannot be done keeps neither the server from starting nor the others waiting', async () => {
  const own = new FakeClock(Date.now());
  let first = await startTestServer({ clock: own });
  try {
    const asking = await first.openDevice(await first.enrollDevice('broken'));
    const page = await first.openConsole(first.technician);
    const ids = [(await asking.ask('one')).ticketId, (await asking.ask('other')).ticketId];
    for (const ticketId of ids) await page.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'done' });
    breakTicket(first.dataDir, ids[0] ?? '');
    own.jumpWall(8 * 24 * 60 * 60_000);
    first = await first.restart();
    const { result } = await first.call(http.ticket, { as: first.technician, params: { id: ids[1] ?? '' } });
    expect(ticketCase(result.events)?.status).toBe('closed');
  } finally {
    await first.close();
  }
});

test('users are reminded, however many others wait who were reminded twice', async () => {
  const DAY_MS = 24 * 60 * 60_000;
  const own = new FakeClock(Date.now());
  let at = await startTestServer({ clock: own });
  const later = async (days: number) => {
    own.jumpWall(days * DAY_MS);
    at = await at.restart();
  };
  try {
    const enrolled = await at.enrollDevice('reminded');
    const eventsOf = async (id: string) =>
      (await at.call(http.ticket, { as: at.technician, params: { id } })).result.events.map(({ body }) => body.type);
    const asks = async () => (await (await at.openDevice(enrolled)).ask('it is slow')).ticketId;
    const calls = async () => {
      const call = { callId: nextId(), direction: 'in', reached: true, phone: '', note: '', startedAt: own.now(), durationMs: 1 };
      const to = { kind: 'new', deviceId: null, name: 'Uma', text: 'it hums', email: 'uma@test.example', language: null };
      const body = http.callEnd.body.parse({ call, to });
      return (await at.call(http.callEnd, { as: at.technician, body })).result.ticketId;
    };
    const waits = async (begins = asks) => {
      const ticketId = await begins();
      const write = (seen: number, what: TicketChange) =>
        at.call(http.ticketWrite, { as: at.technician, params: { id: ticketId }, body: { seen, change: what } });
      await write(0, { type: 'assigned', ownerId: at.technician.userId, groupId: null, note: '' });
      expect((await write(1, { type: 'moved', to: 'pending-user', note: '' })).status).toBe(200);
      return ticketId;
    };
    const old = await waits();
    const unheard = await waits(calls);
    await later(3);
    await later(3);
    expect((await eventsOf(old)).filter((type) => type === 'reminded')).toHaveLength(2);
    // No mail leaves this server.
    expect(await eventsOf(unheard)).not.toContain('reminded');
    copyTicket(at.dataDir, old, 500, 2000);
    const fresh = await waits();
    await later(3);
    expect((await eventsOf(fresh)).at(-1)).toBe('reminded');
  } finally {
    await at.close();
  }
}, 30_000);

test('who handed over hears that nobody took it, also where its time was over while the server was down', async () => {
  let shift = 0;
  const own = { ...systemClock(), now: () => Date.now() + shift };
  let at = await startTestServer({ clock: own });
  try {
    const as = at.technician;
    const { ticketId: id } = await (await at.openDevice(await at.enrollDevice('left'))).ask('the queue');
    const seen = async () => ticketCase((await at.call(http.ticket, { as, params: { id } })).result.events);
    const change = async (what: TicketChange) =>
      at.call(http.ticketWrite, { as, params: { id }, body: { seen: (await seen())?.version ?? 0, change: what } });
    await change({ type: 'assigned', ownerId: as.userId, groupId: null, note: '' });
    await change({ type: 'classified', kind: 'incident', category: 'printer' });
    for (const item of [ANSWERS, NOTHING_TRIED, NO_REPORT]) {
      await at.call(http.ticketRecord, { as, params: { id }, body: { item } });
    }
    const group = { name: 'Printers', tier: 2, specialisation: 'queues', acceptWithinMin: 30, memberIds: [at.admin.userId] };
    const groupId = (await at.call(http.supportGroupCreate, { as: at.admin, body: group })).result.id;
    const up = { kind: 'up', toTier: 2, groupId, personId: null, reason: 'the queue', instructions: '' } as const;
    const handed = { seen: (await seen())?.version ?? 0, ...up };
    expect((await at.call(http.handoverCreate, { as, params: { id }, body: handed })).status).toBe(200);
    shift = 31 * 60_000;
    at = await at.restart();
    const kinds = async () => (await at.call(http.notices, { as: at.technician })).result.notices.map(({ kind }) => kind);
    await expect.poll(kinds, { timeout: 10_000 }).toEqual(['returned']);
  } finally {
    await at.close();
  }
});

describe('a handover', () => {
  const up = (id: string, version: number, more: object = {}) =>
    server.call(http.handoverCreate, {
      as: tess,
      params: { id },
      body: {
        seen: version,
        kind: 'up',
        toTier: 2,
        groupId: printers,
        personId: null,
        reason: 'the queue',
        instructions: '',
        ...more,
      },
    });
  const answer = (id: string, body: Parameters<typeof http.handoverAnswer.body.parse>[0], as = second) =>
    server.call(http.handoverAnswer, { as, params: { id }, body: http.handoverAnswer.body.parse(body) });
  const ready = async () => {
    const id = await asked('the queue comes back');
    await take(id);
    await record(id, ANSWERS);
    await change(id, { type: 'classified', kind: 'incident', category: 'printer' });
    await record(id, { kind: 'step', text: 'restarted the queue', result: 'failed' });
    await record(id, NO_REPORT);
    return { id, version: (await caseOf(id)).version };
  };
  const offered = async () => {
    const { id, version } = await ready();
    await up(id, version);
    const { handover } = await caseOf(id);
    return { id, handoverId: handover?.offer.handoverId ?? '', sha256: handover?.offer.package ?? '' };
  };

  test('is refused with what is missing, and to a group that does not fit', async () => {
    const id = await asked();
    const refused = await up(id, 0);
    expect(refused.error).toMatchObject({
      code: 'handover.incomplete',
      data: { missing: 'questionnaire,category,steps,diagnosis' },
    });
    expect((await up(id, 0, { toTier: 3 })).error?.code).toBe('request.invalid');
    expect((await up(id, 0, { groupId: null })).error?.code).toBe('request.invalid');
  });

  test('goes to the group, is accepted by one of it, and carries what was known by its hash', async () => {
    const { id, handoverId, sha256 } = await offered();
    expect(await numbers({ queue: 'groups' }, second)).toContain(await numberOf(id));
    expect((await answer(id, { answer: 'accept', handoverId }, supervisor)).error?.code).toBe('auth.role');
    expect((await answer(id, { answer: 'accept', handoverId })).status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ tier: 2, owner: { name: 'Tom Two' }, group: { name: 'Printers' } });
    const carried = (await server.call(http.handoverPackage, { as: second, params: { id } })).result;
    expect(carried.sha256).toBe(sha256);
    expect(carried.entries.map(({ body }) => body.type)).toEqual([
      'created',
      'assigned',
      'recorded',
      'classified',
      'recorded',
      'recorded',
      // Up, though the answers speak for tier 1: with why.
      'recorded',
    ]);
    expect(carried.manifest).toMatchObject({ fromTier: 1, toTier: 2, entries: carried.entries.map(({ seq }) => ({ seq })) });
    expect((await answer(id, { answer: 'accept', handoverId })).error?.code).toBe('handover.not-open');
  });

  test('is returned with what is missing, and counted', async () => {
    const { id, handoverId } = await offered();
    const back = { answer: 'return', handoverId, missing: ['steps'], note: 'which steps?' };
    expect((await answer(id, back)).status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ tier: 1, owner: { name: 'Tess Technician' }, returns: 1 });
  });

  test('that nobody accepts in time is over, and the ticket stays', async () => {
    const { id, handoverId } = await offered();
    await clock.advance(30 * 60_000);
    // Sockets have not been heard of for so long.
    device = await server.openDevice(device);
    await expect
      .poll(async () => (await caseOf(id)).handover, { timeout: 10_000 })
      .toMatchObject({ state: 'ended', how: 'lapsed' });
    expect((await answer(id, { answer: 'accept', handoverId })).error?.code).toBe('handover.not-open');
    expect(await caseOf(id)).toMatchObject({ tier: 1, owner: { name: 'Tess Technician' } });
  });

  test('whose report was taken back meanwhile is not accepted', async () => {
    const { requestId, ticketId: id } = await device.ask('with a report');
    const report = reportOf(nextId());
    await device.connection.call(deviceSocket.diagnosisSend, { ...sendable(report), requestId });
    await take(id);
    await record(id, ANSWERS);
    await change(id, { type: 'classified', kind: 'incident', category: 'printer' });
    await record(id, NOTHING_TRIED);
    expect((await up(id, (await caseOf(id)).version)).status).toBe(200);
    const handoverId = (await caseOf(id)).handover?.offer.handoverId ?? '';
    await device.connection.call(deviceSocket.diagnosisDelete, { reportId: report.meta.reportId });
    expect((await answer(id, { answer: 'accept', handoverId })).error).toMatchObject({ data: { missing: 'diagnosis' } });
    expect((await answer(id, { answer: 'withdraw', handoverId }, tess)).status).toBe(200);
  });

  test('takes the claim of whoever had it, so that the new one can ask to join', async () => {
    const { id } = await ready();
    const page = await server.openConsole(tess);
    await page.connection.call(consoleSocket.ticketClaim, { ticketId: id });
    await up(id, (await caseOf(id)).version);
    const handoverId = (await caseOf(id)).handover?.offer.handoverId ?? '';
    expect((await answer(id, { answer: 'accept', handoverId })).status).toBe(200);
    expect(await caseOf(id)).toMatchObject({ live: { state: 'waiting' }, status: 'open', owner: { name: 'Tom Two' } });
    page.connection.close('done');
  });
});

describe('tickets are found', () => {
  test('by queue, by parts, by words, by number, each page once', async () => {
    const id = await asked('zebra crossing on the Überwachung monitor');
    const number = await numberOf(id);
    expect(await numbers({ text: 'zeb uberwach' })).toEqual([number]);
    expect(await numbers({ text: `#${number}` })).toEqual([number]);
    expect(await numbers({ text: 'zebra elephant' })).toEqual([]);
    expect(await numbers({ text: '"; DROP' })).toEqual([]);
    expect(await numbers({ queue: 'unassigned', text: 'zebra' })).toEqual([number]);
    await take(id);
    await change(id, { type: 'tagged', add: ['striped'], remove: [] });
    await change(id, { type: 'ranked', urgency: 5, impact: 5, major: false });
    expect(await numbers({ queue: 'mine', tag: 'striped', priority: 5 })).toEqual([number]);
    expect(await numbers({ queue: 'mine', tag: 'striped' }, second)).toEqual([]);
    await change(id, { type: 'done', solution: 'painted it', code: 'on-site' });
    expect(await numbers({ tag: 'striped' })).toEqual([]);
    expect(await numbers({ tag: 'striped', status: 'resolved' })).toEqual([number]);
    expect(await numbers({ text: 'painted', status: 'any' })).toEqual([number]);
  });

  test('page by page, whatever the order, each once', async () => {
    for (let made = 0; made < 55; made += 1) await asked(`page filler ${made}`);
    for (const order of ['updated', 'priority', 'waiting', 'number'] as const) {
      const seen: number[] = [];
      let after: string | undefined;
      do {
        const body = {
          filter: { status: 'any' as const, device: device.deviceId },
          order,
          ...(after === undefined ? {} : { after }),
        };
        const page = (await server.call(http.ticketsFind, { as: tess, body })).result;
        seen.push(...page.tickets.map(({ number }) => number));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThan(55);
    }
    const first = await find({ text: 'filler' });
    const rest = await find({ text: 'filler' }, tess, { after: first.next ?? '' });
    expect([first.tickets.length, rest.tickets.length]).toEqual([50, 5]);
  });

  test('with as many tags as they may have; no more are taken, and one from before with more is listed', async () => {
    const id = await asked('tagged all over');
    const number = await numberOf(id);
    const tags = Array.from({ length: 20 }, (_, at) => `t${at}`);
    const tag = (add: string[], remove: string[] = []) => change(id, { type: 'tagged', add, remove });
    expect((await tag(tags)).status).toBe(200);
    expect((await tag(['one more'])).error).toMatchObject({ code: 'request.invalid', message: expect.stringContaining('20') });
    expect((await tag(['one more'], ['t0'])).status).toBe(200);
    // As a release before took them.
    const more = `INSERT INTO ticket_tags (organisation_id, ticket_id, tag) SELECT organisation_id, ticket_id, 'x' || tag`;
    editData(server.dataDir, `${more} FROM ticket_tags WHERE ticket_id = ?`, id);
    expect((await find({ text: 'tagged all over' })).tickets).toMatchObject([{ number, tags: { length: 20 } }]);
  });

  test('by people from outside only where they are theirs', async () => {
    const request = await device.ask('only for the vendor');
    const id = request.ticketId;
    expect(await numbers({ text: 'vendor' }, vendor)).toEqual([]);
    expect((await server.call(http.ticket, { as: vendor, params: { id } })).error?.code).toBe('ticket.not-found');
    await vendorAgreed(server, device, request, supervisor);
    const said = (await read(request.ticketId)).events.map(({ body }) => body).find(({ type }) => type === 'vendor-answered');
    expect(said).toMatchObject({ answer: 'yes', via: 'computer' });
    await change(id, { type: 'assigned', ownerId: vendor.userId, groupId: null, note: '' }, supervisor);
    expect(await numbers({ text: 'vendor' }, vendor)).toEqual([await numberOf(id)]);
    expect((await read(id, vendor)).ticket.id).toBe(id);
  });
});

describe('a group of support', () => {
  test('gives its people its tier, and goes only without tickets', async () => {
    const body = { name: 'Third', tier: 3, specialisation: '', acceptWithinMin: 5, memberIds: ['nobody-at-all'] };
    expect((await server.call(http.supportGroupCreate, { as: supervisor, body })).error?.code).toBe('request.invalid');
    expect((await server.call(http.supportGroupCreate, { as: tess, body })).error?.code).toBe('auth.role');
    const id = (await server.call(http.supportGroupCreate, { as: supervisor, body: { ...body, memberIds: [] } })).result.id;
    const changed = { ...body, name: 'Third line', memberIds: [tess.userId], version: 0 };
    expect((await server.call(http.supportGroupWrite, { as: supervisor, params: { id }, body: changed })).status).toBe(200);
    // Of two who change it at once the second is told by whom.
    const late = { ...changed, name: 'The third' };
    const refused = await server.call(http.supportGroupWrite, { as: server.admin, params: { id }, body: late });
    expect(refused.error).toMatchObject({ code: 'settings.changed', data: { by: 'A supervisor' } });
    const { groups, people } = (await server.call(http.supportGroups, { as: tess })).result;
    expect(groups.find((group) => group.id === id)).toMatchObject({ name: 'Third line', members: [{ id: tess.userId }] });
    expect(people.map(({ name }) => name)).toContain('Tom Two');
    const remove = (group: string) => server.call(http.supportGroupRemove, { as: supervisor, params: { id: group }, body: {} });
    expect((await remove(id)).status).toBe(200);
    expect((await remove(printers)).error?.code).toBe('request.invalid');
  });

  test('of people from outside is no tier of the desk: it takes nobody what they read, and gives nobody more', async () => {
    const own = await startTestServer();
    try {
      const people = await own.everyRole();
      const made = async (tier: number, ...memberIds: string[]) => {
        const body = { name: `Tier ${tier}`, tier, specialisation: '', acceptWithinMin: 5, memberIds };
        expect((await own.call(http.supportGroupCreate, { as: people.supervisor, body })).status).toBe(200);
      };
      const readsAll = async (as: SignedIn) => {
        const { permissions = [] } = (await own.call(http.me, { as })).result.user ?? {};
        return permissions.includes('classified.read') && permissions.includes('evidence.read');
      };
      const deep = await own.invite('Dora Deep', 'dora@test.example', 'who reads what is deep');
      await made(4, people.vendor.userId, own.technician.userId);
      expect(await readsAll(own.technician)).toBe(true);
      await made(2, deep.userId);
      expect([await readsAll(deep), await readsAll(own.technician)]).toEqual([true, false]);
    } finally {
      await own.close();
    }
  });
});

describe('a link for the user', () => {
  const linked = async (id: string, renew = false) => {
    const { url } = (await server.call(http.followCreate, { as: tess, params: { id }, body: { renew } })).result;
    return new URL(url).hash.replace('#follow=', '');
  };
  const follow = (token: string) => server.call(http.followRead, { body: { token } });
  const verdict = (token: string, given: Parameters<typeof http.followVerdict.body.parse>[0]) =>
    server.call(http.followVerdict, { body: http.followVerdict.body.parse({ token, verdict: given }) });

  test('opens that ticket alone, without notes, and ends with the next one', async () => {
    const id = await asked('my screen is green');
    const first = await linked(id);
    await take(id);
    await server.call(http.ticketSay, { as: tess, params: { id }, body: { messageId: nextId(), text: 'a secret', to: 'desk' } });
    await server.call(http.ticketSay, {
      as: tess,
      params: { id },
      body: { messageId: nextId(), text: 'all of it?', to: 'user' },
    });
    const { result } = await follow(first);
    expect(result).toMatchObject({ text: 'my screen is green', step: 'in-progress', messages: [{ text: 'all of it?' }] });
    expect(JSON.stringify(result)).not.toContain('a secret');
    expect(await linked(id)).toBe(first);
    const second = await linked(id, true);
    expect((await follow(first)).error?.code).toBe('auth.refused');
    expect((await follow(second)).result.number).toBe(await numberOf(id));
  });

  test('answers, opens again what was not solved, accepts and rates; each once', async () => {
    const id = await asked('it beeps');
    const token = await linked(id);
    await take(id);
    await change(id, { type: 'moved', to: 'pending-user', note: '' });
    const said = { token, messageId: nextId(), text: 'three times' };
    for (let times = 0; times < 2; times += 1) await server.call(http.followSay, { body: said });
    expect((await follow(token)).result).toMatchObject({
      step: 'in-progress',
      messages: [{ from: 'user', text: 'three times' }],
    });
    const rating = { type: 'rated', stars: 4, comment: 'quick' } as const;
    expect((await verdict(token, rating)).error?.code).toBe('ticket.wrong-state');
    await change(id, { type: 'done', solution: 'muted it', code: 'advice' });
    expect((await follow(token)).result).toMatchObject({ step: 'check-solution', solution: 'muted it' });
    await verdict(token, { type: 'reopened' });
    expect(await caseOf(id)).toMatchObject({ status: 'open', reopens: 1 });
    await change(id, { type: 'done', solution: 'muted it for good', code: 'advice' });
    expect((await verdict(token, { type: 'accepted' })).status).toBe(200);
    expect((await verdict(token, rating)).status).toBe(200);
    expect((await verdict(token, { type: 'accepted' })).error?.code).toBe('ticket.wrong-state');
    expect((await follow(token)).result).toMatchObject({ step: 'closed', stars: 4 });
    const { error } = await server.call(http.today, { as: tess });
    expect(error?.code).toBe('auth.role');
    const { result } = await server.call(http.today, { as: supervisor });
    expect(result).toMatchObject({ stars: [0, 0, 0, 1, 0], solved: [{ days: 7 }, { days: 30 }] });
    expect((await numbers({ status: 'any', stars: 4, ratedDays: 7 })).length).toBe(1);
    expect(await caseOf(id)).toMatchObject({ status: 'closed', rating: { stars: 4, comment: 'quick' } });
  });

  test('answers what nobody has any more: by link, by file and on the computer', async () => {
    const ways = ['link', 'file', 'computer'] as const;
    for (const way of ways) {
      const { ticketId: id, requestId } = await device.ask(`it hums (${way})`);
      const token = await linked(id);
      await take(id);
      await change(id, { type: 'moved', to: 'pending-user', note: '' });
      await change(id, { type: 'assigned', ownerId: null, groupId: printers, note: '' }, supervisor);
      expect(await caseOf(id)).toMatchObject({ status: 'pending-user', owner: null });
      const said = { messageId: nextId(), text: 'here it is' };
      if (way === 'link') await server.call(http.followSay, { body: { token, ...said } });
      else if (way === 'file') await server.upload(http.followAttach, { body: { token, name: 'a.txt' } });
      else await device.connection.call(deviceSocket.ownSay, { requestId, ...said });
      expect(await caseOf(id)).toMatchObject({ status: 'new', owner: null, group: { id: printers } });
    }
  });

  test('asks for whoever leads the desk; only they take that up', async () => {
    const id = await asked('nobody answers me');
    const link = await linked(id);
    for (const reason of ['please', 'please', 'now']) {
      expect((await verdict(link, { type: 'manager-asked', reason })).status).toBe(200);
    }
    expect((await read(id)).events.filter(({ body }) => body.type === 'manager-asked')).toHaveLength(1);
    const wished = () => numbers({ wantsManager: true, status: 'any' });
    expect(await wished()).toEqual([await numberOf(id)]);
    expect((await server.call(http.today, { as: supervisor })).result.wishes).toBe(1);
    expect((await change(id, { type: 'manager-heard' })).error?.code).toBe('auth.role');
    expect((await change(id, { type: 'manager-heard' }, supervisor)).status).toBe(200);
    expect(await wished()).toEqual([]);
    expect((await change(id, { type: 'manager-heard' }, supervisor)).error?.code).toBe('ticket.wrong-state');
    // Merging or throwing it away buries no wish, and leaves none that nobody can take up.
    for (const end of [
      { type: 'merged', number: await numberOf(id) },
      { type: 'moved', to: 'spam', note: '' },
    ] as const) {
      const other = await asked('nobody answers me at all');
      await verdict(await linked(other), { type: 'manager-asked', reason: '' });
      expect((await change(other, end, supervisor)).status).toBe(200);
      expect(await wished()).toEqual([await numberOf(other)]);
      expect((await change(other, { type: 'manager-heard' }, supervisor)).status, end.type).toBe(200);
      expect(await wished()).toEqual([]);
    }
  });
});

describe('a call', () => {
  const callOf = (more: { direction?: 'in' | 'out'; reached?: boolean; callId?: string } = {}) => ({
    callId: nextId(),
    direction: 'in' as const,
    reached: true,
    phone: '0800 77',
    startedAt: clock.now(),
    durationMs: 61_000,
    note: 'no picture since the storm',
    ...more,
  });
  const end = (call: ReturnType<typeof callOf>, ticketId: string, as = tess) =>
    server.call(http.callEnd, { as, body: { call, to: { kind: 'ticket', ticketId } } });
  const callers = async (text: string) =>
    (await server.call(http.callFind, { as: tess, body: { text } })).result.found.map(({ by, device: of, tickets }) => ({
      by,
      device: of?.name ?? null,
      numbers: tickets.map(({ number }) => number),
    }));
  const waiting = async (as = tess) => (await server.call(http.callBacks, { as })).result.calls;

  test('is found by number, by the code of a finding, and by names', async () => {
    const own = await server.openDevice(await server.enrollDevice('Wharf 9'));
    const { number, requestId } = await own.ask('no picture', { name: 'Quentin Quay' });
    const report = reportOf(nextId(), { findings: { 'disk.space': { status: 'fail', evidence: [] } } });
    await own.connection.call(deviceSocket.diagnosisSend, { ...sendable(report), requestId });
    const of = { device: 'Wharf 9', numbers: [number] };
    expect(await callers(`#${number}`)).toEqual([{ by: 'number', ...of }]);
    expect(await callers(report.findings[0]?.code.toLowerCase() ?? '')).toEqual([{ by: 'finding', ...of }]);
    expect(await callers('wharf')).toEqual([{ by: 'device', ...of }]);
    expect(await callers('quentin q')).toEqual([{ by: 'person', ...of }]);
    expect(await callers('%%')).toEqual([]);
  });

  test('stands in its ticket once, with how long it lasted; its note is for the desk', async () => {
    const id = await asked('is told by phone');
    const call = callOf();
    for (let twice = 0; twice < 2; twice += 1) expect((await end(call, id)).status).toBe(200);
    const calls = (await read(id)).events.filter(({ body }) => body.type === 'call');
    expect(calls.map(({ body }) => body)).toEqual([{ type: 'call', ...call }]);
    expect((await end({ ...callOf(), startedAt: clock.now() + 600_000 }, id)).error?.code).toBe('request.invalid');
    expect((await end(callOf(), id, vendor)).status).toBe(403);
  });

  test('opens a ticket in the name of whoever called, once, which nobody can join without being asked there', async () => {
    const call = callOf();
    const to = { kind: 'new', deviceId: null, name: 'Rosa', text: 'No picture', email: null, language: 'de' } as const;
    const opened = await server.call(http.callEnd, { as: tess, body: { call, to } });
    const again = await server.call(http.callEnd, { as: tess, body: { call, to } });
    expect(again.result).toEqual(opened.result);
    const { ticket, events } = await read(opened.result.ticketId);
    expect(ticket).toMatchObject({ startedBy: 'call', requester: 'Rosa', device: null });
    expect(events.map(({ body }) => body.type)).toEqual(['created', 'call']);
    expect(await caseOf(opened.result.ticketId)).toMatchObject({
      channel: 'phone',
      language: 'de',
      contact: { phone: '0800 77' },
    });
    const nobody = await server.call(http.callEnd, { as: tess, body: { call: callOf(), to: { ...to, name: ' ' } } });
    expect(nobody.error?.code).toBe('request.invalid');
  });

  test('that users wait for is listed by when it is due, until somebody is reached', async () => {
    const { ticketId, requestId } = await device.ask('call me');
    // Nobody is promised a call at a time that is over.
    const over = { requestId, phone: '0800 5', when: 'yesterday', dueAt: clock.now() - 6 * 60_000 };
    await expect(device.connection.call(deviceSocket.requestCallBack, over)).rejects.toMatchObject({ code: 'call-back.past' });
    const far = { ...over, when: 'in 2099', dueAt: Date.UTC(2099, 0, 1) };
    await expect(device.connection.call(deviceSocket.requestCallBack, far)).rejects.toMatchObject({ code: 'call-back.far' });
    expect(await waiting()).toEqual([]);
    const dueAt = clock.now() + 60_000;
    await device.connection.call(deviceSocket.requestCallBack, { requestId, phone: '0800 5', when: 'soon', dueAt });
    expect(await waiting()).toMatchObject([{ ticketId, phone: '0800 5', dueAt, tries: 0 }]);
    expect(await waiting(vendor)).toEqual([]);
    await end(callOf({ direction: 'out', reached: false }), ticketId);
    expect(await waiting()).toMatchObject([{ tries: 1, dueAt: clock.now() + 30 * 60_000 }]);
    await end(callOf({ direction: 'out' }), ticketId);
    expect(await waiting()).toEqual([]);
  });
});

describe('of two who change it at once the second is told who did, and may then', () => {
  test('a vendor', async () => {
    const vendor = { name: 'Printers Ltd', contacts: '', contract: '', portal: '', answerWithinHours: 24 };
    const { id } = (await server.call(http.vendorCreate, { as: supervisor, body: vendor })).result;
    const write = (contacts: string, version: number, as = supervisor) =>
      server.call(http.vendorWrite, { as, params: { id }, body: { ...vendor, contacts, version } });
    expect((await write('Pia', 0)).status).toBe(200);
    expect((await write('Paul', 0, server.admin)).error).toMatchObject({
      code: 'settings.changed',
      data: { by: 'A supervisor' },
    });
    const { result } = await server.call(http.vendors, { as: supervisor });
    expect(result.find((each) => each.id === id)).toEqual({ id, ...vendor, contacts: 'Pia', version: 1 });
    expect((await write('Paul', 1, server.admin)).status).toBe(200);
    expect((await server.call(http.vendorRemove, { as: supervisor, params: { id }, body: {} })).status).toBe(200);
    expect((await write('Paul', 2)).error?.code).toBe('vendor.not-found');
  });

  test('what a role is told of', async () => {
    const choices = [{ kind: 'reply', channel: 'sound', on: true }] as const;
    const write = (version: number, as = supervisor) =>
      server.call(http.noticeUsualWrite, { as, body: { role: 'technician', choices: [...choices], version } });
    expect((await write(0)).status).toBe(200);
    expect((await write(0, server.admin)).error).toMatchObject({ code: 'settings.changed', data: { by: 'A supervisor' } });
    const { roles } = (await server.call(http.noticeUsual, { as: supervisor })).result;
    expect(roles).toMatchObject({ technician: { choices, version: 1 }, vendor: { choices: [], version: 0 } });
    expect((await write(1, server.admin)).status).toBe(200);
  });
});

describe('canned replies', () => {
  const reply = { title: 'Thanks', language: 'en', groupId: null, text: 'Thank you, {{name}}.' } as const;

  test('are written by those who lead the desk and read by everybody there', async () => {
    expect((await server.call(http.replyCreate, { as: tess, body: reply })).status).toBe(403);
    const { id } = (await server.call(http.replyCreate, { as: supervisor, body: reply })).result;
    const wrong = { ...reply, groupId: 'group-of-nobody', version: 0 };
    expect((await server.call(http.replyWrite, { as: supervisor, params: { id }, body: wrong })).status).toBe(400);
    const other = { ...reply, groupId: printers, version: 0 };
    expect((await server.call(http.replyWrite, { as: supervisor, params: { id }, body: other })).status).toBe(200);
    expect((await server.call(http.replies, { as: tess })).result).toEqual([{ id, ...other, version: 1 }]);
    const late = await server.call(http.replyWrite, { as: server.admin, params: { id }, body: { ...other, title: 'Ta' } });
    expect(late.error).toMatchObject({ code: 'settings.changed', data: { by: 'A supervisor' } });
    expect((await server.call(http.replyRemove, { as: supervisor, params: { id }, body: {} })).status).toBe(200);
    expect((await server.call(http.replyRemove, { as: supervisor, params: { id }, body: {} })).status).toBe(400);
  });
});

describe('who is named in a note', () => {
  const note = (id: string, text: string, mentions: string[], to: 'user' | 'desk' = 'desk') =>
    server.call(http.ticketSay, { as: tess, params: { id }, body: { messageId: nextId(), text, to, mentions } });

  test('watches the ticket from then on and finds it; only whom the words name, and only colleagues', async () => {
    const id = await asked();
    expect((await note(id, 'ask @Somebody', ['nobody-of-that-name'])).status).toBe(400);
    await note(id, 'thank you @Tom Two, @Ada Admin', [second.userId]);
    await note(id, 'and no more', [supervisor.userId]);
    await note(id, 'hello @Tom Two', [second.userId], 'user');
    expect(await caseOf(id)).toMatchObject({ watchers: [{ id: second.userId }], mentioned: [{ id: second.userId }] });
    const number = await numberOf(id);
    expect(await numbers({ queue: 'mentioned' }, second)).toEqual([number]);
    expect(await numbers({ queue: 'watching' }, second)).toEqual([number]);
    expect(await numbers({ queue: 'mentioned' })).toEqual([]);
    await change(id, { type: 'watched', on: false }, second);
    expect(await numbers({ queue: 'watching' }, second)).toEqual([]);
    expect(await numbers({ queue: 'mentioned' }, second)).toEqual([number]);
    await change(id, { type: 'tagged', add: ['zebra'], remove: [] });
    expect((await server.call(http.ticketTags, { as: tess })).result).toContain('zebra');
  });
});

test('what is another matter becomes a ticket of its own: same user, same computer, linked, and no way onto the computer', async () => {
  const id = await asked('the printer is off, and the mouse sticks');
  const body = { splitId: nextId(), text: 'the mouse sticks' };
  const split = (as = tess, words: Partial<typeof body> = {}) =>
    server.call(http.ticketSplit, { as, params: { id }, body: { ...body, ...words } });
  expect((await split(vendor)).error?.code).toBe('ticket.not-found');
  expect((await split(tess, { text: '  ' })).status).toBe(400);
  const { ticketId, number } = (await split()).result;
  expect((await split()).result).toEqual({ ticketId, number });
  const [first, other] = [await read(id), await read(ticketId)];
  expect(other.ticket).toMatchObject({
    requester: first.ticket.requester,
    device: { id: first.ticket.device?.id },
    startedBy: 'call',
  });
  expect((await caseOf(ticketId)).links).toMatchObject([{ relation: 'split-from', other: { ticketId: id } }]);
  expect((await caseOf(id)).links).toMatchObject([{ relation: 'related', other: { ticketId } }]);
  expect((await caseOf(ticketId)).status).toBe('new');
});

test('an article goes to the user by one press, and is read on that ticket alone, by link and on the computer', async () => {
  const { ticketId: id, requestId } = await device.ask('nothing is printed');
  const body = { article: 'printer', messageId: nextId(), text: 'This may help' };
  const send = (as = tess, article = 'printer') =>
    server.call(http.sheetSend, { as, params: { id }, body: { ...body, article } });
  // Pressed twice, it is one answer.
  expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
  expect((await send(tess, 'no-such-article')).error?.code).toBe('article.not-found');
  expect((await send(vendor)).error?.code).toBe('ticket.not-found');
  const { url } = (await server.call(http.followCreate, { as: tess, params: { id }, body: {} })).result;
  const token = url.split('=')[1] ?? '';
  const { result } = await server.call(http.followRead, { body: { token } });
  expect(result.messages).toMatchObject([
    { text: 'This may help', article: { id: 'printer', title: 'The printer does not print' } },
  ]);
  const byLink = (article: string) => server.call(http.followSheet, { body: { token, article } });
  expect((await byLink('printer')).result.body).toContain('## What to do');
  expect((await byLink('restart')).error?.code).toBe('article.not-found');
  const onComputer = (article: string) => device.connection.call(deviceSocket.ownSheet, { requestId, article });
  expect((await onComputer('printer')).title).toBe('The printer does not print');
  await expect(onComputer('restart')).rejects.toMatchObject({ code: 'article.not-found' });
});
