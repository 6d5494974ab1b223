import { readFileSync } from 'node:fs';
import { verifyStepUp } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/authenticator.ts';
import { filesBelow } from '../fixtures/files-below.ts';
import { ADMIN, fragmentOf, type SignedIn, startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';

let test: TestServer;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock(Date.now());
  test = await startTestServer({ clock });
});
afterEach(() => test.close());

const as = (who: SignedIn) => ({ as: who });
const code = async (answer: Promise<{ error: { code: string } | undefined }>) => (await answer).error?.code;

interface App {
  readonly uri: string;
  readonly recoveryCodes: readonly string[];
  /** Signing in goes on under another cookie. */
  readonly who: SignedIn;
}

/** With the code of now; the next one is good too, and stays so for a minute. */
async function switchAppOn(who: SignedIn, password: string): Promise<App> {
  const { result } = await test.call(http.totpStart, { ...as(who), body: { password } });
  const on = await test.post(http.totpConfirm.path, { code: codeOf(result.uri) }, who.cookie);
  expect(on.status).toBe(200);
  return { ...result, who: { ...who, cookie: test.cookieOf(on) } };
}

async function firstStep(email: string, password: string): Promise<{ cookie: string; factors: readonly string[] | undefined }> {
  const response = await test.post('/api/auth/sign-in/email', { email, password });
  const answer = (await response.clone().json()) as { factors?: string[] };
  return { cookie: test.cookieOf(response), factors: answer.factors };
}

const secondStep = (cookie: string, method: string, typed: string) =>
  test.post(http.signInFactor.path, { method, code: typed }, cookie);

describe('an authenticator app', () => {
  it('is asked for at the next sign-in, and takes each code once', async () => {
    const { uri, who } = await switchAppOn(test.technician, TECHNICIAN.password);
    expect((await test.call(http.account, as(who))).result).toMatchObject({ totp: true, recoveryCodesLeft: 10 });
    const { cookie, factors } = await firstStep(TECHNICIAN.email, TECHNICIAN.password);
    expect(factors).toEqual(['totp', 'passkey', 'recovery']);
    // The password alone is no sign-in.
    expect((await test.call(http.me, { headers: { cookie } })).result.user).toBeNull();
    expect((await test.call(http.devices, { headers: { cookie } })).status).toBe(401);
    expect((await secondStep(cookie, 'totp', '000000')).status).toBe(403);
    const typed = codeOf(uri, 1);
    const in1 = await secondStep(cookie, 'totp', typed);
    expect([in1.status, await in1.clone().text()]).toEqual([200, '{"ok":true}']);
    const signedIn = { cookie: test.cookieOf(in1), userId: who.userId };
    const { signIns } = (await test.call(http.account, as(signedIn))).result;
    expect(signIns.find(({ current }) => current)?.factor).toBe('totp');
    // The first step is spent, and so is the code.
    expect((await secondStep(cookie, 'totp', codeOf(uri, 1))).status).toBe(403);
    const again = await firstStep(TECHNICIAN.email, TECHNICIAN.password);
    expect((await secondStep(again.cookie, 'totp', typed)).status).toBe(403);
  });

  it('locks the second step after ten wrong codes, whatever number of first steps', async () => {
    const { uri } = await switchAppOn(test.technician, TECHNICIAN.password);
    for (let tries = 0; tries < 10; tries += 1) {
      const { cookie } = await firstStep(TECHNICIAN.email, TECHNICIAN.password);
      expect((await secondStep(cookie, 'totp', '000000')).status).toBe(403);
    }
    const { cookie } = await firstStep(TECHNICIAN.email, TECHNICIAN.password);
    expect((await secondStep(cookie, 'totp', codeOf(uri, 1))).status).toBe(429);
  });

  it('has recovery codes, each good once, of which the file holds hashes alone', async () => {
    const { uri, recoveryCodes } = await switchAppOn(test.technician, TECHNICIAN.password);
    expect(recoveryCodes).toHaveLength(10);
    const [first = ''] = recoveryCodes;
    expect(first).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/u);
    const { cookie } = await firstStep(TECHNICIAN.email, TECHNICIAN.password);
    // As it is typed by hand.
    const inside = await secondStep(cookie, 'recovery', first.toLowerCase().replaceAll('-', ' '));
    expect(inside.status).toBe(200);
    const signedIn = { cookie: test.cookieOf(inside), userId: test.technician.userId };
    expect((await test.call(http.account, as(signedIn))).result.recoveryCodesLeft).toBe(9);
    const later = await firstStep(TECHNICIAN.email, TECHNICIAN.password);
    expect((await secondStep(later.cookie, 'recovery', first)).status).toBe(403);
    const hash = /"([0-9a-f]{64})"/u.exec(contents())?.[1] ?? '';
    expect(hash).not.toBe('');
    expect((await secondStep(later.cookie, 'recovery', hash)).status).toBe(400);
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    for (const canary of [...recoveryCodes, ...recoveryCodes.map((each) => each.replaceAll('-', '')), secret]) {
      expect(contents().includes(canary)).toBe(false);
    }
  });

  it('is switched on and off only by whoever has just proven who they are', async () => {
    clock.jumpWall(11 * 60_000);
    expect(await code(test.call(http.totpStart, { ...as(test.technician), body: { password: TECHNICIAN.password } }))).toBe(
      'auth.confirm',
    );
    const confirm = (body: object) => test.call(http.confirm, { ...as(test.technician), body: body as never });
    expect(await code(confirm({ by: 'password', password: 'not the password at all' }))).toBe('auth.refused');
    expect((await confirm({ by: 'password', password: TECHNICIAN.password })).status).toBe(200);
    const { who, uri } = await switchAppOn(test.technician, TECHNICIAN.password);
    clock.jumpWall(11 * 60_000);
    expect(await code(test.call(http.totpRemove, { ...as(who), body: {} }))).toBe('auth.confirm');
    // The password proves too little from now on.
    expect(await code(test.call(http.confirm, { ...as(who), body: { by: 'password', password: TECHNICIAN.password } }))).toBe(
      'auth.refused',
    );
    const now = await test.call(http.confirm, { ...as(who), body: { by: 'totp', code: codeOf(uri, 1) } });
    expect(now.status).toBe(200);
    expect((await test.call(http.totpRemove, { ...as(who), body: {} })).status).toBe(200);
    expect((await firstStep(TECHNICIAN.email, TECHNICIAN.password)).factors).toBeUndefined();
  });

  it('takes five wrong proofs of one who is signed in, and then none', async () => {
    const { who, uri } = await switchAppOn(test.technician, TECHNICIAN.password);
    const proof = (typed: string) => code(test.call(http.confirm, { ...as(who), body: { by: 'totp', code: typed } }));
    for (let tries = 0; tries < 5; tries += 1) expect(await proof('000000')).toBe('auth.factor-refused');
    expect(await proof(codeOf(uri, 1))).toBe('request.rate-limited');
  });

  it('replaces the sign-in without closing the page’s socket', async () => {
    const page = await test.openConsole(test.technician);
    await switchAppOn(test.technician, TECHNICIAN.password);
    await clock.advance(2000);
    expect(page.connection.open).toBe(true);
  });
});

