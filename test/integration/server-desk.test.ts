import { DeviceAttachments } from '@alongside/agent-node';
import { canonical, headPayload } from '@alongside/consent';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { ticketCase } from '@alongside/desk';
import { consoleSocket, deviceSocket, http, type SignalParams, type TicketChange } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editData } from '../fixtures/edit-data.ts';
import { type ConsoleClient, type DeviceClient, recorder, startTestServer, type TestServer } from '../fixtures/server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await startTestServer();
});
afterEach(() => test.close());

const candidate = (sessionId: string, text = 'candidate:1'): SignalParams => ({
  sessionId,
  epoch: 0,
  signal: { type: 'candidate', candidate: text, sdpMid: '0', sdpMLineIndex: 0 },
});

async function join(console: ConsoleClient, device: DeviceClient, ticketId: string): Promise<string> {
  const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
  const offer = await device.offers.next();
  expect(offer.sessionId).toBe(sessionId);
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
  expect(await console.joins.next()).toEqual({ sessionId, answer: 'accepted' });
  return sessionId;
}

/** Somebody is asked whether the technician may join. */
async function asked() {
  const page = await test.openConsole(test.technician);
  const device = await test.openDevice(await test.enrollDevice());
  const { ticketId } = await device.ask('No sound');
  const { sessionId } = await page.connection.call(consoleSocket.ticketClaim, { ticketId });
  await device.offers.next();
  return { page, device, ticketId, sessionId };
}

it('a request with a long conversation is claimed, with the newest of it', async () => {
  const console = await test.openConsole(test.technician);
  const device = await test.openDevice(await test.enrollDevice());
  const { ticketId } = await device.ask('It goes on and on');
  for (let times = 0; times < 70; times += 1) {
    const body = { messageId: `message-${times + 1000}`, text: 'x'.repeat(4_000), to: 'user' } as const;
    const { error } = await test.call(http.ticketSay, { as: test.technician, params: { id: ticketId }, body });
    expect(error).toBeUndefined();
  }
  const { chat } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
  expect(chat.at(-1)?.id).toBe('message-1069');
  expect(chat.length).toBeGreaterThan(20);
});

it('names the computer of each open request after a restart, however many computers came after it', async () => {
  const device = await test.openDevice(await test.enrollDevice('LT-0001'));
  await device.ask('No sound');
  const more = `
    WITH RECURSIVE more(nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM more WHERE nth < 1000)
    INSERT INTO devices (id, organisation_id, public_key, name, system, enrolled_at)
    SELECT id || nth, organisation_id, public_key || nth, 'PC-' || nth, system, enrolled_at + nth FROM devices JOIN more`;
  editData(test.dataDir, more);
  test = await test.restart();
  const page = await test.openConsole(test.technician);
  const { tickets } = await page.queue.next();
  expect(tickets.map((ticket) => ticket.device)).toEqual([{ id: device.deviceId, name: 'LT-0001', online: false }]);
});

describe('what a computer asked before', () => {
  it('is told to that computer alone, which says how it stands, with its own words', async () => {
    const console = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const other = await test.openDevice(await test.enrollDevice('other'));
    const { ticketId, requestId } = await device.ask('No sound\nat all');
    const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    await console.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'Switched it on' });
    expect(await console.joins.next()).toEqual({ sessionId, answer: 'withdrawn' });
    expect(await device.connection.call(deviceSocket.ownList, {})).toMatchObject([
      { requestId, subject: 'No sound', step: 'check-solution' },
    ]);
    expect(await other.connection.call(deviceSocket.ownList, {})).toEqual([]);
    const words = { messageId: 'message-0001', text: 'still silent' };
    const reopened = { requestId, verdict: { type: 'reopened', words } } as const;
    await device.connection.call(deviceSocket.ownVerdict, reopened);
    // Sent again because the answer was lost.
    await device.connection.call(deviceSocket.ownVerdict, reopened);
    expect(await device.connection.call(deviceSocket.ownRead, { requestId })).toMatchObject({
      step: 'in-progress',
      messages: [{ from: 'user', text: 'still silent' }],
    });
    const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(result.events.slice(-2).map(({ body }) => body.type)).toEqual(['reopened', 'reply']);
    const accepted = { requestId, verdict: { type: 'accepted' } } as const;
    for (const refused of [
      other.connection.call(deviceSocket.ownRead, { requestId }),
      other.connection.call(deviceSocket.ownVerdict, accepted),
      other.connection.call(deviceSocket.ownSay, { requestId, ...words }),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'ticket.not-found' });
    }
  });
});

