import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http, type StandingOffer } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestOrganisation } from '../fixtures/organisation.ts';
import { type ConsoleClient, type DeviceClient, startTestServer, type TestServer } from '../fixtures/server.ts';

let test: TestServer;
let device: DeviceClient;
let console: ConsoleClient;
beforeEach(async () => {
  test = await startTestServer();
  device = await test.openDevice(await test.enrollDevice('Night server'));
  console = await test.openConsole(test.technician);
});
afterEach(() => test.close());

const offer = (technicianKey: string): StandingOffer => ({
  standingId: 'standing-000001',
  technicianKey,
  capabilities: ['shell.run'],
  hours: null,
  until: Date.now() + 3_600_000,
});
const shown = async () => (await test.call(http.device, { as: test.technician, params: { id: device.deviceId } })).result;

async function announce(...permissions: StandingOffer[]): Promise<void> {
  device.connection.notify(deviceSocket.standingAnnounced, { permissions });
  await expect.poll(async () => (await shown()).standing.length).toBe(permissions.length);
}
const start = (standingId = 'standing-000001', deviceId = device.deviceId) =>
  console.connection.call(consoleSocket.standingStart, { deviceId, standingId });
const ticketOf = async (ticketId: string) =>
  (await test.call(http.ticket, { as: test.technician, params: { id: ticketId } })).result.ticket;

describe('a session by a standing permission', () => {
  it('is shown on the device’s page, and offered to the device by its name', async () => {
    await announce(offer(console.key.publicKey));
    expect(await shown()).toMatchObject({
      name: 'Night server',
      online: true,
      standing: [{ technicianKey: console.key.publicKey, ownKeys: [console.key.publicKey] }],
    });
    const { ticketId, claim } = await start();
    expect(claim).toMatchObject({ device: { id: device.deviceId } });
    const { number } = await ticketOf(ticketId);
    expect(await device.offers.next()).toMatchObject({
      sessionId: claim.sessionId,
      standing: { standingId: 'standing-000001', number },
    });
    await device.connection.call(deviceSocket.joinAnswer, { sessionId: claim.sessionId, accepted: true });
    expect(await console.joins.next()).toEqual({ sessionId: claim.sessionId, answer: 'accepted' });
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'in-session', startedBy: 'standing' });
  });

  it('is for the browser that it names, while the device says so', async () => {
    await announce(offer('X'.repeat(43)));
    await expect(start()).rejects.toMatchObject({ code: 'standing.not-covered' });
    await expect(start('standing-000002')).rejects.toMatchObject({ code: 'standing.not-found' });
    await announce();
    await expect(start()).rejects.toMatchObject({ code: 'standing.not-found' });
    await expect(start('standing-000001', 'device-of-nobody')).rejects.toMatchObject({ code: 'device.offline' });
  });

  it('for a group is for browsers whose certificate names it, and for no others', async () => {
    const keys = { organisation: (await generateSigningKey()).key, admin: (await generateSigningKey()).key };
    const now = Date.now();
    const organisation = await TestOrganisation.make(keys, { crypto: webCrypto(), now });
    const group = { name: 'Night shift', organisation: organisation.hash };
    const certify = async (groups: string[], at: number) => {
      const body = await organisation.certify({ name: 'Tess', publicKey: console.key.publicKey }, { now: at, groups });
      await test.call(http.trustTechnicianAdd, { as: test.admin, body });
    };
    await test.call(http.trustAdminAdd, { as: test.admin, body: { certificate: organisation.adminCertificate } });
    await certify(['Day'], now - 1_000);
    await announce({ ...offer(''), technicianKey: null, group });
    expect(await shown()).toMatchObject({ standing: [{ group, technician: null, ownKeys: [] }] });
    await expect(start()).rejects.toMatchObject({ code: 'standing.not-covered' });
    await certify(['Day', 'Night shift'], now);
    expect(await shown()).toMatchObject({ standing: [{ group, ownKeys: [console.key.publicKey] }] });
    await start();
    expect(await device.offers.next()).toMatchObject({ standing: { standingId: 'standing-000001' } });
  });

  it('that the device refuses waits for nobody: its ticket is closed', async () => {
    await announce(offer(console.key.publicKey));
    const { ticketId, claim } = await start();
    await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId: claim.sessionId, accepted: false });
    expect(await console.joins.next()).toEqual({ sessionId: claim.sessionId, answer: 'declined' });
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'cancelled' });
  });

  it('that the technician gives up is closed, too', async () => {
    await announce(offer(console.key.publicKey));
    const { ticketId, claim } = await start();
    await console.connection.call(consoleSocket.sessionLeave, { sessionId: claim.sessionId });
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'cancelled' });
  });

  it('is told by nobody once the device is away', async () => {
    await announce(offer(console.key.publicKey));
    device.connection.close('away');
    await expect.poll(shown).toMatchObject({ online: false, standing: [] });
    await expect(start()).rejects.toMatchObject({ code: 'device.offline' });
  });
});
