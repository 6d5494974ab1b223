import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { AppError, randomId, systemRandom, utf8 } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { ticketCase } from '@alongside/desk';
import { ABOUT_HEADER, aboutHeader, deviceSocket, http, MAX_LOGO_BYTES, type TicketChange } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES_KEPT_MS } from '../../apps/server/src/desk/attachment-desk.ts';
import { filesBelow } from '../fixtures/files-below.ts';
import { type DeviceClient, fragmentOf, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { tinyPng } from '../fixtures/tiny-files.ts';
import { vendorAgreed } from '../fixtures/vendors.ts';

const clock = new FakeClock(Date.now());
let server: TestServer;
let supervisor: SignedIn;
let vendor: SignedIn;
let tess: SignedIn;
let device: DeviceClient;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor, vendor } = await server.everyRole());
  tess = server.technician;
  device = await server.openDevice(await server.enrollDevice('files'));
});
afterAll(() => server.close());

type Bytes = Parameters<TestServer['upload']>[2];
interface Sending {
  readonly as?: SignedIn;
  readonly headers?: Record<string, string>;
  readonly bytes?: Bytes;
}
const add = async (id: string, body: { name: string; to: 'user' | 'desk' }, { as = tess, headers = {}, bytes }: Sending = {}) =>
  told(await server.upload(http.attachmentAdd, { as, params: { id }, body, headers }, bytes));
const told = ({ status, result, error }: Awaited<ReturnType<typeof server.upload<unknown, { attachmentId: string }>>>) => ({
  status,
  code: error?.code,
  id: status === 200 ? result.attachmentId : '',
});
const get = (id: string, as: SignedIn = tess) =>
  fetch(`${server.address}${http.attachmentRead.path.replace(':id', id)}`, { headers: { cookie: as.cookie } });
const asked = async (text = 'the printer is off') => (await device.ask(text)).ticketId;
const caseOf = async (id: string) => {
  const ticket = ticketCase((await server.call(http.ticket, { as: tess, params: { id } })).result.events);
  if (!ticket) throw new AppError('internal', 'a ticket without a log');
  return ticket;
};
const change = async (id: string, what: TicketChange, as = tess) =>
  server.call(http.ticketWrite, { as, params: { id }, body: { seen: (await caseOf(id)).version, change: what } });
const linkOf = async (id: string) =>
  fragmentOf((await server.call(http.followCreate, { as: tess, params: { id }, body: {} })).result.url);

