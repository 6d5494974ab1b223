import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, randomId, systemRandom } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import {
  CODE_LIVES_MS,
  codeToHash,
  consoleSocket,
  deviceSocket,
  http,
  parseInvitationLink,
  type WrongReport,
} from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeviceClient, fragmentOf, recorder, startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';

const lines: string[] = [];
const note = (message: string, facts?: unknown) => void lines.push(`${message} ${JSON.stringify(facts)}`);
const logger: Logger = { debug: note, info: note, warn: note, error: note };

let test: TestServer;
beforeEach(async () => {
  lines.length = 0;
  test = await startTestServer({ logger });
});
afterEach(() => test.close());

const newId = () => randomId(systemRandom());

async function makeCode(device: DeviceClient, code: string, changes: { until?: number; deviceId?: string } = {}) {
  const requestId = newId();
  const at = Date.now();
  const until = changes.until ?? at + CODE_LIVES_MS;
  const codeHash = webCrypto().sha256(codeToHash(requestId, code));
  const proof = await device.key.signJws(
    canonical({ requestId, deviceId: changes.deviceId ?? device.deviceId, codeHash, at, until }),
  );
  const params = { requestId, name: 'Uma User', nameplate: code.slice(0, 4), codeHash, at, until, proof };
  await device.connection.call(deviceSocket.codeCreate, params);
  return params;
}

