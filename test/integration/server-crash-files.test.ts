import { join } from 'node:path';
import { DeviceAttachments } from '@alongside/agent-node';
import { utf8 } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { ticketCase } from '@alongside/desk';
import { CRASH_FILE_KEPT_MS, type CrashReceipt, deviceSocket, http, MAX_CRASH_FILE_BYTES } from '@alongside/protocol';
import { FakeClock, Recorder } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesBelow } from '../fixtures/files-below.ts';
import { type DeviceClient, fragmentOf, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { vendorAgreed } from '../fixtures/vendors.ts';

const MEMORY = Uint8Array.from([...utf8('MDMP'), 0x93, 0xa7, 0, 0, ...utf8('password=hunter2'), 0]);

const clock = new FakeClock(Date.now());
let server: TestServer;
let supervisor: SignedIn;
let vendor: SignedIn;
let first: SignedIn;
let second: SignedIn;
let device: DeviceClient;
let other: DeviceClient;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor, vendor } = await server.everyRole());
  first = server.technician;
  second = await server.invite('Tom Two', 'tom@test.example', 'a second tier of help');
  for (const [tier, memberIds] of [
    [2, [second.userId]],
    [3, [supervisor.userId]],
  ] as const) {
    const body = { name: `Tier ${tier}`, tier, specialisation: '', acceptWithinMin: 30, memberIds: [...memberIds] };
    await server.call(http.supportGroupCreate, { as: supervisor, body });
  }
  device = await server.openDevice(await server.enrollDevice('crashes'));
  other = await server.openDevice(await server.enrollDevice('another'));
});
afterAll(() => server.close());

const ask = (id: string, as: SignedIn = second) =>
  server.call(http.crashAsk, { as, params: { id }, body: { program: 'Editor' } });
const asked = async () => {
  const request = await device.ask('it went away');
  return { ...request, askId: (await ask(request.ticketId)).result.askId };
};
const receiptFor = (requestId: string, bytes: Uint8Array, more: Partial<CrashReceipt> = {}): CrashReceipt => ({
  type: 'alongside-crash-file/1',
  deviceId: device.deviceId,
  requestId,
  askId: null,
  name: 'editor.dmp',
  program: 'editor',
  level: 'P3',
  bytes: bytes.length,
  sha256: webCrypto().sha256(bytes),
  wordsHash: 'a'.repeat(64),
  language: 'en',
  at: clock.now(),
  ...more,
});
async function send(receipt: CrashReceipt, { bytes = MEMORY, by = device, deviceId = device.deviceId } = {}) {
  const body = { deviceId, receipt: await by.key.signJws(canonical(receipt)) };
  const { error, result } = await server.upload(http.deviceCrashFile, { body, headers: {} }, bytes);
  return error ? error.code : result.attachmentId;
}
const get = async (id: string, as: SignedIn = second) =>
  (await fetch(`${server.address}${http.attachmentRead.path.replace(':id', id)}`, { headers: { cookie: as.cookie } })).status;
const eventsOf = async (id: string, as: SignedIn = second) =>
  (await server.call(http.ticket, { as, params: { id } })).result.events;
const kept = () => filesBelow(join(server.dataDir, 'attachments')).length;