describe('a picture of a computer', () => {
  const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

  it('comes to its request by its own key, and by no other', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    const { requestId, ticketId } = await device.ask('See this');
    const place = { server: test.address };
    const picture = { requestId, name: 'picture.png', bytes: PNG, at: Date.now() };
    const { deviceId, key } = device;
    await new DeviceAttachments(place, { deviceId, key }, {}).send(picture);
    const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(result.events.at(-1)).toMatchObject({
      actor: { kind: 'user' },
      body: { type: 'attached', file: { fileName: 'picture.png', mediaType: 'image/png', to: 'user' } },
    });
    const stranger = new DeviceAttachments(place, { deviceId, key: (await generateSigningKey()).key }, {});
    await expect(stranger.send(picture)).rejects.toMatchObject({ code: 'auth.key-mismatch' });
  });
});

describe('a request', () => {
  it('gets a number from 1001 and shows on every console within a second', async () => {
    const console = await test.openConsole(test.technician);
    await console.queue.next();
    const device = await test.openDevice(await test.enrollDevice());
    const statuses = recorder((heard: (status: unknown) => void) => device.connection.on(deviceSocket.requestStatus, heard));
    const sent = performance.now();
    const { number, ticketId } = await device.ask('The printer in room 2\nis offline');
    const queue = await console.queue.next();
    expect(performance.now() - sent).toBeLessThan(1000);
    expect(number).toBe(1001);
    expect(queue).toMatchObject({
      openCount: 1,
      tickets: [{ id: ticketId, number: 1001, state: 'waiting', subject: 'The printer in room 2' }],
    });
    expect(await statuses.next()).toMatchObject({ state: 'waiting', place: 1, techniciansAvailable: 1, expectedWaitMs: null });
  });

  it('is the same when it is sent again, and refused with a proof of another text or device', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    const first = await device.ask('No sound', { requestId: 'request-0001' });
    expect(await device.ask('No sound', { requestId: 'request-0001' })).toEqual(first);
    const other = await test.openDevice(await test.enrollDevice('other'));
    await expect(other.ask('No sound', { requestId: 'request-0001' })).rejects.toMatchObject({ code: 'request.invalid' });
    const proof = await device.key.signJws(
      canonical({ requestId: 'request-0002', deviceId: device.deviceId, textHash: '', at: 1 }),
    );
    const forged = { requestId: 'request-0002', text: 'No sound', name: 'Uma', at: 1, proof };
    await expect(device.connection.call(deviceSocket.requestCreate, forged)).rejects.toMatchObject({ code: 'auth.key-mismatch' });
  });

  it('is won by one of two who claim it; the other is told who', async () => {
    const tom = await test.invite('Tom Second', 'tom@test.example', 'another long password');
    const consoles = await Promise.all([test.openConsole(test.technician), test.openConsole(tom)]);
    const device = await test.openDevice(await test.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const claims = await Promise.allSettled(consoles.map((c) => c.connection.call(consoleSocket.ticketClaim, { ticketId })));
    expect(claims.map((claim) => claim.status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = claims[0]?.status === 'fulfilled' ? 'Tess Technician' : 'Tom Second';
    const lost = claims.find((claim) => claim.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'ticket.claimed-by-other', context: { name: winner } });
    expect((await device.offers.next()).technician.name).toBe(winner);
    device.offers.nonePending();
  });

  it.each<[string, TicketChange]>([
    ['it is solved', { type: 'done', solution: 'Came on by itself', code: 'advice' }],
    ['nobody has it', { type: 'assigned', ownerId: null, groupId: null, note: '' }],
    ['it is somebody else’s', { type: 'assigned', ownerId: 'ADMIN', groupId: null, note: '' }],
  ])('nobody is asked to let anybody join once %s, and both ends hear so', async (_what, change) => {
    const console = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const withdrawn = recorder<{ sessionId: string }>((heard) => device.connection.on(deviceSocket.joinWithdrawn, heard));
    const { ticketId } = await device.ask('No sound');
    const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    const { result } = await test.call(http.ticket, { as: test.admin, params: { id: ticketId } });
    const as = change.type === 'done' ? test.technician : test.admin;
    const to = change.type === 'assigned' && change.ownerId ? { ...change, ownerId: test.admin.userId } : change;
    const body = { seen: ticketCase(result.events)?.version ?? 0, change: to };
    expect((await test.call(http.ticketWrite, { as, params: { id: ticketId }, body })).error).toBeUndefined();
    expect(await console.joins.next()).toEqual({ sessionId, answer: 'withdrawn' });
    expect(await withdrawn.next()).toMatchObject({ sessionId });
  });

  it('goes back to waiting when the user declines, and can be cancelled', async () => {
    const console = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const { ticketId, requestId } = await device.ask('No sound');
    const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: false });
    expect(await console.joins.next()).toEqual({ sessionId, answer: 'declined' });
    const again = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    await device.connection.call(deviceSocket.requestCancel, { requestId });
    expect(await console.joins.next()).toEqual({ sessionId: again.sessionId, answer: 'cancelled' });
    const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(result.events.map((event) => event.body.type)).toEqual(['created', 'claimed', 'released', 'claimed', 'cancelled']);
    await expect(console.connection.call(consoleSocket.ticketClaim, { ticketId })).rejects.toMatchObject({
      code: 'ticket.not-found',
    });
  });

  it('is cancelled when its device leaves for good, which is then known no more', async () => {
    const console = await test.openConsole(test.technician);
    const enrolled = await test.enrollDevice('Front desk');
    const device = await test.openDevice(enrolled);
    const waiting = await device.ask('No sound');
    const joined = await device.ask('No picture');
    const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId: joined.ticketId });
    await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    await device.connection.call(deviceSocket.deviceRetire, {});
    for (const { ticketId } of [waiting, joined]) {
      const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
      expect(result.ticket).toMatchObject({ state: 'cancelled', device: { name: 'Front desk' } });
    }
    const { result: devices } = await test.call(http.devices, { as: test.technician });
    expect(devices.map(({ id }) => id)).not.toContain(enrolled.deviceId);
    await expect(test.openDevice(enrolled)).rejects.toMatchObject({ code: 'device.not-enrolled' });
  });

  it('is not taken from a device that left for good, whose socket closes', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    const [requestId, text, at] = ['request-0001', 'No sound', Date.now()];
    const signed = canonical({ requestId, deviceId: device.deviceId, textHash: webCrypto().sha256(text), at });
    const proof = await device.key.signJws(signed);
    // Both in one read of the server, which is in this process.
    const retired = device.connection.call(deviceSocket.deviceRetire, {});
    const asked = device.connection.call(deviceSocket.requestCreate, { requestId, text, name: 'Uma', at, proof });
    await expect(asked).rejects.toMatchObject({ code: 'device.not-enrolled' });
    expect(await retired).toBeNull();
    expect(await device.closed).not.toBe('');
    const console = await test.openConsole(test.technician);
    expect((await console.queue.next()).openCount).toBe(0);
  });

  it('is offered to a device that was away as soon as it is back', async () => {
    const console = await test.openConsole(test.technician);
    const enrolled = await test.enrollDevice();
    const device = await test.openDevice(enrolled);
    const { ticketId } = await device.ask('No sound');
    device.connection.close('asleep');
    await device.closed;
    const presence = recorder((heard: (p: { state: string }) => void) =>
      console.connection.on(consoleSocket.devicePresence, heard),
    );
    const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    const back = await test.openDevice(enrolled);
    expect((await back.offers.next()).sessionId).toBe(sessionId);
    await back.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    expect(await console.joins.next()).toEqual({ sessionId, answer: 'accepted' });
    expect(presence.values.map((value) => value.state)).toContain('here');
  });
});

