import { consoleSocket, deviceSocket, http, iceServers } from '@alongside/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fragmentOf, startTestServer, type TestServer } from '../fixtures/server.ts';

const SECRET = 'a secret of the relay';
let server: TestServer;

beforeAll(async () => {
  const turn = { urls: ['turn:relay.test:3478', 'turns:relay.test:443?transport=tcp'], secret: SECRET };
  server = await startTestServer({ ice: { servers: [{ urls: 'stun:stun.test' }], turn } });
});
afterAll(() => server.close());

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('ICE servers', () => {
  it('come with each session to both ends, are fresh for both when asked, and are nobody else’s', async () => {
    const device = await server.openDevice(await server.enrollDevice());
    const other = await server.openDevice(await server.enrollDevice('LT-2'));
    const console1 = await server.openConsole(server.technician);
    const { ticketId } = await device.ask('The printer prints nothing');
    const claimed = await console1.connection.call(consoleSocket.ticketClaim, { ticketId });
    const { sessionId } = claimed;
    const offer = (await device.offers.next()) as unknown as { iceServers: unknown };
    for (const given of [claimed.iceServers, offer.iceServers]) {
      const servers = iceServers.parse(given);
      expect(servers.map(({ urls }) => urls)).toEqual([
        'stun:stun.test',
        ['turn:relay.test:3478', 'turns:relay.test:443?transport=tcp'],
      ]);
      expect(servers[1]?.username).toMatch(new RegExp(`^\\d{10}:${sessionId}$`, 'u'));
      expect(JSON.stringify(given)).not.toContain(SECRET);
    }
    const ofDevice = () => device.connection.call(deviceSocket.deviceIceServers, { sessionId });
    const ofConsole = () => console1.connection.call(consoleSocket.consoleIceServers, { sessionId });
    // Not before the user has let the technician join.
    await expect(ofDevice()).rejects.toMatchObject({ code: 'session.not-joined' });
    await expect(ofConsole()).rejects.toMatchObject({ code: 'session.not-joined' });
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    for (const servers of [await ofDevice(), await ofConsole()]) expect(servers[1]?.username).toContain(sessionId);
    const foreign = other.connection.call(deviceSocket.deviceIceServers, { sessionId });
    await expect(foreign).rejects.toMatchObject({ code: 'session.not-found' });
    const colleague = await server.openConsole(server.admin);
    const theirs = colleague.connection.call(consoleSocket.consoleIceServers, { sessionId });
    await expect(theirs).rejects.toMatchObject({ code: 'session.not-found' });
  });

  it('are given for a check to an enrolled device by its signature, and to nobody else', async () => {
    const device = await server.enrollDevice('LT-3');
    const stranger = await server.enrollDevice('LT-4');
    const check = async ({ at = Date.now(), key = device.key, deviceId = device.deviceId } = {}) => {
      const signature = await key.sign(utf8(`alongside-doctor/1\n${deviceId}\n${at}`));
      return server.call(http.iceCheck, { body: { by: 'device', deviceId, at, signature } });
    };
    const given = await check();
    expect(given.status).toBe(200);
    expect(given.result.iceServers[1]?.username).toMatch(/^\d{10}:check-/u);
    expect((await check({ key: stranger.key })).error?.code).toBe('auth.key-mismatch');
    expect((await check({ at: Date.now() - 180_000 })).error?.code).toBe('auth.key-mismatch');
    expect((await check({ at: Date.now() + 180_000 })).error?.code).toBe('auth.key-mismatch');
    expect((await check({ deviceId: 'nobody-at-all' })).error?.code).toBe('device.not-enrolled');
    await (await server.openDevice(device)).connection.call(deviceSocket.deviceRetire, {});
    expect((await check()).error?.code).toBe('device.not-enrolled');
  });

  it('are given for a check by a link that stays good, and not by one that was used', async () => {
    const token = fragmentOf(await server.server.createEnrollmentLink('LT-5'));
    const check = (by: string) => server.call(http.iceCheck, { body: { by: 'enrollment', token: by } });
    expect((await check(token)).status).toBe(200);
    expect((await check(token)).status).toBe(200);
    expect((await check('x'.repeat(43))).error?.code).toBe('auth.refused');
    const invitation = await server.call(http.invitationCreate, {
      as: server.admin,
      body: { name: 'New Person', email: 'new@test.example' },
    });
    expect((await check(fragmentOf(invitation.result.url))).error?.code).toBe('auth.refused');
  });
});
