import { ticketCase } from '@alongside/desk';
import { consoleSocket, deviceSocket, http, type ProblemText, type ProblemVerdict } from '@alongside/protocol';
import { FakeClock, Recorder } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { breakTicket, copyTicket, editData, fillTicket } from '../fixtures/edit-data.ts';
import { FULL_DISK, LONG_UP, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

const clock = new FakeClock(Date.now());
let server: TestServer;
let tess: SignedIn;
const devices: DeviceClient[] = [];
beforeAll(async () => {
  server = await startTestServer({ clock });
  tess = server.technician;
  for (const name of ['one', 'two']) devices.push(await server.openDevice(await server.enrollDevice(name)));
});
afterAll(() => server.close());

const text = (parts: Partial<ProblemText> = {}): ProblemText => ({
  title: 'The disk fills up with print jobs',
  symptoms: 'Printing stops and the computer says that the disk is full.',
  impact: '',
  cause: 'The spooler keeps every job.',
  workaround: 'Empty the folder of the spooler.',
  article: null,
  askAt: 2,
  signature: [
    { weight: 3, must: false, anyOf: [{ fact: 'finding', check: 'disk.space', status: 'bad' }] },
    { weight: 1, must: false, anyOf: [{ fact: 'finding', check: 'os.uptime', status: 'bad' }] },
    { weight: 1, must: true, anyOf: [{ fact: 'system', system: 'linux', name: 'debian', from: '11', before: '13' }] },
  ],
  ...parts,
});
const create = async (parts: Partial<ProblemText> = {}) =>
  (await server.call(http.problemCreate, { as: tess, body: { text: text(parts) } })).result;
const read = async (id: string) => (await server.call(http.problem, { as: tess, params: { id } })).result;
const move = async (id: string, to: 'investigating' | 'known-error' | 'fixed' | 'duplicate', more = {}) => {
  const body = { seen: (await read(id)).version, to, note: '', fixedIn: '', duplicateOf: null, ...more };
  return server.call(http.problemMove, { as: tess, params: { id }, body });
};
const judge = (ticketId: string, problemId: string, verdict: ProblemVerdict) =>
  server.call(http.ticketProblemJudge, { as: tess, params: { id: ticketId }, body: { problemId, verdict } });
const ofTicket = async (ticketId: string) =>
  (await server.call(http.ticketProblems, { as: tess, params: { id: ticketId } })).result;
const caseOf = async (id: string) => ticketCase((await server.call(http.ticket, { as: tess, params: { id } })).result.events);
let reports = 0;
const ask = async (device: DeviceClient | undefined, words: string, findings = {}) => {
  if (!device) throw new Error('no such device');
  const { ticketId, requestId } = await device.ask(words);
  reports += 1;
  const sent = sendable(reportOf(`report-number-${reports}`, { findings }));
  if (Object.keys(findings).length > 0) await device.connection.call(deviceSocket.diagnosisSend, { ...sent, requestId });
  return ticketId;
};

test('a ticket is shown what fits and why; what it is, a person says, and the count asks the developers once', async () => {
  const page = await server.openConsole(tess);
  const asked = new Recorder<{ number: number; devices: number }>((on) => page.connection.on(consoleSocket.problemAsked, on));
  const { id, number } = await create();
  const first = await ask(devices[0], 'nothing comes out of it', { ...FULL_DISK, ...LONG_UP });
  const second = await ask(devices[1], 'the same here', FULL_DISK);
  const again = await ask(devices[1], 'and once more', FULL_DISK);

  const [suggestion] = (await ofTicket(first)).suggestions;
  expect(suggestion).toMatchObject({ number, band: 'suggested', score: 1, devices: 0 });
  const [likely] = (await ofTicket(second)).suggestions;
  expect(likely).toMatchObject({ band: 'suggested', score: 0.8 });
  expect(likely?.rules.map(({ result }) => result)).toEqual(['fits', 'unknown', 'fits']);
  // Nothing was linked by itself.
  expect(await caseOf(first)).toMatchObject({ problems: [] });

  for (const ticket of [second, again, again]) expect((await judge(ticket, id, 'confirmed')).status).toBe(200);
  expect((await read(id)).summary).toMatchObject({ devices: 1, confirmed: 2, askedAt: null });
  await judge(first, id, 'confirmed');
  expect(await asked.next()).toMatchObject({ number, devices: 2 });
  const { summary, history } = await read(id);
  expect(summary).toMatchObject({ devices: 2, confirmed: 3, askedAt: clock.now(), trend: { last7: 3, before7: 0 } });
  expect(history.filter(({ body }) => body.type === 'asked')).toHaveLength(1);
  expect(await caseOf(first)).toMatchObject({ problems: [{ problemId: id, number }] });
  expect((await ofTicket(first)).confirmed.map((each) => each.number)).toEqual([number]);

  await judge(again, id, 'rejected');
  expect((await read(id)).summary).toMatchObject({ confirmed: 2, rejected: 1 });
  expect(await ofTicket(again)).toMatchObject({ suggestions: [], rejected: [number] });
  await judge(again, id, 'removed');
  expect((await read(id)).summary).toMatchObject({ confirmed: 2, rejected: 0 });
  expect((await ofTicket(again)).suggestions).toHaveLength(1);
});

test('without a report it is found by its words, and one of another system is not', async () => {
  const { number } = await create({ title: 'Zebra labels come out twice', symptoms: 'Zebra labels twice', signature: [] });
  const other = await create({
    title: 'Zebra labels come out striped',
    symptoms: 'Zebra labels striped',
    signature: [{ weight: 1, must: true, anyOf: [{ fact: 'system', system: 'windows', name: '', from: '', before: '' }] }],
  });
  const ticket = await ask(devices[0], 'my zebra labels come out twice', LONG_UP);
  const numbers = (await ofTicket(ticket)).suggestions.map((each) => [each.number, each.band]);
  expect(numbers).toContainEqual([number, 'words']);
  expect(numbers.map(([each]) => each)).not.toContain(other.number);
});

test('one press tells every user and ends what may end; the rest is named', async () => {
  const { id } = await create();
  const open = await ask(devices[0], 'my disk again', FULL_DISK);
  const claimed = await ask(devices[1], 'mine as well', FULL_DISK);
  for (const ticket of [open, claimed]) await judge(ticket, id, 'confirmed');
  const other = await server.invite('Tom Two', 'tom@test.example', 'a password of his');
  const page = await server.openConsole(other);
  await page.connection.call(consoleSocket.ticketClaim, { ticketId: claimed });

  await move(id, 'investigating');
  expect((await move(id, 'fixed', { fixedIn: '2.1' })).error?.code).toBe('problem.wrong-state');
  await move(id, 'known-error');
  expect((await move(id, 'fixed')).error).toMatchObject({ code: 'problem.wrong-state', data: { missing: 'fixed-in' } });
  await move(id, 'fixed', { fixedIn: '2.1' });

  const [, device] = devices as [DeviceClient, DeviceClient];
  const heard = new Recorder<{ message: { text: string } }>((on) => device.connection.on(deviceSocket.deviceChatSaid, on));
  const body = { text: 'Mended in 2.1. Please update.', solve: true };
  const told = (await server.call(http.problemTell, { as: tess, params: { id }, body })).result;
  expect(told).toMatchObject({ told: 2, solved: 1, left: [{ code: 'ticket.claimed-by-other' }] });
  expect((await heard.next()).message.text).toBe(body.text);
  expect(await caseOf(open)).toMatchObject({ status: 'resolved', resolution: { code: 'fixed-version' } });
  // Its user hears of it once: the message is the solution.
  const { events } = (await server.call(http.ticket, { as: tess, params: { id: open } })).result;
  expect(events.slice(-1).map(({ body }) => body)).toMatchObject([{ type: 'done', solution: body.text }]);
  expect(events.filter(({ body }) => body.type === 'reply')).toEqual([]);
  expect((await read(id)).history.at(-1)?.body).toMatchObject({ type: 'told', tickets: 2, solved: 1 });
});

test('a ticket that takes no more words, or whose log cannot be read, keeps the message from nobody else', async () => {
  const { id } = await create();
  const tickets: string[] = [];
  for (const words of ['the first', 'the second', 'the third', 'the fourth'])
    tickets.push(await ask(devices[tickets.length % 2], words));
  for (const ticket of tickets) await judge(ticket, id, 'confirmed');
  const [first = '', full = '', third = '', broken = ''] = tickets;
  fillTicket(server.dataDir, full);
  breakTicket(server.dataDir, broken);
  const body = { text: 'Empty the folder.', solve: false };
  const { result: told } = await server.call(http.problemTell, { as: tess, params: { id }, body });
  expect(told).toMatchObject({ told: 2, solved: 0, left: [{ code: expect.any(String) }, { code: 'ticket.full' }] });
  for (const ticket of [first, third]) expect((await caseOf(ticket))?.firstResponseAt).not.toBeNull();
  expect((await read(id)).history.at(-1)?.body).toMatchObject({ type: 'told', tickets: 2 });
  // The server starts with none that is open.
  editData(server.dataDir, 'UPDATE tickets SET closed_at = 1 WHERE id = ?', broken);
});

test('who waits longest hears of it, however many newer cases are over', async () => {
  const { id } = await create();
  const [old, over] = [await ask(devices[0], 'still waiting'), await ask(devices[1], 'over by now')];
  for (const ticket of [old, over]) await judge(ticket, id, 'confirmed');
  const seen = (await caseOf(over))?.version ?? 0;
  await server.call(http.ticketWrite, {
    as: tess,
    params: { id: over },
    body: { seen, change: { type: 'done', solution: 'emptied', code: 'advice' } },
  });
  editData(server.dataDir, `UPDATE tickets SET status = 'closed' WHERE id = ?`, over);
  copyTicket(server.dataDir, over, 500, 3000);
  editData(
    server.dataDir,
    `INSERT INTO problem_links (organisation_id, problem_id, ticket_id, verdict, at)
    SELECT organisation_id, ?, id, 'confirmed', 0 FROM tickets WHERE number > 3000`,
    id,
  );
  const body = { text: 'Empty the folder.', solve: false };
  expect((await server.call(http.problemTell, { as: tess, params: { id }, body })).result).toMatchObject({ told: 1, left: [] });
  expect((await caseOf(old))?.firstResponseAt).not.toBeNull();
});

test('cases of its duplicates, and of theirs, hear of it too, each once; and as many as there are', async () => {
  const { id, number } = await create({ title: 'The one that is mended' });
  const twin = await create({ title: 'The same, found twice' });
  const third = await create({ title: 'And once more' });
  const [first, second] = [await ask(devices[0], 'it is the third'), await ask(devices[1], 'it is both')];
  await judge(first, third.id, 'confirmed');
  for (const each of [twin.id, id]) await judge(second, each, 'confirmed');
  copyTicket(server.dataDir, second, 230, 6000);
  editData(
    server.dataDir,
    `INSERT INTO problem_links (organisation_id, problem_id, ticket_id, verdict, at)
    SELECT organisation_id, ?, id, 'confirmed', 0 FROM tickets WHERE number > 6000`,
    twin.id,
  );
  await move(third.id, 'duplicate', { duplicateOf: twin.number });
  await move(twin.id, 'duplicate', { duplicateOf: number });
  expect((await read(id)).reached).toBe(232);
  const body = { text: 'Mended: please update.', solve: false };
  const { result } = await server.call(http.problemTell, { as: tess, params: { id }, body });
  expect(result).toEqual({ told: 232, solved: 0, left: [] });
  for (const ticket of [first, second]) {
    const { events } = (await server.call(http.ticket, { as: tess, params: { id: ticket } })).result;
    expect(events.filter(({ body: { type } }) => type === 'reply')).toHaveLength(1);
  }
  editData(server.dataDir, `UPDATE tickets SET active = 0, status = 'closed' WHERE number > ?`, '6000');
});

test('of two writers the second is told; a duplicate names another; what it was survives a restart', async () => {
  const { id, number } = await create({ title: 'First words' });
  const write = (seen: number, title: string) =>
    server.call(http.problemWrite, { as: tess, params: { id }, body: { seen, text: text({ title }) } });
  expect((await write(0, 'Second words')).result).toEqual({ version: 1 });
  expect((await write(0, 'Third words')).error).toMatchObject({ code: 'problem.changed', data: { by: 'Tess Technician' } });
  expect((await move(id, 'duplicate', { duplicateOf: number })).error?.code).toBe('problem.not-found');
  expect((await move(id, 'duplicate', { duplicateOf: 1 })).status).toBe(200);
  const third = await create({ title: 'A third' });
  expect((await move(third.id, 'duplicate', { duplicateOf: number })).error?.code).toBe('problem.wrong-state');
  const ticket = await ask(devices[0], 'nothing to see');
  expect((await judge(ticket, id, 'confirmed')).error?.code).toBe('problem.wrong-state');
  const { vendor } = await server.everyRole();
  expect((await server.call(http.problems, { as: vendor })).error?.code).toBe('auth.role');

  const drafted = (await server.call(http.problemDraft, { as: tess, params: { id: ticket } })).result;
  expect(drafted).toMatchObject({ symptoms: 'nothing to see' });
  const before = await read(id);
  server = await server.restart();
  tess = server.technician;
  expect(await read(id)).toEqual(before);
});

test('one that cannot be read is named and left as it is; all others, and the tickets, go on', async () => {
  const damaged = await create({ title: 'Soon damaged' });
  await move(damaged.id, 'investigating');
  const sound = await create({ title: 'Sound' });
  const device = await server.openDevice(await server.enrollDevice('three'));
  const ticket = await ask(device, 'Printing stops and the computer says that the disk is full.');
  expect((await judge(ticket, damaged.id, 'confirmed')).status).toBe(200);
  await server.server.close();
  editData(server.dataDir, `UPDATE problem_entries SET body = '{' WHERE problem_id = ? AND seq = 1`, damaged.id);
  server = await server.restart();
  tess = server.technician;
  const known = (await server.call(http.problems, { as: tess })).result.map(({ number }) => number);
  expect([known.includes(sound.number), known.includes(damaged.number)]).toEqual([true, false]);
  const fitting = (await ofTicket(ticket)).suggestions.map(({ id }) => id);
  expect([fitting.length > 0, fitting.includes(damaged.id)]).toEqual([true, false]);
  const refused = { status: 500, error: { code: 'problem.damaged' } };
  expect(await server.call(http.problem, { as: tess, params: { id: damaged.id } })).toMatchObject(refused);
  const body = { seen: 1, text: text() };
  expect(await server.call(http.problemWrite, { as: tess, params: { id: damaged.id }, body })).toMatchObject(refused);
  expect((await create({ title: 'Another' })).number).toBe(sound.number + 1);
});