describe('roles that need a second factor', () => {
  it('have their own account alone until one was given, and lose their sockets within a second', async () => {
    const { who: admin } = await switchAppOn(test.admin, ADMIN.password);
    const page = await test.openConsole(test.technician);
    const before = { roles: ['technician' as const], version: 0 };
    const rule = { ...before, version: 1 };
    expect((await test.call(http.factorRuleWrite, { ...as(admin), body: before })).result).toEqual(rule);
    // Another page, which has not seen it.
    const late = await test.call(http.factorRuleWrite, { ...as(admin), body: { roles: [], version: 0 } });
    expect(late.error).toMatchObject({ code: 'settings.changed', data: { by: ADMIN.name } });
    await clock.advance(1000);
    expect(await page.closed).toContain('signed out');
    const { result } = await test.call(http.me, as(test.technician));
    expect(result.user).toMatchObject({ permissions: ['account.own'], factorMissing: true });
    expect(await code(test.call(http.devices, as(test.technician)))).toBe('auth.factor-missing');
    expect(await code(test.call(http.socketToken, { ...as(test.technician), body: {} }))).toBe('auth.factor-missing');
    const { who } = await switchAppOn(test.technician, TECHNICIAN.password);
    expect((await test.call(http.me, as(who))).result.user?.factorMissing).toBe(false);
    expect((await test.call(http.devices, as(who))).status).toBe(200);
    expect(await code(test.call(http.totpRemove, { ...as(who), body: {} }))).toBe('request.invalid');
    test = await test.restart({ signIn: false });
    expect((await test.call(http.factorRuleRead, as(admin))).result).toEqual(rule);
  });

  it('are not demanded of whoever has none themselves', async () => {
    const rule = { roles: ['admin' as const], version: 0 };
    expect(await code(test.call(http.factorRuleWrite, { ...as(test.admin), body: rule }))).toBe('auth.factor-missing');
  });

  it('are let in anew by an admin who takes lost factors away', async () => {
    const { who } = await switchAppOn(test.technician, TECHNICIAN.password);
    const remove = (id: string) => test.call(http.userFactorsRemove, { ...as(test.admin), params: { id }, body: {} });
    expect((await remove(test.admin.userId)).status).toBe(400);
    expect((await remove(who.userId)).status).toBe(200);
    expect((await test.call(http.me, as(who))).result.user).toBeNull();
    expect((await firstStep(TECHNICIAN.email, TECHNICIAN.password)).factors).toBeUndefined();
  });

  it('a new password by link leaves the second factor where it is', async () => {
    await switchAppOn(test.technician, TECHNICIAN.password);
    const token = fragmentOf(await test.server.resetLink(TECHNICIAN.email));
    await test.call(http.invitationAccept, { body: { token, password: 'another long password' } });
    expect((await firstStep(TECHNICIAN.email, 'another long password')).factors).toContain('totp');
  });
});

