import { randomId, systemRandom } from '@alongside/base';
import { ticketCase } from '@alongside/desk';
import { consoleSocket, http, type Language, type TicketChange, type ToldNow } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { openStores, type Stores } from '../../apps/server/src/storage/stores.ts';
import { FakeMailer } from '../fixtures/fake-mailer.ts';
import { startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';
import { vendorMade } from '../fixtures/vendors.ts';

const clock = new FakeClock(Date.now());
const mailer = new FakeMailer();
const nextId = () => randomId(systemRandom());
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ clock, mailer });
});
afterAll(() => server.close());

const next = async () => {
  await clock.advance(0);
  return mailer.tried.next();
};
const tokenIn = (text: string) => /#invite=(\S+)/u.exec(text)?.[1] ?? '';
const setPassword = (text: string, password: string) =>
  server.call(http.invitationAccept, { body: { token: tokenIn(text), password } });

test('an invitation goes to whom it is for, and to whoever made it as well', async () => {
  const person = { name: 'Rosa Vidal', email: 'rosa@test.example' };
  const { result } = await server.call(http.invitationCreate, { as: server.admin, body: person });
  expect(result.mail).toMatchObject({ kind: 'invitation', to: person.email, state: 'waiting' });
  const mail = await next();
  expect(mail).toMatchObject({ to: person.email, subject: 'Test Organisation invites you to help' });
  expect(mail.text).toContain(result.url);
  expect((await setPassword(mail.text, 'a long enough password')).status).toBe(200);
});

test('who forgot the password gets a link for two hours; the answer does not tell whether there is an account', async () => {
  expect((await server.call(http.me)).result.mail).toBe(true);
  const ask = (email: string) => server.call(http.passwordForgotten, { body: { email } });
  const [unknown, known] = [await ask('nobody@test.example'), await ask(TECHNICIAN.email)];
  expect({ ...unknown }).toEqual({ ...known });
  const stale = await next();
  expect(stale.to).toBe(TECHNICIAN.email);
  await clock.advance(2 * 60 * 60_000);
  expect((await setPassword(stale.text, 'a long enough password')).error?.code).toBe('auth.token-used');
  mailer.tried.nonePending();
});

test('and no more than three an hour, whoever asks', async () => {
  await clock.advance(60 * 60_000);
  for (let times = 0; times < 4; times += 1) {
    await server.call(http.passwordForgotten, { body: { email: TECHNICIAN.email } });
    await expect.poll(async () => (await mails()).filter(({ kind }) => kind === 'reset').length).toBe(Math.min(times + 2, 4));
  }
  for (let times = 0; times < 3; times += 1) expect((await next()).to).toBe(TECHNICIAN.email);
  mailer.tried.nonePending();
});

const mails = async () => (await server.call(http.mailRead, { as: server.admin })).result.mails;

test('admins see what became of each mail, and nobody else does', async () => {
  const { result } = await server.call(http.mailRead, { as: server.admin });
  expect(result.smtp).toEqual({ server: mailer.server, from: mailer.from });
  expect(result.mails.find(({ kind }) => kind === 'invitation')).toMatchObject({ state: 'sent', attempts: 1, error: null });
  expect(JSON.stringify(result)).not.toContain('#invite=');
  expect((await server.call(http.mailRead, { as: server.technician })).error?.code).toBe('auth.role');
});

/** A ticket by phone: whoever called left an address, or none. */
const called = async (email: string | null, language: Language | null = null) => {
  const times = { startedAt: clock.now(), durationMs: 1_000 };
  const call = { callId: nextId(), direction: 'in', reached: true, phone: '', note: 'it hums', ...times } as const;
  const to = { kind: 'new', deviceId: null, name: 'Uma <script>', text: 'buy cheap pills', email, language } as const;
  const { result, error } = await server.call(http.callEnd, { as: server.technician, body: { call, to } });
  if (error) throw new Error(error.message);
  return result.ticketId;
};
const say = (id: string, to: 'user' | 'desk', text: string) =>
  server.call(http.ticketSay, { as: server.technician, params: { id }, body: { messageId: nextId(), text, to } });
const of = async (id: string) => (await server.call(http.ticketMails, { as: server.technician, params: { id } })).result;

