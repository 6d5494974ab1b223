import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry } from '@alongside/consent';
import { generateSigningKey } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { createServer } from '@alongside/server';
import { FakeClock } from '@alongside/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { breakTicket, editData } from '../fixtures/edit-data.ts';
import {
  ADMIN,
  fragmentOf,
  ORGANISATION_NAME,
  type SignedIn,
  startTestServer,
  TECHNICIAN,
  type TestServer,
} from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const PASSWORD = 'a perfectly long password';

describe('the first admin', () => {
  const setup = { name: 'Ada', email: 'ada@test.example', password: PASSWORD, organisationName: 'Mine' };

  async function started(clock?: FakeClock) {
    const folder = temporaryFolder();
    const server = await createServer({ dataDir: folder.path, port: 0, logLevel: 'silent', ...(clock ? { clock } : {}) });
    const post = (body: object, origin = server.address) =>
      fetch(`${server.address}/api/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify(body),
      });
    return { server, post, token: fragmentOf(server.firstAdminUrl() ?? ''), end: () => server.close().finally(folder.remove) };
  }

  it('is made by one of two who come at once; afterwards the route is as any unknown path', async () => {
    const { server, post, token, end } = await started();
    expect(server.firstAdminUrl()).toBe(`${server.address}/#setup=${token}`);
    const answers = await Promise.all([post({ token, ...setup }), post({ token, ...setup, email: 'eve@test.example' })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404]);
    expect(server.firstAdminUrl()).toBeNull();
    const gone = await post({ token, ...setup });
    const unknown = await fetch(`${server.address}/api/no-such-path`, { method: 'POST', headers: { origin: server.address } });
    const unlike = await post({});
    const said = [unknown.status, await unknown.text()];
    expect([gone.status, await gone.text()]).toEqual(said);
    expect([unlike.status, await unlike.text()]).toEqual(said);
    // Of the two the audit calls one the first admin, and says of the other that it failed.
    const email = answers[0]?.status === 200 ? setup.email : 'eve@test.example';
    const signedIn = await fetch(`${server.address}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.address },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const audit = (await (await fetch(`${server.address}/api/audit`, { headers: { cookie } })).json()) as AuditEntry[];
    const acts = audit.filter(({ action }) => action === 'POST /api/setup');
    const failed = acts.flatMap((entry) => (entry.failed === null ? [] : [entry.failed]));
    expect(failed).toEqual([{ seq: expect.any(Number), code: 'setup.done' }]);
    const [first, ...others] = acts.filter(({ seq, failed: of }) => of === null && seq !== failed[0]?.seq);
    expect([first?.detail, others]).toEqual([expect.stringContaining(email), []]);
    await end();
  });

  it('needs the token, the right page, a long password, and half an hour at most', async () => {
    const clock = new FakeClock();
    const { post, token, end } = await started(clock);
    const code = async (answer: Promise<Response>) => ((await (await answer).json()) as { error?: { code: string } }).error?.code;
    expect(await code(post({ token: 'x'.repeat(43), ...setup }))).toBe('auth.refused');
    expect(await code(post({ token, ...setup }, 'http://evil.example'))).toBe('auth.origin');
    expect(await code(post({ token, ...setup, password: 'short' }))).toBe('request.invalid');
    await clock.advance(30 * 60_000);
    expect(await code(post({ token, ...setup }))).toBe('auth.token-used');
    await end();
  });
});

/** One server for tests that do not get into each other's way, and one of its own for each of the others. */
let test: TestServer;
const fresh = () => {
  beforeEach(async () => {
    test = await startTestServer();
  });
  afterEach(() => test.close());
};
const shared = () => {
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.close());
};
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${test.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: test.address, ...headers },
    body: JSON.stringify(body),
  });
const signIn = (email: string, password: string) => post('/api/auth/sign-in/email', { email, password });
/** All of the answer that somebody who guesses could look at. */
async function refused(email: string, password: string) {
  const answer = await signIn(email, password);
  return { status: answer.status, body: await answer.text(), cookies: answer.headers.getSetCookie() };
}

describe('sign-in, enrollment and routes', () => {
  shared();

  it('works as hard for an unknown account as for a known one', async () => {
    const work = async (email: string) => {
      const samples = [];
      for (let i = 0; i < 3; i += 1) {
        // Of the processor, not of the clock: what else the machine does is not in it.
        const before = process.cpuUsage();
        await signIn(email, 'not the password at all');
        samples.push(process.cpuUsage(before).user);
      }
      return Math.min(...samples);
    };
    const [known, unknown] = [await work(ADMIN.email), await work('nobody@test.example')];
    // One hash against none would be twenty times as much.
    expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(4);
  });

  it('gives a strict cookie, and the token nowhere else: not in the answer, not in the file', async () => {
    const answer = await signIn(ADMIN.email, ADMIN.password);
    const [cookie = '', known = ''] = answer.headers.getSetCookie();
    expect(known).toMatch(/^alongside-known=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/u);
    expect(cookie).toMatch(/^alongside=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/u);
    const token = decodeURIComponent(cookie.slice('alongside='.length)).split('.')[0] ?? '';
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(await answer.text()).toBe('{"ok":true}');
    const link = fragmentOf(await test.server.createEnrollmentLink('one'));
    for (const name of readdirSync(test.dataDir)) {
      const file = join(test.dataDir, name);
      // The folder of files, which is empty here; its mode is that of a copied template.
      if (statSync(file).isDirectory()) continue;
      expect(statSync(file).mode & 0o077, name).toBe(0);
      const content = readFileSync(file).toString('latin1');
      expect(content.includes(token), name).toBe(false);
      expect(content.includes(link), name).toBe(false);
      expect(content.includes(ADMIN.password), name).toBe(false);
    }
    expect(statSync(test.dataDir).mode & 0o777).toBe(0o700);
  });

  it('has no sign-up and no other route of better-auth', async () => {
    const body = { name: 'Eve', email: 'eve@test.example', password: PASSWORD };
    for (const path of ['/api/auth/sign-up/email', '/api/auth/update-user', '/api/auth/request-password-reset', '/api/auth/ok']) {
      expect((await post(path, body, { cookie: test.admin.cookie })).status, path).toBe(404);
    }
    expect((await fetch(`${test.address}/api/auth/get-session`, { headers: { cookie: test.admin.cookie } })).status).toBe(404);
  });

  it('invites a technician once, and never an admin', async () => {
    const { result } = await test.call(http.invitationCreate, {
      as: test.admin,
      body: { name: 'Tom', email: 'tom@test.example' },
    });
    expect(result.url).toMatch(new RegExp(`^${test.address}/#invite=[A-Za-z0-9_-]{43}$`, 'u'));
    const token = fragmentOf(result.url);
    expect((await test.call(http.invitationRead, { body: { token } })).result).toEqual({
      kind: 'invitation',
      name: 'Tom',
      email: 'tom@test.example',
    });
    const answers = await Promise.all(
      [1, 2].map(() => test.call(http.invitationAccept, { body: { token, password: PASSWORD } })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410]);
    const twice = await test.call(http.invitationCreate, { as: test.admin, body: { name: 'Tim', email: 'tom@test.example' } });
    expect([twice.status, twice.error?.code]).toEqual([409, 'account.exists']);
    const tom = await test.signIn('tom@test.example', PASSWORD);
    expect((await test.call(http.me, { as: tom })).result.user?.role).toBe('technician');
    const again = await test.call(http.invitationAccept, { body: { token, password: PASSWORD } });
    expect(again.error?.code).toBe('auth.token-used');
    const sneaky = { token: 'x'.repeat(43), password: PASSWORD, role: 'admin' } as { token: string; password: string };
    expect((await test.call(http.invitationAccept, { body: sneaky })).status).toBe(400);
  });

  it('keeps each role to what it may do', async () => {
    const status = async <B, R>(route: http.Route<B, R>, as?: TestServer['admin']) =>
      (await test.call(route, { ...(as ? { as } : {}), ...(route.method === 'GET' ? {} : { body: {} as B }) })).status;
    for (const route of [http.users, http.invitationCreate, http.enrollmentCreate, http.organisationWrite]) {
      expect(await status(route as http.Route), route.path).toBe(401);
      expect(await status(route as http.Route, test.technician), route.path).toBe(403);
    }
    for (const route of [http.organisationRead, http.devices, http.tickets, http.socketToken, http.keyRegister]) {
      expect(await status(route as http.Route), route.path).toBe(401);
    }
    expect(await status(http.devices, test.technician)).toBe(200);
  });

  it('refuses what changes something without this page’s own Origin', async () => {
    for (const origin of [
      '',
      'null',
      'http://evil.example',
      test.address.replace('http', 'https'),
      `${test.address}.evil.example`,
    ]) {
      const answer = await post('/api/enrollments', { label: 'x' }, { origin, cookie: test.admin.cookie });
      expect(answer.status, origin).toBe(403);
    }
    const foreignForm = await post('/api/auth/sign-out', {}, { origin: 'http://evil.example', cookie: test.admin.cookie });
    expect(foreignForm.status).toBe(403);
    expect((await test.call(http.me, { as: test.admin })).result.user?.name).toBe(ADMIN.name);
  });

  it('bounds and checks bodies', async () => {
    const big = await post('/api/enrollments', { label: 'x'.repeat(40_000) }, { cookie: test.admin.cookie });
    expect(big.status).toBe(413);
    expect(await big.json()).toMatchObject({ error: { code: 'request.too-large' } });
    const odd = await fetch(`${test.address}/api/enrollments`, {
      method: 'POST',
      headers: { origin: test.address, cookie: test.admin.cookie, 'content-type': 'text/plain' },
      body: '{"label":"x"}',
    });
    expect(odd.status).toBe(400);
    expect((await post('/api/enrollments', { label: 'x', extra: 1 }, { cookie: test.admin.cookie })).status).toBe(400);
  });

  it('enrolls a device once a link, with a proof of its key, and knows the key again', async () => {
    const { key } = await generateSigningKey();
    const enroll = async (token: string, signedBy = key) => {
      const proof = await signedBy.sign(new TextEncoder().encode(`alongside-enroll/1\n${token}\n${key.publicKey}`));
      return test.call(http.enroll, { body: { token, publicKey: key.publicKey, name: 'LT-1', system: 'Debian', proof } });
    };
    const token = fragmentOf(await test.server.createEnrollmentLink('LT-1'));
    expect((await enroll(token, (await generateSigningKey()).key)).error?.code).toBe('auth.key-mismatch');
    const first = await enroll(token);
    expect(first.result.organisation.name).toBe(ORGANISATION_NAME);
    expect((await enroll(token)).error?.code).toBe('auth.token-used');
    const second = await enroll(fragmentOf(await test.server.createEnrollmentLink('LT-1 again')));
    expect(second.result.deviceId).toBe(first.result.deviceId);
    const invitation = await test.call(http.invitationCreate, { as: test.admin, body: { name: 'T', email: 't@test.example' } });
    expect((await enroll(fragmentOf(invitation.result.url))).error?.code).toBe('auth.refused');
  });

  it('serves documentation to staff alone, and health and numbers without secrets', async () => {
    expect((await fetch(`${test.address}/api/docs/json`)).status).toBe(401);
    const docs = await fetch(`${test.address}/api/docs/json`, { headers: { cookie: test.technician.cookie } });
    const { paths } = (await docs.json()) as { paths: Record<string, object> };
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/me', '/api/tickets/{id}', '/api/enroll']));
    const page = await fetch(`${test.address}/api/docs/static/index.html`, { headers: { cookie: test.technician.cookie } });
    expect(page.status).toBe(200);
    expect(await (await fetch(`${test.address}/healthz`)).json()).toEqual({ ok: true });
    const metrics = await (await fetch(`${test.address}/metrics`)).text();
    expect(metrics).toContain('alongside_tickets_open 0');
    expect(metrics).not.toContain(TECHNICIAN.email);
  });

  it('sends strict headers and refuses a foreign Host', async () => {
    const { headers } = await fetch(`${test.address}/get`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self';/u);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(await (await fetch(`${test.address}/get`)).text()).not.toMatch(/<script(?! src="\/get\.js" defer>)|<style|\son\w+=/u);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const sent = request(`${test.address}/healthz`, { headers: { host: 'evil.example' } }, (answer) =>
        resolve(answer.statusCode),
      );
      sent.end();
    });
    expect(status).toBe(403);
  });
});