describe('sign-ins', () => {
  it('are listed and ended one by one or all at once, with their sockets, and never another’s', async () => {
    const second = await test.signIn(TECHNICIAN.email, TECHNICIAN.password);
    const third = await test.signIn(TECHNICIAN.email, TECHNICIAN.password);
    const page = await test.openConsole(second);
    const { signIns } = (await test.call(http.account, as(test.technician))).result;
    expect(signIns).toHaveLength(3);
    expect(JSON.stringify(signIns)).not.toContain(second.cookie.split('=')[1]?.slice(0, 20));
    const { signIns: admins } = (await test.call(http.account, as(test.admin))).result;
    const foreign = await test.call(http.signInRevoke, { ...as(test.technician), params: { id: admins[0]?.id ?? '' }, body: {} });
    expect(foreign.status).toBe(400);
    expect((await test.call(http.me, as(test.admin))).result.user).not.toBeNull();
    const mine = (await test.call(http.account, as(second))).result.signIns.find(({ current }) => current);
    await test.call(http.signInRevoke, { ...as(test.technician), params: { id: mine?.id ?? '' }, body: {} });
    expect(await page.closed).toContain('signed out');
    expect((await test.call(http.me, as(second))).result.user).toBeNull();
    await test.call(http.signInsRevoke, { ...as(test.technician), body: {} });
    expect((await test.call(http.me, as(third))).result.user).toBeNull();
    expect((await test.call(http.me, as(test.technician))).result.user).not.toBeNull();
  });

  it('end everywhere else with a change of the password, which asks first who is here', async () => {
    const changed = 'another long password';
    const change = () => test.call(http.passwordChange, { ...as(test.technician), body: { password: changed } });
    const elsewhere = await test.openConsole(await test.signIn(TECHNICIAN.email, TECHNICIAN.password));
    clock.jumpWall(11 * 60_000);
    expect(await code(change())).toBe('auth.confirm');
    await test.call(http.confirm, { ...as(test.technician), body: { by: 'password', password: TECHNICIAN.password } });
    const link = new URL(await test.server.resetLink(TECHNICIAN.email)).hash.replace('#invite=', '');
    expect((await change()).status).toBe(200);
    expect(await code(test.call(http.invitationRead, { body: { token: link } }))).toBe('auth.token-used');
    expect(await elsewhere.closed).toContain('signed out');
    expect((await test.call(http.me, as(test.technician))).result.user).not.toBeNull();
    await expect(test.signIn(TECHNICIAN.email, TECHNICIAN.password)).rejects.toThrow('sign-in answered 4');
    await test.signIn(TECHNICIAN.email, changed);
    const [entry] = (await test.call(http.audit, as(test.admin))).result.filter(
      ({ action }) => action === 'POST /api/account/password',
    );
    expect(entry).toMatchObject({ actor: { id: test.technician.userId }, detail: '' });
    // Nobody else's is touched.
    await test.signIn(ADMIN.email, ADMIN.password);
  });
});

describe('a step-up', () => {
  it('is attested for one’s own joined session, once a factor was given in the last ten minutes', async () => {
    const { who, uri } = await switchAppOn(test.technician, TECHNICIAN.password);
    const page = await test.openConsole(who);
    const device = await test.openDevice(await test.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const { sessionId } = await page.connection.call(consoleSocket.ticketClaim, { ticketId });
    const stepUp = (by: SignedIn) => test.call(http.stepUp, { as: by, params: { id: sessionId }, body: {} });
    expect(await code(stepUp(who))).toBe('session.not-joined');
    await clock.advance(20);
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    const { result } = await stepUp(who);
    const expected = { sessionId, technicianKey: page.key.publicKey, now: clock.now() };
    expect(await verifyStepUp(webCrypto(), device.stepUpKey, result.attestation, expected)).toBe(true);
    expect(await code(stepUp(test.admin))).toBe('session.not-found');
    clock.jumpWall(11 * 60_000);
    expect(await code(stepUp(who))).toBe('auth.confirm');
    await test.call(http.confirm, { ...as(who), body: { by: 'totp', code: codeOf(uri, 1) } });
    expect((await stepUp(who)).status).toBe(200);
  });
});

/** Everything in the data folder. */
function contents(): string {
  return filesBelow(test.dataDir)
    .map((file) => readFileSync(file).toString('latin1'))
    .join('\n');
}