describe('a crash file', () => {
  test('is asked for by a program’s name, from tier 2 on, for a ticket with a computer', async () => {
    const { ticketId, requestId } = await device.ask('it went away');
    expect((await ask(ticketId, first)).error?.code).toBe('auth.role');
    expect((await ask(ticketId, vendor)).error?.code).toBe('auth.role');
    expect((await ask('ticket-of-nobody')).error?.code).toBe('ticket.not-found');
    const more = { program: 'Editor', path: '/home/uma/letter.odt' };
    expect((await server.call(http.crashAsk, { as: second, params: { id: ticketId }, body: more })).error?.code).toBe(
      'request.invalid',
    );
    const { askId } = (await ask(ticketId)).result;
    const read = () => device.connection.call(deviceSocket.ownRead, { requestId });
    expect((await read()).crash).toEqual({ askId, program: 'Editor', by: 'Tom Two', state: 'asked' });
    await device.connection.call(deviceSocket.ownVerdict, { requestId, verdict: { type: 'crash-refused', askId, why: 'no' } });
    expect((await read()).crash?.state).toBe('refused');
    expect((await eventsOf(ticketId)).at(-1)).toMatchObject({
      actor: { kind: 'user' },
      body: { type: 'crash-refused', why: 'no' },
    });
    expect(await send(receiptFor(requestId, MEMORY, { askId }))).toBe('crash-file.not-asked');
  });

  test('comes by its user’s yes; from tier 2 on it is opened, and by nobody else', async () => {
    const { ticketId, requestId, askId } = await asked();
    // As the agent sends it.
    const receipt = await device.key.signJws(canonical(receiptFor(requestId, MEMORY, { askId })));
    await new DeviceAttachments({ server: server.address }, device, {}).sendCrash({ receipt, bytes: MEMORY });
    const entry = (await eventsOf(ticketId)).at(-1)?.body;
    const id = entry?.type === 'attached' ? entry.file.attachmentId : '';
    const expiresAt = clock.now() + CRASH_FILE_KEPT_MS;
    expect(entry).toMatchObject({
      type: 'attached',
      file: { attachmentId: id, fileName: 'editor.dmp', mediaType: 'application/x-crash-report', to: 'user' },
      crash: { askId, program: 'editor', level: 'P3', expiresAt },
    });
    await vendorAgreed(server, device, { ticketId, requestId }, supervisor);
    const change = { type: 'assigned', ownerId: vendor.userId, groupId: null, note: '' } as const;
    await server.call(http.ticketWrite, { as: supervisor, params: { id: ticketId }, body: { seen: 0, change } });
    expect([await get(id), await get(id, supervisor), await get(id, first), await get(id, vendor)]).toEqual([200, 200, 404, 404]);
    expect(JSON.stringify(await eventsOf(ticketId, vendor))).not.toMatch(/editor/iu);
    // Nor by the ticket's link; its user sees that it is there, and until when.
    const link = await server.call(http.followCreate, { as: first, params: { id: ticketId }, body: {} });
    const token = fragmentOf(link.result.url);
    expect((await server.post(http.followFile.path, { token, attachmentId: id })).status).toBe(404);
    const { files, crash } = await device.connection.call(deviceSocket.ownRead, { requestId });
    expect([files, crash]).toMatchObject([[{ id, name: 'editor.dmp', from: 'user', until: expiresAt }], { state: 'sent' }]);
  });

  test('that is taken back is gone, and stands in the log', async () => {
    const { ticketId, requestId } = await device.ask('it went away');
    const id = await send(receiptFor(requestId, MEMORY));
    const takeBack = (by: DeviceClient) =>
      by.connection.call(deviceSocket.ownDetach, { requestId, attachmentId: id }).then(
        () => 'done',
        (error: { code?: string }) => error.code,
      );
    expect(await takeBack(other)).toBe('ticket.not-found');
    expect(await takeBack(device)).toBe('done');
    expect(await get(id)).toBe(404);
    expect((await eventsOf(ticketId)).at(-1)?.body).toMatchObject({
      type: 'detached',
      fileName: 'editor.dmp',
      reason: 'by-person',
    });
  });
});

test('a question is told to its computer as it is asked, and as open until it is answered', async () => {
  const { requestId, ticketId } = await device.ask('it went away');
  const heard = new Recorder<{ requestId: string; asked?: string[] | undefined }>((on) =>
    device.connection.on(deviceSocket.requestStatus, on),
  );
  const told = async (wanted: readonly string[]) => {
    await clock.advance(1000);
    for (;;) {
      const status = await heard.next();
      if (status.requestId === requestId && status.asked?.join() === wanted.join()) return;
    }
  };
  await told([]);
  const { askId } = (await ask(ticketId)).result;
  await told([askId]);
  const file = await send(receiptFor(requestId, MEMORY, { askId }));
  expect(await get(file)).toBe(200);
  await told([]);
});