describe('chat through the server', () => {
  it('runs both ways until the join, and waits for a device that is away', async () => {
    const console = await test.openConsole(test.technician);
    const enrolled = await test.enrollDevice();
    const device = await test.openDevice(enrolled);
    const { ticketId, requestId } = await device.ask('No sound');
    const early = { requestId, messageId: 'message-0000', text: 'hello?' };
    // Nobody has claimed it: the words stand in the ticket for whoever does.
    await device.connection.call(deviceSocket.deviceChatSay, early);
    const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(result.events.at(-1)).toMatchObject({ body: { type: 'reply', text: 'hello?' } });
    await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    const heard = recorder((h: (said: unknown) => void) => console.connection.on(consoleSocket.consoleChatSaid, h));
    await device.connection.call(deviceSocket.deviceChatSay, { requestId, messageId: 'message-0001', text: 'hello' });
    expect(await heard.next()).toMatchObject({
      ticketId,
      message: { id: 'message-0001', from: 'user', name: 'Uma User', text: 'hello' },
    });
    device.connection.close('asleep');
    await device.closed;
    const said = { ticketId, messageId: 'message-0002', text: 'are you there?' };
    await console.connection.call(consoleSocket.consoleChatSay, said);
    await console.connection.call(consoleSocket.consoleChatSay, said);
    const back = await test.openDevice(enrolled);
    const told = recorder((h: (said: { message: { id: string } }) => void) => back.connection.on(deviceSocket.deviceChatSaid, h));
    expect((await told.next()).message).toMatchObject({ id: 'message-0002', from: 'technician' });
    const { sessionId } = await back.offers.next();
    await back.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    await expect(
      console.connection.call(consoleSocket.consoleChatSay, { ...said, messageId: 'message-0003' }),
    ).rejects.toMatchObject({
      code: 'ticket.wrong-state',
    });
    told.nonePending();
  });
});

