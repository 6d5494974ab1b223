import { canonical } from '@alongside/consent';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { consoleSocket, deviceSocket, guestSocket, http, type TicketSummary } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptCrypto, promptSigningKey } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestOrganisation } from '../fixtures/organisation.ts';
import { type ConsoleClient, fragmentOf, startTestServer, type TestServer } from '../fixtures/server.ts';
import { frameOf, messagesOf, samplesOf } from '../security/samples.ts';

/** Pages that came by a ticket's link, at a real server. */

let server: TestServer;
let technician: ConsoleClient;
beforeAll(async () => {
  server = await startTestServer();
  technician = await server.openConsole(server.technician);
});
afterAll(() => server.close());

/** A ticket whose computer is away, and a link to it. */
async function linked(): Promise<{ ticketId: string; token: string; renew(): Promise<string> }> {
  const device = await server.openDevice(await server.enrollDevice());
  const { ticketId } = await device.ask('the printer is off');
  device.connection.close('switched off');
  await inQueue(ticketId, ({ device }) => device?.online === false);
  const renew = async () => {
    const body = { renew: true };
    const made = await server.call(http.followCreate, { as: server.technician, params: { id: ticketId }, body });
    return fragmentOf(made.result.url);
  };
  return { ticketId, token: await renew(), renew };
}

const codeOf = (opening: Promise<unknown>) =>
  opening.then(
    () => 'opened',
    (error: { code?: string }) => error.code,
  );
const inQueue = (ticketId: string, fits: (ticket: TicketSummary) => boolean) =>
  expect.poll(() => technician.queue.values.at(-1)?.tickets.some((each) => each.id === ticketId && fits(each))).toBe(true);
const seen = (ticketId: string, here: boolean) => inQueue(ticketId, ({ guest }) => (guest !== undefined) === here);
const claim = (ticketId: string) => technician.connection.call(consoleSocket.ticketClaim, { ticketId });

describe('who may wait', () => {
  test('is who holds the link and a key; one page at a time, and no page of an older link', async () => {
    const { ticketId, token, renew } = await linked();
    const { key } = await generateSigningKey();
    expect(await codeOf(server.openGuest('A'.repeat(22)))).toBe('auth.refused');
    expect(await codeOf(server.openGuest(token, { signed: 'alongside-guest/1\nanother nonce' }))).toBe('auth.key-mismatch');
    const guest = await server.openGuest(token, { key });
    await seen(ticketId, true);
    expect(await codeOf(server.openGuest(token))).toBe('environment.running-already');
    // The same page, whose socket was lost: it takes its own place.
    await server.openGuest(token, { key, requestId: guest.requestId });
    await guest.closed;
    const other = await linked();
    expect(await codeOf(server.openGuest(other.token, { key }))).toBe('auth.key-mismatch');
    await renew();
    await seen(ticketId, false);
    expect(await codeOf(server.openGuest(token, { key }))).toBe('auth.refused');
  });

  test.each(['while it runs', 'afterwards'])(
    'is nobody by a link older than one made %s, once a session has ended there, but for a report of it',
    async (when) => {
      const { ticketId, token, renew } = await linked();
      const { key } = await generateSigningKey();
      const guest = await server.openGuest(token, { key });
      await seen(ticketId, true);
      const { sessionId } = await claim(ticketId);
      await guest.connection.call(guestSocket.joinAnswer, { sessionId, accepted: true });
      const out = new Promise((resolve) => guest.connection.on(guestSocket.guestOut, resolve));
      if (when === 'while it runs') await renew();
      expect(await guest.connection.call(guestSocket.deviceIceServers, { sessionId })).toEqual([]);
      await guest.connection.call(guestSocket.sessionEnded, { sessionId, reason: 'user-stopped', head: null });
      if (when === 'afterwards') await renew();
      await seen(ticketId, false);
      // Or its user would go on waiting there.
      expect(await out).toEqual({ code: 'auth.refused' });
      const said = { requestId: guest.requestId, messageId: 'message-0002', text: 'Hello' };
      expect(await codeOf(guest.connection.call(guestSocket.deviceChatSay, said))).toBe('ticket.not-found');
      expect(await codeOf(server.openGuest(token, { key }))).toBe('auth.refused');
      // Or a technician could keep it away by another link.
      const report = { because: null, guard: [], text: `wrong, ${when}`, messages: [] };
      const signed = { sessionId, deviceId: guest.ticket.guestId, reportHash: webCrypto().sha256(canonical(report)), at: 1 };
      const proof = await key.signJws(canonical(signed));
      await guest.connection.call(guestSocket.reportSend, { sessionId, report, at: 1, proof });
      expect((await server.call(http.reports, { as: server.admin })).result).toMatchObject([
        { report },
        ...(when === 'afterwards' ? [{}] : []),
      ]);
    },
  );

  test('is nobody while the computer that asked is there, or when the request is over', async () => {
    const device = await server.openDevice(await server.enrollDevice());
    const { ticketId, requestId } = await device.ask('the printer is off');
    const made = await server.call(http.followCreate, { as: server.technician, params: { id: ticketId }, body: {} });
    const token = fragmentOf(made.result.url);
    expect(await codeOf(server.openGuest(token))).toBe('device.online');
    await device.connection.call(deviceSocket.requestCancel, { requestId });
    expect(await codeOf(server.openGuest(token))).toBe('ticket.wrong-state');
  });
});