test('whoever asked hears by mail of number, answer and solution, by one link; of notes, and what they wrote, nothing', async () => {
  const id = await called('uma@test.example');
  await expect.poll(async () => (await of(id)).mails.length).toBe(1);
  const intake = await next();
  expect(intake).toMatchObject({ to: 'uma@test.example', language: 'en' });
  const [link = ''] = /http\S+#follow=\S+/u.exec(intake.text) ?? [];
  const token = new URL(link).hash.replace('#follow=', '');
  expect((await server.call(http.followRead, { body: { token } })).result.text).toBe('buy cheap pills');
  await say(id, 'desk', 'a note among us');
  await say(id, 'user', 'Turn it off & on.');
  await expect.poll(async () => (await of(id)).mails.length).toBe(2);
  const answer = await next();
  expect(answer.text).toContain('Tess Technician from Test Organisation');
  expect(answer.text).toContain('  Turn it off & on.');
  expect(answer.html).toContain('Turn it off &#38; on.');
  const { version: seen } = ticketCase(
    (await server.call(http.ticket, { as: server.technician, params: { id } })).result.events,
  ) ?? { version: 0 };
  const change = { type: 'done', solution: 'It was the fan.', code: 'advice' } as const;
  await server.call(http.ticketWrite, { as: server.technician, params: { id }, body: { seen, change } });
  await expect.poll(async () => (await of(id)).mails.length).toBe(3);
  const solved = await next();
  expect(solved.text).toContain('It was the fan.');
  for (const { text, html, subject } of [intake, answer, solved]) {
    expect(text).toContain(link);
    expect(`${text}${html}${subject}`).not.toMatch(/cheap pills|a note among us|Uma/u);
  }
  expect((await of(id)).mails.map(({ kind, state }) => [kind, state])).toContainEqual(['reply', 'sent']);
});