describe('a session', () => {
  it('carries signals between its two ends and to nobody else', async () => {
    const tom = await test.invite('Tom Second', 'tom@test.example', 'another long password');
    const [tess, stranger] = await Promise.all([test.openConsole(test.technician), test.openConsole(tom)]);
    const device = await test.openDevice(await test.enrollDevice());
    const strangerDevice = await test.openDevice(await test.enrollDevice('other'));
    const toDevice = recorder((h: (p: SignalParams) => void) => device.connection.on(deviceSocket.deviceSignalled, h));
    const toConsole = recorder((h: (p: SignalParams) => void) => tess.connection.on(consoleSocket.consoleSignalled, h));
    const { ticketId } = await device.ask('No sound');
    const { sessionId } = await tess.connection.call(consoleSocket.ticketClaim, { ticketId });
    await device.offers.next();
    // Before the join there is nobody to signal to.
    tess.connection.notify(consoleSocket.consoleSignal, candidate(sessionId, 'too early'));
    device.connection.notify(deviceSocket.deviceSignal, candidate(sessionId, 'too early'));
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    await tess.joins.next();
    stranger.connection.notify(consoleSocket.consoleSignal, candidate(sessionId, 'stranger'));
    strangerDevice.connection.notify(deviceSocket.deviceSignal, candidate(sessionId, 'stranger'));
    // An answered request after a notification on the same socket: the notification was worked on.
    await stranger.connection.call(consoleSocket.presenceSet, { presence: 'busy' });
    await strangerDevice.ask('me too');
    tess.connection.notify(consoleSocket.consoleSignal, candidate(sessionId, 'from tess'));
    device.connection.notify(deviceSocket.deviceSignal, candidate(sessionId, 'from device'));
    expect(await toDevice.next()).toEqual(candidate(sessionId, 'from tess'));
    expect(await toConsole.next()).toEqual(candidate(sessionId, 'from device'));
    toDevice.nonePending();
    toConsole.nonePending();
    await expect(stranger.connection.call(consoleSocket.sessionLeave, { sessionId })).rejects.toMatchObject({
      code: 'session.not-found',
    });
  });

  it('is resumed by the same browser, which gets the signals of the meantime', async () => {
    const first = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const presence = recorder((h: (p: { state: string }) => void) => device.connection.on(deviceSocket.technicianPresence, h));
    const { ticketId } = await device.ask('No sound');
    const sessionId = await join(first, device, ticketId);
    expect((await presence.next()).state).toBe('here');
    first.connection.close('cable pulled');
    expect((await presence.next()).state).toBe('away');
    device.connection.notify(deviceSocket.deviceSignal, candidate(sessionId, 'meanwhile'));
    const back = await test.openConsole(test.technician, first.key);
    const signals = recorder((h: (p: SignalParams) => void) => back.connection.on(consoleSocket.consoleSignalled, h));
    expect(await signals.next()).toEqual(candidate(sessionId, 'meanwhile'));
    expect((await presence.next()).state).toBe('here');
  });

  it('follows its page to a new socket, though the server believes in the old one, and ends not with that one', async () => {
    const before = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const presence = recorder((h: (p: { state: string }) => void) => device.connection.on(deviceSocket.technicianPresence, h));
    const { ticketId } = await device.ask('No sound');
    const sessionId = await join(before, device, ticketId);
    expect((await presence.next()).state).toBe('here');
    const after = await test.openConsole(test.technician, before.key);
    const signals = recorder((h: (p: SignalParams) => void) => after.connection.on(consoleSocket.consoleSignalled, h));
    await after.connection.call(consoleSocket.consoleIceServers, { sessionId });
    expect((await presence.next()).state).toBe('here');
    device.connection.notify(deviceSocket.deviceSignal, candidate(sessionId, 'again'));
    expect(await signals.next()).toEqual(candidate(sessionId, 'again'));
    before.connection.close('not answered for a minute');
    // The server sees that it is closed.
    const metrics = async () => (await fetch(`${test.address}/metrics`)).text();
    await expect.poll(metrics).toMatch(/^alongside_consoles_open 1$/mu);
    device.connection.notify(deviceSocket.deviceSignal, candidate(sessionId, 'still'));
    expect(await signals.next()).toEqual(candidate(sessionId, 'still'));
    presence.nonePending();
  });

  it('follows its page past another one of the same browser that came back first', async () => {
    const page = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const sessionId = await join(page, device, ticketId);
    page.connection.close('the network changed');
    const other = await test.openConsole(test.technician, page.key);
    const back = await test.openConsole(test.technician, page.key);
    const signals = recorder((h: (p: SignalParams) => void) => back.connection.on(consoleSocket.consoleSignalled, h));
    await back.connection.call(consoleSocket.consoleIceServers, { sessionId });
    device.connection.notify(deviceSocket.deviceSignal, candidate(sessionId));
    expect(await signals.next()).toEqual(candidate(sessionId));
    expect(other.connection.open).toBe(true);
  });

  it('that was accepted while its page was away is told to it when it is back', async () => {
    const { page, device, sessionId } = await asked();
    page.connection.close('the network changed');
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    const back = await test.openConsole(test.technician, page.key);
    expect(await back.joins.next()).toEqual({ sessionId, answer: 'accepted' });
  });

  it.each([
    [false, 'declined'],
    [true, 'withdrawn'],
  ] as const)(
    'that was answered (%s) and is over while its page was away is told to it as %s when it asks',
    async (accepted, answer) => {
      const { page, device, sessionId } = await asked();
      page.connection.close('the network changed');
      await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted });
      if (accepted) await device.connection.call(deviceSocket.sessionEnded, { sessionId, reason: 'user-stopped', head: null });
      const ask = async ({ connection, joins }: Awaited<ReturnType<typeof test.openConsole>>) => {
        const ways = connection.call(consoleSocket.consoleIceServers, { sessionId });
        await expect(ways).rejects.toMatchObject({ code: 'session.not-found' });
        return joins;
      };
      const other = await ask(await test.openConsole(test.admin));
      const back = await ask(await test.openConsole(test.technician, page.key));
      expect(await back.next()).toEqual({ sessionId, answer });
      other.nonePending();
    },
  );

  it('that is offered follows its page to a new socket, too, and is not taken back with the old one', async () => {
    const { page: before, device, sessionId } = await asked();
    const after = await test.openConsole(test.technician, before.key);
    const ways = after.connection.call(consoleSocket.consoleIceServers, { sessionId });
    await expect(ways).rejects.toMatchObject({ code: 'session.not-joined' });
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    expect(await after.joins.next()).toEqual({ sessionId, answer: 'accepted' });
  });

  it('is waited for by one page of a browser: the one that asked first is told that it does not any more', async () => {
    const { page: first, device, ticketId, sessionId } = await asked();
    const second = await test.openConsole(test.technician, first.key);
    expect(await second.connection.call(consoleSocket.ticketClaim, { ticketId })).toMatchObject({ sessionId });
    expect(await first.joins.next()).toEqual({ sessionId, answer: 'elsewhere' });
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    expect(await second.joins.next()).toEqual({ sessionId, answer: 'accepted' });
    first.joins.nonePending();
  });

  it('survives the server, which knows it again after a restart', async () => {
    const before = await test.openConsole(test.technician);
    const enrolled = await test.enrollDevice();
    const device = await test.openDevice(enrolled);
    const { ticketId } = await device.ask('No sound');
    const sessionId = await join(before, device, ticketId);
    test = await test.restart();
    const back = await test.openDevice(enrolled);
    const signals = recorder((h: (p: SignalParams) => void) => back.connection.on(deviceSocket.deviceSignalled, h));
    const console = await test.openConsole(test.technician, before.key);
    expect(await console.queue.next()).toMatchObject({ tickets: [{ number: 1001, state: 'in-session', sessionId }] });
    console.connection.notify(consoleSocket.consoleSignal, candidate(sessionId));
    expect(await signals.next()).toEqual(candidate(sessionId));
  });

  it('is what its ticket says of it after a server that was killed between the two', async () => {
    const before = await test.openConsole(test.technician);
    const enrolled = await test.enrollDevice();
    const device = await test.openDevice(enrolled);
    const ids = [(await device.ask('No sound')).ticketId, (await device.ask('No picture')).ticketId] as const;
    const [begun, over] = [await join(before, device, ids[0]), await join(before, device, ids[1])];
    await device.connection.call(deviceSocket.sessionEnded, { sessionId: over, reason: 'user-stopped', head: null });
    await test.server.close();
    editData(test.dataDir, `UPDATE sessions SET state = 'offered', joined_at = NULL WHERE id = ?`, begun);
    editData(test.dataDir, `UPDATE sessions SET state = 'joined', ended_at = NULL WHERE id = ?`, over);
    test = await test.restart();
    const back = await test.openDevice(enrolled);
    const console = await test.openConsole(test.technician, before.key);
    // The computer never heard of its yes, and says it again.
    await back.connection.call(deviceSocket.joinAnswer, { sessionId: begun, accepted: true });
    const { result: records } = await test.call(http.records, { as: test.admin });
    expect(records.find(({ id }) => id === begun)).toMatchObject({ joinedAt: expect.any(Number), endedAt: null });
    expect(records.find(({ id }) => id === over)).toMatchObject({ endedAt: expect.any(Number) });
    await console.connection.call(consoleSocket.sessionLeave, { sessionId: begun });
    const stateOf = async (id: string) =>
      (await test.call(http.ticket, { as: test.technician, params: { id } })).result.ticket.state;
    expect([await stateOf(ids[0]), await stateOf(ids[1])]).toEqual(['claimed', 'claimed']);
    for (const ticketId of ids) {
      expect((await console.connection.call(consoleSocket.ticketClaim, { ticketId })).sessionId).not.toBe(begun);
      await console.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'Switched it on.' });
    }
  });

  it('ends by the device with the ledger’s last hash, and the ticket stays with its technician', async () => {
    const console = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const sessionId = await join(console, device, ticketId);
    const presence = recorder((h: (p: { state: string }) => void) => console.connection.on(consoleSocket.devicePresence, h));
    const head = { seq: 7, hash: 'a'.repeat(64) };
    await device.connection.call(deviceSocket.sessionEnded, { sessionId, reason: 'user-stopped', head });
    expect(await presence.next()).toEqual({ sessionId, state: 'ended', reason: 'user-stopped' });
    const { result } = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(result.ticket).toMatchObject({ state: 'claimed', technician: { name: 'Tess Technician' }, sessionId: null });
    expect(result.events.at(-1)?.body).toEqual({
      type: 'session-ended',
      sessionId,
      reason: 'user-stopped',
      headSeq: 7,
      headHash: head.hash,
    });
    const again = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    expect(again.sessionId).not.toBe(sessionId);
    await console.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'Switched the sound on.' });
    const done = await test.call(http.ticket, { as: test.technician, params: { id: ticketId } });
    expect(done.result.ticket.state).toBe('done');
  });

  it('tells the device when the technician leaves', async () => {
    const console = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const presence = recorder((h: (p: { state: string }) => void) => device.connection.on(deviceSocket.technicianPresence, h));
    const { ticketId } = await device.ask('No sound');
    const sessionId = await join(console, device, ticketId);
    await console.connection.call(consoleSocket.sessionLeave, { sessionId });
    expect((await presence.next()).state).toBe('here');
    expect((await presence.next()).state).toBe('gone');
  });
});