test('a page keeps no signed rules, so that there is none where an organisation has them', async () => {
  const own = await startTestServer();
  const crypto = promptCrypto();
  const keys = { organisation: promptSigningKey('organisation'), admin: promptSigningKey('admin') };
  const organisation = await TestOrganisation.make(keys, { crypto, now: Date.now() });
  await own.call(http.trustAdminAdd, { as: own.admin, body: { certificate: organisation.adminCertificate } });
  const device = await own.openDevice(await own.enrollDevice());
  const { ticketId } = await device.ask('the printer is off');
  device.connection.close('switched off');
  const made = await own.call(http.followCreate, { as: own.admin, params: { id: ticketId }, body: {} });
  const token = fragmentOf(made.result.url);
  const { key } = await generateSigningKey();
  await expect.poll(() => codeOf(own.openGuest(token, { key }))).toBe('opened');
  const waiting = await own.openGuest(token, { key });
  const policy = await organisation.policy({ number: 1, at: Date.now(), rules: {} });
  expect((await own.call(http.trustPolicyAdd, { as: own.admin, body: policy })).status).toBe(200);
  // Also of a page that came before them.
  await waiting.closed;
  expect(await codeOf(own.openGuest(token, { key }))).toBe('policy.forbidden');
  await own.close();
});

describe('a page that waits', () => {
  test('is offered by its own number, answers for its own ticket alone, and stands in the record as what it is', async () => {
    const { ticketId, token } = await linked();
    const guest = await server.openGuest(token);
    const stranger = await server.openGuest((await linked()).token);
    await seen(ticketId, true);
    const claimed = await claim(ticketId);
    expect(claimed).toMatchObject({ requestId: guest.requestId, guest: { browser: 'Chrome on Linux', screen: true } });
    const offer = await guest.offers.next();
    expect(offer).toMatchObject({ requestId: guest.requestId, sessionId: claimed.sessionId });
    expect(offer.standing).toBeUndefined();
    const { sessionId } = claimed;
    const answer = (page: typeof guest) => page.connection.call(guestSocket.joinAnswer, { sessionId, accepted: true });
    expect(await codeOf(answer(stranger))).toBe('session.not-found');
    await answer(guest);
    expect(await codeOf(stranger.connection.call(guestSocket.deviceIceServers, { sessionId }))).toBe('session.not-found');
    expect(await guest.connection.call(guestSocket.deviceIceServers, { sessionId })).toEqual([]);
    await guest.connection.call(guestSocket.sessionEnded, { sessionId, reason: 'user-stopped', head: null });
    const devices = (await server.call(http.devices, { as: server.admin })).result;
    expect(devices.some(({ id }) => id === guest.ticket.guestId)).toBe(false);
  });

  test('hears and is heard through the server before the join, and leaves when its user wants nobody', async () => {
    const { ticketId, token } = await linked();
    const guest = await server.openGuest(token);
    const { requestId } = guest;
    await seen(ticketId, true);
    await claim(ticketId);
    await guest.connection.call(guestSocket.deviceChatSay, { requestId, messageId: 'message-0001', text: 'Hello' });
    const wrong = { requestId: 'request-of-other', messageId: 'message-0002', text: 'Hello' };
    expect(await codeOf(guest.connection.call(guestSocket.deviceChatSay, wrong))).toBe('ticket.not-found');
    const heard = new Promise((resolve) => guest.connection.on(guestSocket.deviceChatSaid, resolve));
    const said = { ticketId, messageId: 'message-0003', text: 'Good day' };
    await technician.connection.call(consoleSocket.consoleChatSay, said);
    expect(await heard).toMatchObject({ requestId, message: { text: 'Good day', from: 'technician' } });
    await guest.connection.call(guestSocket.guestLeave, {});
    await seen(ticketId, false);
    expect(technician.joins.values.at(-1)).toMatchObject({ answer: 'declined' });
  });

  test('can say nothing that a computer can, and is no computer at the computers’ door', async () => {
    const { token } = await linked();
    const { key } = await generateSigningKey();
    const guest = await server.openGuest(token, { key });
    const theirs = new Set(contract(guestSocket).keys());
    const beyond = messagesOf(contract(deviceSocket), 'agent').filter(({ method }) => !theirs.has(method));
    const answers = new Map<number, string>();
    guest.socket.on('message', (data) => {
      const { i, e } = JSON.parse(String(data)) as { i?: number; e?: { code: string } };
      if (i !== undefined) answers.set(i, e?.code ?? 'done');
    });
    const calls = beyond.filter(({ kind }) => kind === 'request');
    for (const [at, message] of calls.entries()) guest.socket.send(frameOf(message, samplesOf(message.params, 1)[0], 1000 + at));
    await expect.poll(() => answers.size).toBe(calls.length);
    expect(new Set(answers.values())).toEqual(new Set(['rpc.unknown-method']));
    const asComputer = { deviceId: guest.ticket.guestId, stepUpKey: undefined, key };
    expect(await codeOf(server.openDevice(asComputer))).toBe('device.not-enrolled');
    await expect(server.openSocket('/ws/guest')).rejects.toThrow('403');
    await expect(server.openSocket('/ws/guest', { origin: 'https://other.example' })).rejects.toThrow('403');
  });
});