test('who wrote by mail alone hears that a vendor may have a part of it by their yes, and says it by the link, as is entered', async () => {
  const id = await called('ute@test.example', 'de');
  const [link = ''] = /http\S+#follow=\S+/u.exec((await next()).text) ?? [];
  const vendorId = await vendorMade(server, server.admin, 'Printer & Co');
  const { sha256 } = (await server.call(http.vendorAsk, { as: server.admin, params: { id }, body: { vendorId } })).result;
  const asked = await next();
  expect(asked).toMatchObject({ to: 'ute@test.example', language: 'de' });
  expect(asked.subject).toMatch(/^#\d+: Darf Printer & Co einen Teil davon sehen\?$/u);
  expect(asked.text).toContain('Ohne Ihr Ja wird nichts gesendet.');
  expect(asked.text).toContain(link);
  expect(asked.html).toContain('Printer &#38; Co');
  const token = new URL(link).hash.replace('#follow=', '');
  const verdict = { type: 'vendor-answered', package: sha256, answer: 'yes' } as const;
  expect((await server.call(http.followVerdict, { body: { token, verdict } })).error).toBeUndefined();
  expect((await server.call(http.followRead, { body: { token } })).result.sharing).toMatchObject({ state: 'agreed' });
  // Whoever has the link can say it, the desk that made it too: that it came so stands there.
  const { events } = (await server.call(http.ticket, { as: server.admin, params: { id } })).result;
  expect(events.map(({ body }) => body).find(({ type }) => type === 'vendor-answered')).toMatchObject({ via: 'link' });
  mailer.tried.nonePending();
});

test('whose request ends in another one hears where it goes on', async () => {
  const id = await called('ute@test.example', 'de');
  await next();
  const other = await called(null);
  const { number } = (await server.call(http.ticket, { as: server.technician, params: { id: other } })).result.ticket;
  const merge = (answers?: 'carried' | 'left') => {
    const change = { type: 'merged' as const, number, ...(answers ? { answers } : {}) };
    return server.call(http.ticketWrite, { as: server.technician, params: { id }, body: { seen: 0, change } });
  };
  // What is answered there would go to nobody: whoever merges says what becomes of it.
  expect((await merge()).error).toMatchObject({ code: 'ticket.unheard', data: { how: 'no-address' } });
  expect((await merge('carried')).status).toBe(200);
  const mail = await next();
  expect(mail).toMatchObject({ to: 'ute@test.example', subject: expect.stringContaining(`zusammen mit #${number} weiter`) });
  expect(mail.text).toContain('kommt auch an diese Adresse');
  const token = /#follow=(\S+)/u.exec(mail.text)?.[1] ?? '';
  expect((await server.call(http.followRead, { body: { token } })).result.number).toBe(number);
  await say(other, 'user', 'It is mended');
  const answer = await next();
  expect(answer).toMatchObject({ to: 'ute@test.example', text: expect.stringContaining('It is mended') });
  expect(answer.subject).toContain('Antwort');
  mailer.tried.nonePending();
});

test('whose answers go to somebody else is told that they do not come', async () => {
  const id = await called('uwe@test.example', 'de');
  const other = await called('others@test.example');
  await next();
  await next();
  const { number } = (await server.call(http.ticket, { as: server.technician, params: { id: other } })).result.ticket;
  const merge = (answers: 'carried' | 'left') => {
    const body = { seen: 0, change: { type: 'merged' as const, number, answers } };
    return server.call(http.ticketWrite, { as: server.technician, params: { id }, body });
  };
  expect((await merge('carried')).error?.code).toBe('request.invalid');
  expect((await merge('left')).status).toBe(200);
  const mail = await next();
  expect(mail).toMatchObject({
    to: 'uwe@test.example',
    text: expect.stringContaining('wird nicht an diese Adresse geschrieben'),
  });
  await say(other, 'user', 'It is mended');
  expect(await next()).toMatchObject({ to: 'others@test.example' });
  mailer.tried.nonePending();
});

test('without an address nobody is written to', async () => {
  const id = await called(null);
  await say(id, 'user', 'hello');
  expect(await of(id)).toEqual({ canSend: true, to: null, mails: [] });
  mailer.tried.nonePending();
});

test('whose ticket it is hears of it in the console, by mail where that was chosen, and of what they did themselves never', async () => {
  const tom = await server.invite('Tom Two', 'tom@test.example', 'a second tier of help');
  await clock.advance(0);
  while ((await next()).to !== 'tom@test.example');
  const page = await server.openConsole(tom);
  const changed = new Promise<void>((resolve) => page.connection.on(consoleSocket.noticesChanged, () => resolve()));
  const told: ToldNow[] = [];
  page.connection.on(consoleSocket.noticeTold, (now) => void told.push(now));
  const id = await called(null);
  const { result: before } = await server.call(http.ticket, { as: server.technician, params: { id } });
  const seen = ticketCase(before.events)?.version ?? 0;
  const change = { type: 'assigned', ownerId: tom.userId, groupId: null, note: '' } as const;
  await server.call(http.ticketWrite, { as: server.technician, params: { id }, body: { seen, change } });
  await changed;
  const own = async (as = tom) => (await server.call(http.notices, { as })).result;
  expect(await own()).toMatchObject({ unread: 1, notices: [{ kind: 'assigned', ticketId: id, read: false }] });
  expect(await own(server.technician)).toEqual({ unread: 0, notices: [] });

  // A locked screen shows it, too: which ticket, and what happened.
  const { result: ticket } = await server.call(http.ticket, { as: tom, params: { id } });
  const { number } = ticket.ticket;
  expect(told).toEqual([
    { kind: 'request', ticketId: id, number, browser: true, sound: true },
    { kind: 'assigned', ticketId: id, number, browser: true, sound: false },
  ]);

  const chosen = [
    { kind: 'reply', channel: 'bell', on: false },
    { kind: 'reply', channel: 'mail', on: true },
  ] as const;
  await server.call(http.noticeChoicesWrite, { as: tom, body: { chosen: [...chosen] } });
  expect((await server.call(http.noticeChoices, { as: tom })).result).toEqual({
    ...{ canMail: true, role: 'technician', usual: [], chosen },
  });
  const { url } = (await server.call(http.followCreate, { as: tom, params: { id }, body: {} })).result;
  const token = new URL(url).hash.replace('#follow=', '');
  await server.call(http.followSay, { body: { token, messageId: nextId(), text: 'a secret of the user' } });
  await expect.poll(async () => (await mails()).some(({ kind }) => kind === 'notice')).toBe(true);
  const mail = await next();
  expect(mail).toMatchObject({ to: 'tom@test.example' });
  expect(mail.text).toContain(`/tickets/${id}`);
  expect(mail.text).not.toContain('a secret of the user');
  expect((await own()).unread).toBe(1);

  const ids = (await own()).notices.map((each) => each.id);
  await server.call(http.noticesRead, { as: server.technician, body: { ids } });
  expect((await own()).unread).toBe(1);
  await server.call(http.noticesRead, { as: tom, body: { ids } });
  expect(await own()).toMatchObject({ unread: 0, notices: [{ read: true }] });
});

test('whoever is waited for is reminded by mail, also where that fell due while the server was down', async () => {
  const unreachable = await called(null);
  const id = await called('ulf@test.example');
  const [link = ''] = /http\S+#follow=\S+/u.exec((await next()).text) ?? [];
  for (const each of [id, unreachable]) {
    const write = (seen: number, change: TicketChange) =>
      server.call(http.ticketWrite, { as: server.technician, params: { id: each }, body: { seen, change } });
    await write(0, { type: 'assigned', ownerId: server.technician.userId, groupId: null, note: '' });
    expect((await write(1, { type: 'moved', to: 'pending-user', note: '' })).status).toBe(200);
  }
  clock.jumpWall(3 * 24 * 60 * 60_000);
  server = await server.restart();
  mailer.answer = { ok: true };
  await expect.poll(async () => (await of(id)).mails.map(({ kind }) => kind)).toContain('reminder');
  const mail = await next();
  expect(mail).toMatchObject({ to: 'ulf@test.example', subject: expect.stringMatching(/^#\d+: we wait for your answer$/u) });
  expect(mail.text).toContain(new URL(link).hash);
  // Nor does the log say that somebody was reminded who could not be.
  const { events } = (await server.call(http.ticket, { as: server.technician, params: { id: unreachable } })).result;
  expect(events.map(({ body }) => body.type)).not.toContain('reminded');
});

test('what was entered right before the server stopped is told after its start: once, by mail and at the bell', async () => {
  const mailer = new FakeMailer();
  let other = await startTestServer({ mailer });
  const times = { startedAt: Date.now(), durationMs: 1_000 };
  const call = { callId: nextId(), direction: 'in', reached: true, phone: '', note: 'it hums', ...times } as const;
  const to = { kind: 'new', deviceId: null, name: 'Uma', text: 'It hums', email: 'uma@test.example', language: null } as const;
  const { ticketId } = (await other.call(http.callEnd, { as: other.technician, body: { call, to } })).result;
  await other.server.close();
  // As it is left by a server that dies between an entry and what it tells.
  const owner = { id: other.technician.userId, name: 'Tess' };
  const reply = { type: 'reply', messageId: nextId(), text: 'Is it the fan?' } as const;
  type Db = Awaited<ReturnType<typeof openDatabase>>['db'];
  const dead = async (act: (stores: Stores, organisationId: string, db: Db) => Promise<unknown>) => {
    const database = await openDatabase(other.dataDir);
    const stores = openStores(database.db);
    await act(stores, await stores.organisations.only(), database.db);
    database.close();
  };
  await dead(async ({ tickets }, organisationId) => {
    const admin = { kind: 'technician', id: other.admin.userId, name: 'Ada' } as const;
    await tickets.append(organisationId, ticketId, admin, { type: 'assigned', owner, group: null, note: '' }, Date.now());
    await tickets.append(organisationId, ticketId, admin, reply, Date.now());
  });
  const heard = async () => ({
    bell: (await other.call(http.notices, { as: other.technician })).result.notices.map(({ kind }) => kind),
    mails: (await other.call(http.mailRead, { as: other.admin })).result.mails.map(({ to, kind }) => `${to} ${kind}`).sort(),
  });
  const once = { bell: ['assigned'], mails: expect.arrayContaining(['uma@test.example reply']) };
  other = await other.restart();
  await expect.poll(heard).toEqual(once);
  const mails = await heard();
  await other.server.close();
  // What was kept just before, and not yet ticked off, is kept no second time.
  await dead(async (stores, organisationId, db) => {
    const { events = [] } = (await stores.tickets.find(organisationId, ticketId)) ?? {};
    const seq = events.findIndex(({ body }) => body.type === 'assigned');
    expect(await stores.untold.list(organisationId)).toEqual([]);
    await db.insertInto('untold').values({ organisationId, ticketId, seq, whom: 'desk', at: 0 }).execute();
  });
  other = await other.restart();
  await other.server.close();
  other = await other.restart();
  expect(await heard()).toEqual(mails);
  await other.close();
});