describe('accounts over time', () => {
  fresh();

  it('answers the same for a wrong password, an unknown and a switched-off account', async () => {
    const tess = test.technician.userId;
    await test.call(http.userActive, { as: test.admin, params: { id: tess }, body: { active: false } });
    const attempts: [string, string][] = [
      [ADMIN.email, 'not the password at all'],
      ['nobody@test.example', 'not the password at all'],
      [TECHNICIAN.email, TECHNICIAN.password],
    ];
    const answers = [];
    for (const [email, password] of attempts) answers.push(await refused(email, password));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 403, cookies: [] });
  });

  it('switches an account off, also where what it has on a computer cannot be entered as over', async () => {
    const { userId } = test.technician;
    const page = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const joined = async (text: string) => {
      const { ticketId } = await device.ask(text);
      const { sessionId } = await page.connection.call(consoleSocket.ticketClaim, { ticketId });
      await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
      return ticketId;
    };
    breakTicket(test.dataDir, await joined('one'));
    const other = await joined('other');
    const off = await test.call(http.userActive, { as: test.admin, params: { id: userId }, body: { active: false } });
    expect(off.status).toBe(200);
    const { result: users } = await test.call(http.users, { as: test.admin });
    expect(users.find(({ id }) => id === userId)?.active).toBe(false);
    const { result } = await test.call(http.ticket, { as: test.admin, params: { id: other } });
    expect(result.events.map(({ body }) => body.type)).toContain('session-ended');
  });

  it('lets an account wait after ten wrong passwords, known or not', async () => {
    for (const email of [TECHNICIAN.email, 'nobody@test.example']) {
      const statuses = [];
      for (let i = 0; i < 11; i += 1) statuses.push((await signIn(email, 'not the password at all')).status);
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
    }
    expect((await signIn(TECHNICIAN.email, TECHNICIAN.password)).status).toBe(429);
    // But not where the account was signed in to before: a stranger would lock its owner out.
    const { email, password } = TECHNICIAN;
    const status = async ({ cookie }: SignedIn) =>
      (await post('/api/auth/sign-in/email', { email, password }, { cookie: /alongside-known=[^;]+/u.exec(cookie)?.[0] ?? '' }))
        .status;
    expect([await status(test.technician), await status(test.admin)]).toEqual([200, 429]);
    expect((await signIn(ADMIN.email, ADMIN.password)).status).toBe(200);
  });

  it('counts the tries of browsers that were signed in to it by themselves, and the others lock nobody out there', async () => {
    const { cookie } = test.technician;
    const known = /alongside-known=[^;]+/u.exec(cookie)?.[0] ?? '';
    const tried = async (password: string) =>
      (await post('/api/auth/sign-in/email', { email: TECHNICIAN.email, password }, { cookie: known })).status;
    // It signs nobody in by itself.
    expect((await test.call(http.me, { as: { cookie: known, userId: '' } })).result.user).toBeNull();
    const statuses = await Promise.all(Array.from({ length: 11 }, () => tried('not the password at all')));
    expect(statuses.sort()).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
    expect(await tried(TECHNICIAN.password)).toBe(429);
    expect((await signIn(TECHNICIAN.email, TECHNICIAN.password)).status).toBe(200);
  });

  it('resets a password by link, which signs the account out everywhere and voids every other such link', async () => {
    const other = fragmentOf(await test.server.resetLink(TECHNICIAN.email));
    const admins = fragmentOf(await test.server.resetLink(ADMIN.email));
    const token = fragmentOf(await test.server.resetLink(TECHNICIAN.email.toUpperCase()));
    expect((await test.call(http.invitationRead, { body: { token } })).result.kind).toBe('reset');
    expect((await test.call(http.invitationAccept, { body: { token, password: PASSWORD } })).status).toBe(200);
    expect((await test.call(http.me, { as: test.technician })).result.user).toBeNull();
    expect((await signIn(TECHNICIAN.email, TECHNICIAN.password)).status).toBe(403);
    expect((await signIn(TECHNICIAN.email, PASSWORD)).status).toBe(200);
    const stale = { token: other, password: 'of a stranger who found it' };
    expect((await test.call(http.invitationAccept, { body: stale })).error?.code).toBe('auth.token-used');
    expect((await test.call(http.invitationRead, { body: { token: admins } })).status).toBe(200);
    await expect(test.server.resetLink('nobody@test.example')).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('voids the links for a password of an account that is switched off, also for when it is on again', async () => {
    const params = { id: test.technician.userId };
    const { result } = await test.call(http.passwordLinkCreate, { as: test.admin, params, body: {} });
    const printed = await test.server.resetLink(TECHNICIAN.email);
    const accept = async (url: string) =>
      (await test.call(http.invitationAccept, { body: { token: fragmentOf(url), password: PASSWORD } })).error?.code;
    for (const active of [false, true]) {
      expect((await test.call(http.userActive, { as: test.admin, params, body: { active } })).status).toBe(200);
      for (const url of [result.url, printed]) expect(await accept(url)).toBe('auth.token-used');
    }
    expect((await signIn(TECHNICIAN.email, TECHNICIAN.password)).status).toBe(200);
  });

  it('lets links run out after 72 hours', async () => {
    await test.close();
    const clock = new FakeClock(Date.now());
    test = await startTestServer({ clock });
    const { result } = await test.call(http.invitationCreate, {
      as: test.admin,
      body: { name: 'Tom', email: 'tom@test.example' },
    });
    clock.jumpWall(72 * 60 * 60_000);
    const late = await test.call(http.invitationRead, { body: { token: fragmentOf(result.url) } });
    expect(late.error?.code).toBe('auth.token-used');
  });

  it('lists invitations until they are used or taken back, and says so to who opens one that was', async () => {
    const admin = { as: test.admin };
    const invite = async (name: string) => {
      const body = { name, email: `${name.toLowerCase()}@test.example`, role: 'supervisor' as const };
      return fragmentOf((await test.call(http.invitationCreate, { ...admin, body })).result.url);
    };
    const open = async () => (await test.call(http.invitations, admin)).result;
    const accept = (token: string) => test.call(http.invitationAccept, { body: { token, password: 'staple the horse well' } });
    const [kept, wrong] = [await invite('Kit'), await invite('Wrong')];
    const [newest] = await open();
    expect(await open()).toMatchObject([{ name: 'Wrong', role: 'supervisor' }, { name: 'Kit' }]);
    expect(newest?.expiresAt).toBe((newest?.createdAt ?? 0) + 72 * 60 * 60_000);
    const withdraw = (id: string, as = test.admin) => test.call(http.invitationWithdraw, { as, params: { id }, body: {} });
    expect((await withdraw(newest?.id ?? '', test.technician)).error?.code).toBe('auth.role');
    expect((await withdraw(newest?.id ?? '')).status).toBe(200);
    const looked = await test.call(http.invitationRead, { body: { token: wrong } });
    expect(looked).toMatchObject({ status: 410, error: { code: 'auth.link-withdrawn' } });
    expect((await accept(wrong)).error?.code).toBe('auth.link-withdrawn');
    const [last] = await open();
    expect((await accept(kept)).status).toBe(200);
    expect(await open()).toEqual([]);
    expect((await withdraw(last?.id ?? '')).error?.code).toBe('request.invalid');
    expect((await test.call(http.users, admin)).result.map(({ name }) => name)).not.toContain('Wrong');
  });

  it('has of two invitations of one person the first that is used, and none that is still open then', async () => {
    const invite = async (email: string) => {
      const { result } = await test.call(http.invitationCreate, { as: test.admin, body: { name: 'Kit', email } });
      return fragmentOf(result.url);
    };
    const accept = (token: string) => test.call(http.invitationAccept, { body: { token, password: 'staple the horse well' } });
    const [lost, found] = [await invite('kit@test.example'), await invite('Kit@test.example')];
    expect((await accept(found)).status).toBe(200);
    expect((await test.call(http.invitations, { as: test.admin })).result).toEqual([]);
    // Not that a password is wrong, which is to be tried again.
    expect((await accept(lost)).error?.code).toBe('auth.token-used');
  });

  it('lets only the first of two admins change the organisation, and tells the second who did', async () => {
    const profile = (await test.call(http.organisationRead, { as: test.admin })).result;
    const write = (phone: string, version: number) =>
      test.call(http.organisationWrite, { as: test.admin, body: { ...profile, phone, version } });
    const answers = await Promise.all([write('1', profile.version), write('2', profile.version)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.error).toMatchObject({ code: 'settings.changed', data: { by: 'Ada Admin' } });
    const now = (await test.call(http.organisationRead, { as: test.admin })).result;
    expect(now).toMatchObject({ phone: answers[0]?.status === 200 ? '1' : '2', version: profile.version + 1 });
    expect((await write('3', now.version)).status).toBe(200);
  });

  it('lists whoever came after five hundred others, too', async () => {
    const people = 'WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 500)';
    const parts =
      "'many-of-them-' || n, organisation_id, 'P' || n, 'p' || n || '@many.example', 1, 'auditor', 1, created_at, created_at";
    const into = 'INSERT INTO users (id, organisation_id, name, email, email_verified, role, active, created_at, updated_at)';
    editData(test.dataDir, `${into} ${people} SELECT ${parts} FROM users JOIN more WHERE id = ?`, test.admin.userId);
    const last = await test.invite('Nina Newest', 'nina@test.example', 'the newest of them all');
    const { result } = await test.call(http.users, { as: test.admin });
    expect(result.at(-1)).toMatchObject({ id: last.userId, name: 'Nina Newest' });
    const { people: helpers } = (await test.call(http.supportGroups, { as: test.admin })).result;
    expect(helpers.map(({ id }) => id)).toContain(last.userId);
  });

  it('keeps everything over a restart', async () => {
    const organisation = { name: 'Renamed', phone: '0800 123', timeZone: 'Europe/Vienna', hours: [[], [], [], [], [], [], []] };
    await test.call(http.organisationWrite, { as: test.admin, body: { ...organisation, version: 0 } });
    const device = await test.openDevice(await test.enrollDevice());
    await device.ask('No sound');
    const before = await test.call(http.tickets, { as: test.technician });
    test = await test.restart();
    expect(test.server.firstAdminUrl()).toBeNull();
    expect((await test.call(http.organisationRead, { as: test.technician })).result).toMatchObject(organisation);
    const after = await test.call(http.tickets, { as: test.technician });
    const offline = before.result.map((ticket) => ({ ...ticket, device: { ...ticket.device, online: false } }));
    expect(after.result).toEqual(offline);
  });

  it('makes demo data once, of people without a password, which nobody can tell', async () => {
    await test.server.fillDemoData();
    const newest = async () => (await test.call(http.tickets, { as: test.admin })).result;
    const once = await newest();
    await test.server.fillDemoData();
    expect(await newest()).toEqual(once);
    expect(once.filter(({ state }) => state === 'waiting').length).toBeGreaterThanOrEqual(4);
    expect((await test.call(http.users, { as: test.admin })).result).toHaveLength(5);
    expect((await test.call(http.devices, { as: test.admin })).result).toHaveLength(36);
    // None of its people has a password, and nobody can tell.
    const word = 'not the password at all';
    expect(await refused('ines@demo.example', word)).toEqual(await refused('nobody@test.example', word));
    // A package of a handover is there, and still what was handed over.
    const body = { filter: { status: 'any' as const, tier: 3 } };
    const [deep] = (await test.call(http.ticketsFind, { as: test.admin, body })).result.tickets;
    const packed = (await test.call(http.handoverPackage, { as: test.admin, params: { id: deep?.id ?? '' } })).result;
    expect(packed.manifest).toMatchObject({ number: deep?.number, fromTier: 2, toTier: 3 });
    expect(packed.entries).toHaveLength(packed.manifest.entries.length);
    const device = await test.openDevice(await test.enrollDevice());
    expect((await device.ask('real')).number).toBe((once[0]?.number ?? 0) + 1);
  });
});