describe('a file of the desk', () => {
  test('comes whole, stands in the log with its hash, and is saved and never opened', async () => {
    const id = await asked();
    const bytes = 'line one\nline two\n';
    const { id: file } = await add(id, { name: '../прин"ter.log', to: 'user' }, { bytes });
    const facts = {
      attachmentId: file,
      fileName: 'прин_ter.log',
      bytes: 18,
      sha256: webCrypto().sha256(bytes),
      mediaType: 'text/plain',
    };
    expect((await caseOf(id)).files).toMatchObject([{ ...facts, to: 'user', by: { id: tess.userId } }]);
    const response = await get(file);
    expect(await response.text()).toBe(bytes);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-disposition': `attachment; filename="_____ter.log"; filename*=UTF-8''${encodeURIComponent('прин_ter.log')}`,
      'content-type': 'application/octet-stream',
      'content-security-policy': expect.stringMatching(/default-src 'none'; sandbox/u),
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  test('is refused by what it is, by who sends it, and from another page', async () => {
    const id = await asked();
    const body = { name: 'a.txt', to: 'user' } as const;
    const exe = Uint8Array.from([...utf8('MZ'), 0x90, 0, ...new Uint8Array(60)]);
    expect(await add(id, { name: 'photo.png', to: 'user' }, { bytes: exe })).toMatchObject({
      status: 415,
      code: 'attachment.type',
    });
    expect((await server.upload(http.attachmentAdd, { params: { id }, body })).status).toBe(401);
    expect((await add(id, body, { headers: { origin: 'https://evil.example' } })).code).toBe('auth.origin');
    expect((await add(id, body, { as: vendor })).code).toBe('ticket.not-found');
    expect((await add('ticket-of-nobody', body)).code).toBe('ticket.not-found');
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/html']) {
      expect((await add(id, body, { headers: { 'content-type': type } })).code).toBe('request.invalid');
    }
    for (const wrong of ['%', 'null', '{}', aboutHeader({ ...body, more: 1 }), aboutHeader({ ...body, to: 'all' })]) {
      expect((await add(id, body, { headers: { [ABOUT_HEADER]: wrong } })).code).toBe('request.invalid');
    }
    expect((await caseOf(id)).files).toEqual([]);
  });

  test('is bounded; whoever goes on past the end is answered and forgotten', async () => {
    const id = await asked();
    const token = await linkOf(id);
    const bytes = new Uint8Array(10 * 1024 * 1024 + 1).fill(0x61);
    const before = filesBelow(join(server.dataDir, 'attachments')).length;
    const answer = await server.upload(http.followAttach, { body: { token, name: 'big.txt' } }, bytes);
    expect(answer).toMatchObject({ status: 413, error: { code: 'request.too-large' } });
    expect(filesBelow(join(server.dataDir, 'attachments'))).toHaveLength(before);
    // No other route takes one.
    expect((await server.upload(http.followSay, { body: { token, messageId: token, text: 'x' } })).error?.code).toBe(
      'request.invalid',
    );
  });

  test('is read by those who see the ticket, and by people from outside only if it is theirs', async () => {
    const request = await device.ask('the printer is off');
    const id = request.ticketId;
    await vendorAgreed(server, device, request, supervisor);
    const [shown, inside] = [await add(id, { name: 'a.txt', to: 'user' }), await add(id, { name: 'b.txt', to: 'desk' })];
    await change(id, { type: 'assigned', ownerId: vendor.userId, groupId: null, note: '' }, supervisor);
    const theirs = await add(id, { name: 'c.txt', to: 'desk' }, { as: vendor });
    for (const { id: file } of [shown, inside]) expect((await get(file, vendor)).status).toBe(404);
    for (const { id: file } of [shown, inside, theirs]) expect((await get(file)).status).toBe(200);
    expect((await get(theirs.id, vendor)).status).toBe(200);
    const { events } = (await server.call(http.ticket, { as: vendor, params: { id } })).result;
    expect(JSON.stringify(events)).not.toMatch(/[ab]\.txt/u);
    expect((await get('attachment-of-nobody')).status).toBe(404);
  });

  test('is deleted by whoever added it or who leads; its name and hash stay', async () => {
    const id = await asked();
    const remove = (file: string, as: SignedIn) => server.call(http.attachmentRemove, { as, params: { id: file }, body: {} });
    const { id: file } = await add(id, { name: 'wrong.txt', to: 'desk' }, { as: supervisor });
    expect((await remove(file, tess)).error?.code).toBe('auth.role');
    expect((await remove(file, supervisor)).status).toBe(200);
    expect((await get(file)).status).toBe(404);
    expect((await remove(file, supervisor)).status).toBe(404);
    const { events } = (await server.call(http.ticket, { as: tess, params: { id } })).result;
    expect(events.at(-1)?.body).toMatchObject({ type: 'detached', fileName: 'wrong.txt', reason: 'by-person' });
  });
});

describe('a file of the user', () => {
  test('goes by the link to that ticket alone, answers what waited, and can be taken back', async () => {
    const [id, other] = [await asked(), await asked('another')];
    await change(id, { type: 'assigned', ownerId: tess.userId, groupId: null, note: '' });
    await change(id, { type: 'moved', to: 'pending-user', note: 'the log, please' });
    const [token, otherToken] = [await linkOf(id), await linkOf(other)];
    const { id: secret } = await add(id, { name: 'inside.txt', to: 'desk' });
    const { id: file } = told(await server.upload(http.followAttach, { body: { token, name: 'my.log' } }, 'the log\n'));
    expect(await caseOf(id)).toMatchObject({ status: 'open', waitingSince: clock.now() });
    const read = (await server.call(http.followRead, { body: { token } })).result;
    expect(read.files).toMatchObject([{ id: file, name: 'my.log', from: 'user' }]);
    const fetchFile = (body: object) => server.post(http.followFile.path, body);
    expect(await (await fetchFile({ token, attachmentId: file })).text()).toBe('the log\n');
    for (const body of [
      { token, attachmentId: secret },
      { token: otherToken, attachmentId: file },
    ])
      expect((await fetchFile(body)).status).toBe(404);
    expect((await fetchFile({ token: 'x'.repeat(22), attachmentId: file })).status).toBe(403);
    const nowhere = { token: 'x'.repeat(22), name: 'a' };
    expect((await server.upload(http.followAttach, { body: nowhere })).error?.code).toBe('auth.refused');
    const { id: answer } = await add(id, { name: 'desk.txt', to: 'user' });
    const takeBack = (attachmentId: string, by = token) => server.call(http.followDetach, { body: { token: by, attachmentId } });
    expect((await takeBack(answer)).error?.code).toBe('auth.role');
    expect((await takeBack(file, otherToken)).status).toBe(404);
    expect((await takeBack(file)).status).toBe(200);
    expect((await get(file)).status).toBe(404);
  });

  test('that was coming while its link was made anew is not taken', async () => {
    const id = await asked();
    const about = aboutHeader({ token: await linkOf(id), name: 'slow.log' });
    const headers = { origin: server.address, 'content-type': 'application/octet-stream', expect: '100-continue' };
    const sending = request(`${server.address}${http.followAttach.path}`, {
      method: 'POST',
      headers: { ...headers, 'content-length': 4, [ABOUT_HEADER]: about },
    });
    const answer = once(sending, 'response') as Promise<[IncomingMessage]>;
    await once(sending, 'continue');
    sending.write('ab');
    await server.call(http.followCreate, { as: tess, params: { id }, body: { renew: true } });
    sending.end('cd');
    expect((await answer)[0].statusCode).toBe(403);
    expect((await caseOf(id)).files).toEqual([]);
  });

  test('is not kept by anything between here and there, however its address is written', async () => {
    const { port, host } = new URL(server.address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET http://${host}/api/tickets HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^cache-control: no-store\r$/mu);
  });

  test('comes from its computer, signed for its request and its bytes', async () => {
    const { ticketId, requestId } = await device.ask('see the picture');
    const { deviceId, key } = device;
    const bytes = 'a screenshot, so to say';
    const at = clock.now();
    const sha256 = webCrypto().sha256(bytes);
    const signed = { deviceId, requestId, sha256, at };
    const sign = (parts = signed) =>
      key.sign(utf8(`alongside-attach/1\n${parts.deviceId}\n${parts.requestId}\n${parts.sha256}\n${parts.at}`));
    const send = async (parts: Partial<typeof signed> = {}, more = {}) => {
      const body = { ...signed, ...parts, name: 'mine.txt', signature: await sign(), ...more };
      return (await server.upload(http.deviceAttach, { body, headers: { origin: server.address } }, bytes)).error?.code;
    };
    expect(await send({ requestId: randomId(systemRandom()) })).toBe('auth.key-mismatch');
    expect(await send({ at: at - 10 * 60_000 })).toBe('auth.key-mismatch');
    expect(await send({ deviceId: 'device-of-nobody' })).toBe('device.not-enrolled');
    const other = webCrypto().sha256('other');
    expect(await send({ sha256: other }, { signature: await sign({ ...signed, sha256: other }) })).toBe('request.invalid');
    expect((await caseOf(ticketId)).files).toEqual([]);
    expect(await send()).toBeUndefined();
    expect((await caseOf(ticketId)).files).toMatchObject([{ fileName: 'mine.txt', by: { kind: 'user' }, sha256 }]);
  });
});

describe('the organisation’s logo', () => {
  const put = (bytes: Bytes, as = server.admin) => server.upload(http.logoAdd, { as, body: { name: 'logo.png' } }, bytes);
  const seen = () => fetch(`${server.address}${http.logo.path}`);
  const kept = async () => (await server.call(http.organisationRead, { as: tess })).result.logo;

  test('is put there by an admin, seen by everybody, fetched by computers, and gone when it is taken away', async () => {
    expect((await seen()).status).toBe(404);
    const picture = tinyPng(300, 80);
    const { result: facts } = await put(picture);
    expect(facts).toEqual({ sha256: webCrypto().sha256(picture), mediaType: 'image/png', width: 300, height: 80 });
    expect(await kept()).toEqual(facts);
    expect((await server.call(http.me)).result.organisationLogo).toBe(facts.sha256);
    const answer = await seen();
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(picture);
    const computer = await server.openDevice(await server.enrollDevice('logo'));
    const fetched = await computer.connection.call(deviceSocket.logoFetch, {});
    expect(Buffer.from(fetched.base64url, 'base64url')).toEqual(Buffer.from(picture));
    const help = await (await fetch(`${server.address}/help`)).text();
    expect(help).toContain(`src="${http.logo.path}?v=${facts.sha256.slice(0, 16)}" width="300"`);

    const another = await put(tinyPng(200, 80));
    expect(await kept()).toEqual(another.result);
    await server.call(http.logoRemove, { as: server.admin, body: {} });
    expect([(await seen()).status, await kept()]).toEqual([404, undefined]);
  });

  test.each<[string, Bytes, string]>([
    ['a drawing in SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'attachment.type'],
    ['one that is too wide', tinyPng(2000, 80), 'attachment.type'],
    ['one of no size', tinyPng(0, 80), 'attachment.type'],
    ['a large file', new Uint8Array(MAX_LOGO_BYTES + 1), 'request.too-large'],
  ])('is not %s', async (_, bytes, code) => {
    expect((await put(bytes)).error?.code).toBe(code);
    expect(await kept()).toBeUndefined();
  });

  test('is nobody’s but an admin’s to change', async () => {
    expect((await put(tinyPng(300, 80), supervisor)).error?.code).toBe('auth.role');
  });
});

test('a year after the ticket is over its files go by themselves, and the log says so', async () => {
  const id = await asked();
  const { id: file } = await add(id, { name: 'old.txt', to: 'user' });
  await change(id, { type: 'assigned', ownerId: tess.userId, groupId: null, note: '' });
  await change(id, { type: 'done', solution: 'switched it on', code: 'advice' });
  expect((await add(id, { name: 'late.txt', to: 'user' })).status).toBe(200);
  await change(id, { type: 'moved', to: 'closed', note: '' });
  expect((await add(id, { name: 'later.txt', to: 'user' })).code).toBe('ticket.wrong-state');
  const [waiting, solved] = [await asked(), await asked()];
  for (const each of [waiting, solved]) await change(each, { type: 'assigned', ownerId: tess.userId, groupId: null, note: '' });
  await change(waiting, { type: 'moved', to: 'pending-user', note: 'which one?' });
  await change(solved, { type: 'done', solution: 'restarted it', code: 'advice' });
  clock.jumpWall(FILES_KEPT_MS + 60_000);
  server = await server.restart();
  tess = server.technician;
  expect((await get(file)).status).toBe(404);
  const { events } = (await server.call(http.ticket, { as: tess, params: { id } })).result;
  expect(events.at(-1)).toMatchObject({ actor: { kind: 'system' }, body: { type: 'detached', reason: 'retention' } });
  expect((await caseOf(id)).files).toEqual([]);
  // What was solved is closed by itself, and whoever is waited for is reminded.
  expect(await caseOf(solved)).toMatchObject({ status: 'closed' });
  expect(await caseOf(waiting)).toMatchObject({ status: 'pending-user', reminders: 1 });
});