describe('a support code', () => {
  it('is at once a claimed request of the technician who enters it, and its device is asked', async () => {
    const device = await test.openDevice(await test.enrollDevice('Laptop'));
    const redeemed = recorder((heard: (news: unknown) => void) => device.connection.on(deviceSocket.codeRedeemed, heard));
    const { requestId } = await makeCode(device, '4711083552');
    const console = await test.openConsole(test.technician);
    const { ticketId, claim } = await console.connection.call(consoleSocket.codeRedeem, { code: '4711083552' });
    expect(claim).toMatchObject({ requestId, requester: 'Uma User', device: { id: device.deviceId, name: 'Laptop' } });
    expect(await redeemed.next()).toEqual({ requestId, number: 1001 });
    expect(await device.offers.next()).toMatchObject({ requestId, sessionId: claim.sessionId });
    await device.connection.call(deviceSocket.joinAnswer, { sessionId: claim.sessionId, accepted: true });
    expect(await console.joins.next()).toEqual({ sessionId: claim.sessionId, answer: 'accepted' });
    const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(result.ticket).toMatchObject({ startedBy: 'code', state: 'in-session', subject: '' });
    await expect(console.connection.call(consoleSocket.codeRedeem, { code: '4711083552' })).rejects.toMatchObject({
      code: 'code.refused',
    });
  });

  it('is taken with the device’s own proof alone, and for ten minutes at most', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    await expect(makeCode(device, '4711083552', { deviceId: 'device-of-another' })).rejects.toMatchObject({
      code: 'auth.key-mismatch',
    });
    await expect(makeCode(device, '4711083552', { until: Date.now() + 2 * CODE_LIVES_MS })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('is of no use once its device is gone, and again when the device tells it anew', async () => {
    const enrolled = await test.enrollDevice();
    const device = await test.openDevice(enrolled);
    const told = await makeCode(device, '4711083552');
    const console = await test.openConsole(test.technician);
    const redeem = () => console.connection.call(consoleSocket.codeRedeem, { code: '4711083552' });
    const again = await test.openDevice(enrolled);
    await device.closed;
    await expect(redeem()).rejects.toMatchObject({ code: 'device.offline' });
    await again.connection.call(deviceSocket.codeCreate, told);
    expect((await redeem()).claim).toMatchObject({ requestId: told.requestId });
  });

  it('is the request of a device that did not hear that it was entered, and comes back with it', async () => {
    const enrolled = await test.enrollDevice();
    const told = await makeCode(await test.openDevice(enrolled), '4711083552');
    const { requestId } = told;
    const console = await test.openConsole(test.technician);
    const { claim } = await console.connection.call(consoleSocket.codeRedeem, { code: '4711083552' });
    const again = await test.openDevice(enrolled);
    // It drops what names no request that it knows.
    await again.offers.next();
    const heard: string[] = [];
    again.connection.on(deviceSocket.codeRedeemed, () => void heard.push('redeemed'));
    again.connection.on(deviceSocket.joinOffered, ({ sessionId }) => void heard.push(sessionId));
    await again.connection.call(deviceSocket.codeCreate, told);
    await expect.poll(() => heard).toEqual(['redeemed', claim.sessionId]);
    await again.connection.call(deviceSocket.requestCancel, { requestId });
    await expect(again.connection.call(deviceSocket.codeCreate, told)).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('stands in no log and in no file, before, while and after it is used', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    await makeCode(device, '4711083552');
    const console = await test.openConsole(test.technician);
    await console.connection.call(consoleSocket.codeRedeem, { code: '4711999999' }).catch(() => undefined);
    await console.connection.call(consoleSocket.codeRedeem, { code: '4711083552' });
    await makeCode(device, '4712083552').catch(() => undefined);
    const files = readdirSync(test.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const written = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
    expect(written).toContain('Uma User');
    for (const secret of ['083552', '4711083552', '999999']) {
      expect(lines.join('\n')).not.toContain(secret);
      expect(written).not.toContain(secret);
    }
  });

  it('five wrong tries burn it, and the device is told', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    const burnt = recorder((heard: (news: unknown) => void) => device.connection.on(deviceSocket.codeBurnt, heard));
    const { requestId } = await makeCode(device, '4711083552');
    const console = await test.openConsole(test.technician);
    for (let i = 0; i < 5; i += 1) {
      const wrong = console.connection.call(consoleSocket.codeRedeem, { code: `471100000${i}` });
      await expect(wrong).rejects.toMatchObject({ code: 'code.refused' });
    }
    expect(await burnt.next()).toEqual({ requestId });
    await expect(console.connection.call(consoleSocket.codeRedeem, { code: '4711083552' })).rejects.toMatchObject({
      code: 'code.refused',
    });
  });
});

describe('something is wrong', () => {
  /** A session that the user has joined. */
  async function session() {
    const device = await test.openDevice(await test.enrollDevice('Laptop'));
    const { ticketId, number } = await device.ask('No sound');
    const console = await test.openConsole(test.technician);
    const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    return { device, console, sessionId, number };
  }
  async function newPassword(): Promise<void> {
    const token = fragmentOf(await test.server.resetLink(TECHNICIAN.email));
    await test.call(http.invitationAccept, { body: { token, password: 'another long password' } });
  }
  const report: WrongReport = { because: null, guard: ['code-or-link'], text: 'wanted my bank', messages: [] };
  async function send(device: DeviceClient, sessionId: string, signed = report, by = device) {
    const at = Date.now();
    const reportHash = webCrypto().sha256(canonical(signed));
    const proof = await by.key.signJws(canonical({ sessionId, deviceId: device.deviceId, reportHash, at }));
    return device.connection.call(deviceSocket.reportSend, { sessionId, report, at, proof });
  }

  it('is listed for admins, with who it is about, and marked once it was looked into', async () => {
    const { device, sessionId, number } = await session();
    await send(device, sessionId);
    await send(device, sessionId);
    const list = async () => (await test.call(http.reports, { as: test.admin })).result;
    const [first, ...others] = await list();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      number,
      requester: 'Uma User',
      device: 'Laptop',
      technician: { id: test.technician.userId, active: true },
      report,
      handledAt: null,
    });
    const params = { id: first?.id ?? '' };
    expect((await test.call(http.reportHandled, { as: test.technician, params, body: {} })).status).toBe(403);
    await test.call(http.reportHandled, { as: test.admin, params, body: {} });
    expect((await list())[0]?.handledAt).toBeGreaterThan(0);
    expect((await test.call(http.reports, { as: test.technician })).status).toBe(403);
  });

  it('is not taken about another computer’s session, nor with another report or key signed', async () => {
    const { device, sessionId } = await session();
    const other = await test.openDevice(await test.enrollDevice('Other'));
    await expect(send(other, sessionId)).rejects.toMatchObject({ code: 'session.not-found' });
    await expect(send(device, sessionId, report, other)).rejects.toMatchObject({ code: 'auth.key-mismatch' });
    await expect(send(device, sessionId, { ...report, text: 'other' })).rejects.toMatchObject({ code: 'auth.key-mismatch' });
    expect((await test.call(http.reports, { as: test.admin })).result).toEqual([]);
  });

  it.each([
    [
      'switched off',
      () => test.call(http.userActive, { as: test.admin, params: { id: test.technician.userId }, body: { active: false } }),
      'barred',
    ],
    [
      'given a role that does not help',
      () => test.call(http.userRole, { as: test.admin, params: { id: test.technician.userId }, body: { role: 'auditor' } }),
      'barred',
    ],
    ['signed out', () => test.signOut(test.technician), 'signed-out'],
    ['given a new password', newPassword, 'signed-out'],
    [
      'told to have a second factor, by a rule for the role',
      () => test.call(http.factorRuleWrite, { as: test.admin, body: { roles: ['technician'], version: 0 } }),
      'signed-out',
    ],
  ])('a technician who is %s is out within a second: socket closed, the computer told', async (_, takeAway, told) => {
    const { device, console, sessionId } = await session();
    const news = recorder((heard: (news: unknown) => void) => device.connection.on(deviceSocket.technicianPresence, heard));
    const before = performance.now();
    await takeAway();
    await console.closed;
    expect(await news.next()).toEqual({ sessionId, state: told });
    expect(performance.now() - before).toBeLessThan(1000);
    expect((await test.call(http.socketToken, { as: test.technician, body: {} })).status).toBeGreaterThanOrEqual(401);
  });
});

describe('an invitation to ask for help', () => {
  async function invite(): Promise<string> {
    const { result } = await test.call(http.helpInvitationCreate, { as: test.technician, body: {} });
    return parseInvitationLink(result.url) ?? '';
  }
  async function ask(device: DeviceClient, token: string, signed = token, requestId = newId()) {
    const text = 'No sound';
    const at = Date.now();
    const { sha256 } = webCrypto();
    const proof = await device.key.signJws(
      canonical({ requestId, deviceId: device.deviceId, textHash: sha256(text), at, invitationHash: sha256(signed) }),
    );
    const params = { requestId, text, name: 'Uma User', at, invitation: token, proof };
    return device.connection.call(deviceSocket.requestCreate, params);
  }

  it('says whom it is from, is used up by one request, and puts that technician’s name on it', async () => {
    const token = await invite();
    const device = await test.openDevice(await test.enrollDevice());
    const read = () => device.connection.call(deviceSocket.invitationRead, { token });
    expect(await read()).toMatchObject({ technician: 'Tess Technician' });
    const requestId = newId();
    const { ticketId, number } = await ask(device, token, token, requestId);
    const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(result.ticket).toMatchObject({
      state: 'waiting',
      startedBy: 'invitation',
      invitedBy: { name: 'Tess Technician' },
    });
    // The answer was lost: it is the same request.
    expect(await ask(device, token, token, requestId)).toEqual({ ticketId, number });
    await expect(ask(device, token)).rejects.toMatchObject({ code: 'auth.token-used' });
    await expect(read()).rejects.toMatchObject({ code: 'auth.token-used' });
  });

  it('is refused with a proof over another one, and where it is none', async () => {
    const [token, other] = [await invite(), await invite()];
    const device = await test.openDevice(await test.enrollDevice());
    await expect(ask(device, token, other)).rejects.toMatchObject({ code: 'auth.key-mismatch' });
    await expect(ask(device, 'A'.repeat(43))).rejects.toMatchObject({ code: 'auth.refused' });
    expect((await ask(device, token)).number).toBe(1001);
  });

  it('is kept as a hash', async () => {
    const token = await invite();
    const files = readdirSync(test.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain(token);
    expect(lines.join('\n')).not.toContain(token);
  });

  it('runs out after 72 hours', async () => {
    const clock = new FakeClock(Date.now());
    const own = await startTestServer({ clock });
    try {
      const { result } = await own.call(http.helpInvitationCreate, { as: own.technician, body: {} });
      const device = await own.openDevice(await own.enrollDevice());
      clock.jumpWall(72 * 60 * 60_000);
      const token = parseInvitationLink(result.url) ?? '';
      await expect(device.connection.call(deviceSocket.invitationRead, { token })).rejects.toMatchObject({
        code: 'auth.token-used',
      });
    } finally {
      await own.close();
    }
  });

  it('is void where its maker is switched off or helps no more, also for when that is taken back', async () => {
    const { userId } = test.technician;
    const device = await test.openDevice(await test.enrollDevice());
    const active = (yes: boolean) =>
      test.call(http.userActive, { as: test.admin, params: { id: userId }, body: { active: yes } });
    const role = (name: 'auditor' | 'technician') =>
      test.call(http.userRole, { as: test.admin, params: { id: userId }, body: { role: name } });
    const ways = [
      [() => active(false), () => active(true)],
      [() => role('auditor'), () => role('technician')],
    ] as const;
    for (const [off, on] of ways) {
      const as = await test.signIn(TECHNICIAN.email, TECHNICIAN.password);
      const { result } = await test.call(http.helpInvitationCreate, { as, body: {} });
      for (const change of [off, on]) {
        expect((await change()).status).toBe(200);
        const asked = ask(device, parseInvitationLink(result.url) ?? '');
        await expect(asked).rejects.toMatchObject({ code: 'auth.token-used' });
      }
    }
  });

  it('is made by who is signed in', async () => {
    const { status } = await test.call(http.helpInvitationCreate, { body: {} });
    expect(status).toBe(401);
  });
});