describe('a kept head', () => {
  it('needs the signatures of both keys of the session and is never replaced', async () => {
    const console = await test.openConsole(test.technician);
    const device = await test.openDevice(await test.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const sessionId = await join(console, device, ticketId);
    const signed = async (hash: string, by = { agent: device.key, technician: console.key }) => {
      const payload = headPayload(sessionId, { seq: 3, hash });
      return {
        sessionId,
        seq: 3,
        hash,
        agent: await by.agent.signJws(payload),
        technician: await by.technician.signJws(payload),
      };
    };
    const keep = async (params: Awaited<ReturnType<typeof signed>>) =>
      console.connection.call(consoleSocket.headKeep, params).catch((error: { code: string }) => error.code);
    const stranger = (await generateSigningKey()).key;
    expect(await keep(await signed('a'.repeat(64), { agent: stranger, technician: console.key }))).toBe('ledger.invalid');
    expect(await keep(await signed('a'.repeat(64), { agent: device.key, technician: stranger }))).toBe('ledger.invalid');
    expect(await keep({ ...(await signed('a'.repeat(64))), seq: 4 })).toBe('ledger.invalid');
    expect(await keep(await signed('a'.repeat(64)))).toBeNull();
    expect(await keep(await signed('a'.repeat(64)))).toBeNull();
    expect(await keep(await signed('b'.repeat(64)))).toBe('ledger.invalid');
    // Whoever reads records gets it with both signatures, and nobody else does.
    const heads = await test.call(http.sessionHeads, { as: test.admin, params: { id: sessionId } });
    const { agent, technician } = await signed('a'.repeat(64));
    expect(heads.result).toMatchObject({
      device: { publicKey: device.key.publicKey },
      technician: { name: 'Tess Technician', publicKey: console.key.publicKey },
      heads: [{ seq: 3, hash: 'a'.repeat(64), agent, technician }],
    });
    expect((await test.call(http.sessionHeads, { as: test.admin, params: { id: 'session-none' } })).status).toBe(404);
    expect((await test.call(http.sessionHeads, { as: test.technician, params: { id: sessionId } })).status).toBe(403);
  });
});
