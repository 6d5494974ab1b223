import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ticketCase } from '@alongside/desk';
import { type DevelopersAnswer, deviceSocket, http, type ProblemText, type TicketChange } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bridge } from '../../scripts/github-bridge/bridge.ts';
import { bridgeServer } from '../../scripts/github-bridge/bridge-server.ts';
import { DeskApi } from '../../scripts/github-bridge/desk-api.ts';
import { GitHubApi } from '../../scripts/github-bridge/github-api.ts';
import { FakeGitHub } from '../fixtures/fake-github.ts';
import { FakeMailer } from '../fixtures/fake-mailer.ts';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../fixtures/webhook-receiver.ts';

/** For what the machine does in its own time. */
const PATIENCE = { timeout: 10_000 };
const clock = new FakeClock(Date.now());
const mailer = new FakeMailer();
let server: TestServer;
let tess: SignedIn;
let receiver: WebhookReceiver;
const devices: DeviceClient[] = [];
beforeAll(async () => {
  server = await startTestServer({ clock, mailer });
  tess = server.technician;
  receiver = await startWebhookReceiver();
  await hook(receiver.url);
  for (const name of ['LT-4471', 'LT-4472']) devices.push(await server.openDevice(await server.enrollDevice(name)));
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

const hook = async (url: string) =>
  (await server.call(http.webhookCreate, { as: server.admin, body: { url, topics: ['developers'] } })).result;
const text = (parts: Partial<ProblemText> = {}): ProblemText => ({
  title: 'Printing stops with 7.12',
  symptoms: 'Since Monday nothing is printed, says Uma.',
  impact: '',
  cause: '',
  workaround: '',
  article: 'printer',
  askAt: 2,
  signature: [{ weight: 3, must: false, anyOf: [{ fact: 'app', name: 'Harbour Print', from: '7.12', before: '' }] }],
  ...parts,
});
const create = async (parts: Partial<ProblemText> = {}) =>
  (await server.call(http.problemCreate, { as: tess, body: { text: text(parts) } })).result.id;
const confirm = (ticketId: string, problemId: string) =>
  server.call(http.ticketProblemJudge, { as: tess, params: { id: ticketId }, body: { problemId, verdict: 'confirmed' } });
const request = async (nth: number, words = 'my printer') => {
  const device = devices[nth];
  if (!device) throw new Error('no such device');
  return device.ask(words);
};
const wanted = (of: { ticketId?: string; problemId?: string }, note = '') => ({
  ticketId: of.ticketId ?? null,
  problemId: of.problemId ?? null,
  title: '',
  symptoms: '',
  note,
});
const askFor = (of: { ticketId?: string; problemId?: string }, as = tess) =>
  server.call(http.developersAsk, { as, body: wanted(of) });
const ofProblem = async (id: string) => (await server.call(http.developersOfProblem, { as: tess, params: { id } })).result;
const problem = async (id: string) => (await server.call(http.problem, { as: tess, params: { id } })).result;
const eventsOf = async (id: string) => (await server.call(http.ticket, { as: tess, params: { id } })).result.events;
const heardOf = async (id: string) => (await eventsOf(id)).flatMap(({ body }) => (body.type === 'developers' ? [body] : []));
/** The next delivery, after the timers that are due. */
const delivered = async () => {
  await clock.advance(0);
  return JSON.parse((await receiver.received.next()).body) as { event: string; issue: Record<string, unknown> };
};
const keyFor = async (...scopes: ('developers.answer' | 'tickets.read')[]) =>
  (await server.call(http.apiKeyCreate, { as: server.admin, body: { name: 'Tracker', scopes, days: 30 } })).result.key;

test('a count asks by itself: one webhook without anybody’s name, a word to those who lead, once', async () => {
  const problemId = await create();
  const [one, other] = [await request(0), await request(1)];
  await confirm(one.ticketId, problemId);
  expect(await ofProblem(problemId)).toEqual([]);
  await confirm(other.ticketId, problemId);
  const { event, issue } = await delivered();
  expect(event).toBe('developers.asked');
  expect(issue).toEqual({
    id: expect.any(String),
    number: 1,
    why: 'devices',
    problem: 1,
    title: 'Printing stops with 7.12',
    symptoms: expect.stringMatching(/^Since Monday nothing is printed, says (?!Uma)/u),
    note: '',
    signs: [{ must: false, anyOf: [{ fact: 'app', name: 'Harbour Print', from: '7.12', before: '' }] }],
    versions: [{ name: 'Harbour Print', from: '7.12', before: '' }],
    devices: 2,
    cases: 2,
  });
  expect(await heardOf(other.ticketId)).toMatchObject([{ state: 'asked', via: 'asked', issue: { number: 1 } }]);
  expect(await heardOf(one.ticketId)).toEqual([]);
  expect((await problem(problemId)).summary.askedAt).toBe(clock.now());
  // Whoever leads the desk: in the console, and by mail, since nobody may be there.
  const kinds = async () => (await server.call(http.notices, { as: server.admin })).result.notices.map(({ kind }) => kind);
  await expect.poll(kinds, PATIENCE).toEqual(['developers-asked']);
  await clock.advance(0);
  const mail = await mailer.tried.next();
  expect([mail.to, mail.text]).toEqual(['ada@test.example', expect.stringContaining('The developers are asked')]);

  // They have it: another count, and a person, ask nothing anew.
  await confirm((await request(0)).ticketId, problemId);
  expect((await askFor({ problemId, ticketId: one.ticketId })).result).toEqual({ id: issue.id, number: 1, sent: false });
  expect(await heardOf(one.ticketId)).toMatchObject([{ state: 'asked', via: 'linked', issue: { number: 1 } }]);
  const { result: hooks } = await server.call(http.webhooks, { as: server.admin });
  const sent = await server.call(http.webhookDeliveries, { as: server.admin, params: { id: hooks[0]?.id ?? '' } });
  expect(sent.result.map((each) => each.event)).toEqual(['developers.asked']);
});

test('a version comes back to the tickets, the problem and its history, once, and whoever waited has it again', async () => {
  const problemId = await create({ title: 'Scanning stops', askAt: 9 });
  const [asker, waiting, over] = [await request(0, 'scans'), await request(1, 'scans too'), await request(1, 'gone')];
  for (const { ticketId } of [asker, waiting, over]) await confirm(ticketId, problemId);
  const write = async (id: string, change: TicketChange) => {
    const seen = ticketCase(await eventsOf(id))?.version ?? 0;
    return server.call(http.ticketWrite, { as: tess, params: { id }, body: { seen, change } });
  };
  await write(waiting.ticketId, { type: 'assigned', ownerId: tess.userId, groupId: null, note: '' });
  const item = { kind: 'workaround', text: 'scan at the device' } as const;
  await server.call(http.ticketRecord, { as: tess, params: { id: waiting.ticketId }, body: { item } });
  expect((await write(waiting.ticketId, { type: 'moved', to: 'pending-fix', note: '' })).status).toBe(200);
  await devices[1]?.connection.call(deviceSocket.requestCancel, { requestId: over.requestId });
  // One more waits, and is in nobody's hands by then.
  const left = await request(1, 'scans again');
  await confirm(left.ticketId, problemId);
  await write(left.ticketId, { type: 'assigned', ownerId: tess.userId, groupId: null, note: '' });
  await server.call(http.ticketRecord, { as: tess, params: { id: left.ticketId }, body: { item } });
  await write(left.ticketId, { type: 'moved', to: 'pending-fix', note: '' });
  expect((await write(left.ticketId, { type: 'assigned', ownerId: null, groupId: null, note: '' })).status).toBe(200);

  const { id, number } = (await askFor({ problemId, ticketId: asker.ticketId })).result;
  await delivered();
  const key = await keyFor('developers.answer');
  const by = { headers: { authorization: `Bearer ${key}` }, params: { id } };
  const answer = (seen: number, said: DevelopersAnswer, as: object = by) =>
    server.call(http.developersAnswerWrite, { ...as, params: { id }, body: { seen, answer: said } });
  const url = 'https://tracker.example/issues/12';
  const accepted = { state: 'accepted', reference: 'PRINT-12', url } as const;
  expect((await answer(0, { ...accepted, url: 'http://tracker.example/12' })).error?.code).toBe('request.invalid');
  expect((await answer(0, { ...accepted, url: 'javascript:alert(1)' })).error?.code).toBe('request.invalid');
  expect((await answer(0, accepted)).result).toEqual({ version: 1 });
  expect((await answer(0, accepted)).result).toEqual({ version: 1 });
  const declined = { state: 'declined', reference: '', url: null, reason: 'works as meant' } as const;
  expect((await answer(0, declined)).error).toMatchObject({ code: 'developers.changed', data: { version: 1 } });
  const fixed = { state: 'fixed', reference: '', url: null, fixedIn: '7.13' } as const;
  for (const seen of [1, 1]) expect((await answer(seen, fixed)).result).toEqual({ version: 2 });
  expect((await answer(2, declined)).error?.code).toBe('developers.wrong-state');

  const told = { state: 'fixed', fixedIn: '7.13', reference: 'PRINT-12', url, issue: { issueId: id, number } };
  expect((await heardOf(asker.ticketId)).map(({ state }) => state)).toEqual(['asked', 'accepted', 'fixed']);
  expect(await heardOf(waiting.ticketId)).toMatchObject([{ ...told, via: 'problem' }]);
  expect(await heardOf(over.ticketId)).toEqual([]);
  expect(ticketCase(await eventsOf(waiting.ticketId))?.status).toBe('open');
  expect(ticketCase(await eventsOf(left.ticketId))).toMatchObject({ status: 'new', owner: null });
  // No user was written to.
  expect((await eventsOf(waiting.ticketId)).filter(({ body }) => body.type === 'reply')).toEqual([]);
  const { summary, history } = await problem(problemId);
  expect(summary).toMatchObject({ state: 'fixed', fixedIn: '7.13', askedAt: null, article: 'printer' });
  expect(history.map(({ body }) => (body.type === 'answered' ? body.state : body.type))).toEqual([
    'written',
    'asked',
    'accepted',
    'fixed',
  ]);
  expect((await ofProblem(problemId))[0]).toMatchObject({ version: 2, number, fixedIn: '7.13', reference: 'PRINT-12', url });

  // Said again, it reaches whom it had not reached, and nobody twice.
  const late = await request(0, 'scans as well');
  await confirm(late.ticketId, problemId);
  expect(await heardOf(late.ticketId)).toEqual([]);
  // Nor had it a ticket of what was found twice.
  const [twin, twice] = [await create({ title: 'The same, found twice' }), await request(1, 'it is the same here')];
  await confirm(twice.ticketId, twin);
  const duplicateOf = (await problem(problemId)).summary.number;
  const move = { seen: 0, to: 'duplicate', note: '', fixedIn: '', duplicateOf } as const;
  expect((await server.call(http.problemMove, { as: tess, params: { id: twin }, body: move })).status).toBe(200);
  expect((await answer(0, fixed)).result).toEqual({ version: 2 });
  for (const { ticketId } of [late, twice]) expect(await heardOf(ticketId)).toMatchObject([{ ...told, via: 'problem' }]);
  expect([await heardOf(asker.ticketId), await heardOf(waiting.ticketId)].map(({ length }) => length)).toEqual([3, 1]);
  expect((await problem(problemId)).history).toHaveLength(4);

  // Nothing else is open to that key, and the answer to nobody else.
  expect((await server.call(http.problem, { ...by, params: { id: problemId } })).error?.code).toBe('auth.role');
  const reading = { headers: { authorization: `Bearer ${await keyFor('tickets.read')}` } };
  expect((await answer(2, fixed, reading)).error?.code).toBe('auth.role');
  expect((await server.call(http.developerIssueRead, { ...by, params: { id: 'issue-of-nobody' } })).error?.code).toBe(
    'developers.not-found',
  );
});

test('for a ticket alone: what is shown is what is sent, without its user, and only who may asks', async () => {
  const [device] = devices as [DeviceClient];
  const { ticketId, requestId } = await device.ask('Uma here: LT-4471 says disk full, call 0151 2345678');
  await device.connection.call(deviceSocket.diagnosisSend, {
    ...sendable(reportOf('report-of-developers', { findings: FULL_DISK })),
    requestId,
  });
  const words = { title: 'Disk of LT-4471 is full', symptoms: 'Uma (0151 2345678) cannot save', note: 'seen twice' };
  const body = { ...wanted({ ticketId }), ...words };
  const { question, listeners } = (await server.call(http.developersPreview, { as: tess, body })).result;
  expect(listeners).toBe(1);
  expect(JSON.stringify(question)).not.toMatch(/LT-4471|2345678/u);
  expect(question).toMatchObject({ why: 'person', problem: null, note: 'seen twice', cases: 1 });
  expect(question.signs[0]?.anyOf).toEqual([{ fact: 'finding', check: 'disk.space', status: 'bad' }]);
  const { result } = await server.call(http.developersAsk, { as: tess, body });
  expect(await delivered()).toMatchObject({ event: 'developers.asked', issue: { id: result.id, ...question } });
  expect((await server.call(http.developersAsk, { as: tess, body })).result).toMatchObject({ id: result.id, sent: false });

  expect((await server.call(http.developersAsk, { as: tess, body: wanted({}) })).error?.code).toBe('request.invalid');
  expect((await askFor({ ticketId })).error?.code).toBe('request.invalid');
  const vendor = await server.invite('Vera Vendor', 'vera@test.example', 'a password of hers', 'vendor');
  expect((await askFor({ ticketId }, vendor)).error?.code).toBe('auth.role');
  expect((await server.call(http.developersOfTicket, { as: vendor, params: { id: ticketId } })).error?.code).toBe('auth.role');
});

test('the bridge opens one issue at GitHub, and brings back what its developers do with it', async () => {
  const github = new FakeGitHub();
  const api = await github.start();
  const { repository, token, secret } = github.settings;
  const lines: string[] = [];
  const desk = new DeskApi(server.address, await keyFor('developers.answer'));
  const bridge = new Bridge(desk, new GitHubApi({ api, repository, token, label: 'from-support' }));
  const secrets = { desk: '', github: secret };
  const bridging = bridgeServer(
    bridge,
    secrets,
    (line) => lines.push(line),
    () => clock.now(),
  );
  await new Promise<void>((resolve) => bridging.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(bridging.address() as AddressInfo).port}`;
  secrets.desk = (await hook(`${at}/desk`)).secret;
  try {
    // GitHub is away for a moment; the desk sends it again, and it is one issue all the same.
    github.failures.push(503);
    const problemId = await create({ title: 'Copies @home are blank', askAt: 9 });
    const { ticketId } = await request(1, 'blank copies');
    await confirm(ticketId, problemId);
    const { id } = (await askFor({ problemId, ticketId })).result;
    await clock.advance(0);
    await expect.poll(() => lines.length, PATIENCE).toBe(1);
    expect(lines[0]).toMatch(/answered 503$/u);
    const issue = async () => (await ofProblem(problemId))[0];
    const stateLater = async () => {
      await clock.advance(5_000);
      return (await issue())?.state;
    };
    await expect.poll(stateLater, PATIENCE).toBe('accepted');
    const [opened] = github.issues;
    expect(github.issues).toHaveLength(1);
    expect(opened?.body).toContain(`<!-- alongside:${id} -->`);
    expect(await issue()).toMatchObject({ reference: `${repository}#1`, url: opened?.html_url });

    if (!opened) throw new Error('no issue was opened');
    const tell = (parts: object, with_ = secret) =>
      github.tell(`${at}/github`, 'issues', { action: 'closed', issue: { ...opened, ...parts } }, with_);
    expect(await tell({ state: 'closed', state_reason: 'not_planned' }, 'another secret')).toBe(401);
    // Somebody's own issue with our mark in it.
    expect(
      await tell({ html_url: 'https://github.com/harbour/printing/issues/2', state: 'closed', state_reason: 'not_planned' }),
    ).toBe(204);
    expect((await issue())?.state).toBe('accepted');
    Object.assign(opened, { state: 'closed', state_reason: 'completed' });
    expect(await tell({})).toBe(204);
    expect((await issue())?.state).toBe('accepted');
    const release = { tag_name: 'v7.13', draft: false, prerelease: false };
    expect(await github.tell(`${at}/github`, 'release', { action: 'published', release })).toBe(204);
    expect(await issue()).toMatchObject({ state: 'fixed', fixedIn: 'v7.13', version: 2 });
    expect(opened.labels).toEqual([{ name: 'from-support' }, { name: 'fixed-in: v7.13' }]);
    expect(await heardOf(ticketId)).toMatchObject([
      { state: 'asked' },
      { state: 'accepted' },
      { state: 'fixed', fixedIn: 'v7.13' },
    ]);
    // An old delivery again, or one that overtook another: what counts is how the issue stands.
    expect(await tell({ state: 'open', state_reason: null })).toBe(204);
    expect(await tell({ number: 77, state: 'open', state_reason: null })).toBe(204);
    expect(await issue()).toMatchObject({ state: 'fixed', version: 2 });
    // A later release is not where it was fixed.
    expect(await github.tell(`${at}/github`, 'release', { action: 'published', release: { ...release, tag_name: 'v8' } })).toBe(
      204,
    );
    expect(await issue()).toMatchObject({ fixedIn: 'v7.13', version: 2 });
    expect((await fetch(`${at}/desk`, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await fetch(`${at}/github`, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })).status).toBe(413);
  } finally {
    await closed(bridging);
    await github.close();
  }
});

async function closed(bridging: Server): Promise<void> {
  bridging.closeAllConnections();
  await new Promise((resolve) => bridging.close(resolve));
}