describe('no crash file comes', () => {
  test('without a fresh yes of that computer to these very bytes, for its own request', async () => {
    const { ticketId, requestId, askId } = await asked();
    const files = kept();
    const receipt = receiptFor(requestId, MEMORY, { askId });
    const bytes = Uint8Array.from([...MEMORY, 1]);
    const codes = [
      await send(receipt, { by: other }),
      await send(receipt, { deviceId: other.deviceId, by: other }),
      await send({ ...receipt, at: clock.now() - 10 * 60_000 }),
      await send({ ...receipt, level: 'P2' } as never),
      await send({ ...receipt, deviceId: other.deviceId }, { deviceId: other.deviceId, by: other }),
      await send(receipt, { bytes }),
      await send({ ...receipt, bytes: bytes.length }, { bytes }),
      await send({ ...receipt, askId: 'crash-ask-of-nobody' }),
      await send({ ...receipt, bytes: MAX_CRASH_FILE_BYTES + 1 }),
    ];
    expect(codes).toEqual([
      'auth.key-mismatch',
      'auth.key-mismatch',
      'auth.key-mismatch',
      'auth.key-mismatch',
      'ticket.not-found',
      'request.too-large',
      'request.invalid',
      'crash-file.not-asked',
      'auth.key-mismatch',
    ]);
    expect(ticketCase(await eventsOf(ticketId))?.files).toEqual([]);
    expect(kept()).toBe(files);
  });

  test('of another kind by that way, and none of that kind by another', async () => {
    const { ticketId, requestId } = await device.ask('it went away');
    const link = await server.call(http.followCreate, { as: first, params: { id: ticketId }, body: {} });
    const exe = Uint8Array.from([...utf8('MZ'), 0x90, 0, 3, 0, ...new Uint8Array(60)]);
    expect(await send(receiptFor(requestId, exe), { bytes: exe })).toBe('attachment.type');
    const name = 'editor.dmp';
    const at = clock.now();
    const sha256 = webCrypto().sha256(MEMORY);
    const { deviceId, key } = device;
    const signature = await key.sign(utf8(`alongside-attach/1\n${deviceId}\n${requestId}\n${sha256}\n${at}`));
    const others = [
      await server.upload(http.attachmentAdd, { as: second, params: { id: ticketId }, body: { name, to: 'desk' } }, MEMORY),
      await server.upload(http.followAttach, { body: { token: fragmentOf(link.result.url), name } }, MEMORY),
      await server.upload(http.deviceAttach, { body: { deviceId, requestId, name, sha256, at, signature }, headers: {} }, MEMORY),
    ];
    expect(others.map(({ error }) => error?.code)).toEqual(['attachment.type', 'attachment.type', 'attachment.type']);
  });
});

test('after 30 days it is gone from that moment, and the ticket says that it was there', async () => {
  const { ticketId, requestId } = await device.ask('it went away');
  const id = await send(receiptFor(requestId, MEMORY));
  clock.jumpWall(CRASH_FILE_KEPT_MS - 1);
  expect(await get(id)).toBe(200);
  clock.jumpWall(1);
  // Not swept yet, and given to nobody all the same.
  expect(ticketCase(await eventsOf(ticketId))?.files).toHaveLength(1);
  expect(await get(id)).toBe(404);
  server = await server.restart();
  second = await server.signIn('tom@test.example', 'a second tier of help');
  const events = await eventsOf(ticketId);
  expect(events.at(-1)).toMatchObject({
    actor: { kind: 'system' },
    body: { type: 'detached', fileName: 'editor.dmp', reason: 'retention' },
  });
  expect(events.some(({ body }) => body.type === 'attached' && body.crash?.level === 'P3')).toBe(true);
  expect(filesBelow(join(server.dataDir, 'attachments'))).toEqual([]);
});
