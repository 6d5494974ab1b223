import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { WebSocketServerLink } from '@alongside/agent-node';
import { silentLogger, systemClock, systemRandom } from '@alongside/base';
import { generateSigningKey } from '@alongside/crypto';
import { consoleSocket } from '@alongside/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { messageWith, startTestServer, type TestServer } from '../fixtures/server.ts';
import { playedAs } from './attack-notes.ts';
import { frameOf } from './samples.ts';

playedAs('unproven socket', 'device', 'server');

/** Sockets that are slow, cut in pieces, or endless: on the bytes below messages. */

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** What is under a client's socket. */
const rawOf = (socket: WebSocket) => (socket as unknown as { _socket: Socket })._socket;

/** A frame of RFC 6455 as a client writes it; the mask is nought, so that bytes stand as they are. */
function bytesOf(payload: string, options: { opcode?: number; final?: boolean; bits?: number; length?: bigint } = {}): Buffer {
  const { opcode = 1, final = true, bits = 0 } = options;
  const body = Buffer.from(payload);
  const first = (final ? 0x80 : 0) | bits | opcode;
  const head = options.length === undefined ? [first, 0x80 | body.length] : [first, 0xff];
  const long = Buffer.alloc(options.length === undefined ? 0 : 8);
  if (options.length !== undefined) long.writeBigUInt64BE(options.length);
  return Buffer.concat([Buffer.from(head), long, Buffer.alloc(4), body]);
}

describe.each(['/ws/device', '/ws/console'])('%s', (path) => {
  const open = () => server.openSocket(path, path === '/ws/console' ? { origin: server.address } : {});

  test.each([
    [
      'a message in more pieces than any client makes',
      1008,
      () => Array.from({ length: 40 }, (_, at) => bytesOf('x', { opcode: at === 0 ? 1 : 0, final: false })),
    ],
    ['a message that says it has 2^62 bytes', 1009, () => [bytesOf('x', { length: 2n ** 62n })]],
    ['a message that says it has 2^63 bytes', 1009, () => [bytesOf('x', { length: 2n ** 63n })]],
    ['compressed, which was not agreed', 1002, () => [bytesOf('x', { bits: 0x40 })]],
    ['an opcode that does not exist', 1002, () => [bytesOf('x', { opcode: 5 })]],
    ['a ping in two pieces', 1002, () => [bytesOf('x', { opcode: 9, final: false })]],
    ['text that is no UTF-8', 1007, () => [Buffer.concat([bytesOf('ab').subarray(0, 6), Buffer.from([0xc3, 0x28])])]],
  ] as const)('%s ends it', async (_what, code, frames) => {
    const socket = await open();
    const closed = once(socket, 'close');
    for (const frame of frames()) rawOf(socket).write(frame);
    expect((await closed)[0]).toBe(code);
  });
});

/** Writes pings as fast as they go and reads nothing, until the other end is gone; resolves with how much that took. */
async function pingWithoutReading(raw: Socket, ping: Buffer): Promise<number> {
  const many = Buffer.concat(Array.from({ length: 500 }, () => ping));
  const before = raw.bytesWritten;
  const gone = new Promise<void>((resolve) => raw.once('close', () => resolve()));
  const flood = () => {
    while (!raw.destroyed && raw.bytesWritten - before < 256 * 1024 * 1024 && raw.write(many));
  };
  raw.pause();
  raw.on('error', () => undefined);
  raw.on('drain', flood);
  flood();
  await gone;
  return raw.bytesWritten - before;
}

test('a device that pings without end, and reads no answer, is cut before the answers fill the memory', async () => {
  const device = await server.openDevice(await server.enrollDevice());
  const sent = await pingWithoutReading(
    rawOf(device.socket),
    Buffer.concat([Buffer.from([0x89, 0x80 | 125]), Buffer.alloc(129)]),
  );
  expect(sent).toBeLessThan(32 * 1024 * 1024);
});

test('a message that comes byte by byte is one message', async () => {
  const console = await server.openConsole(server.technician);
  const answered = messageWith(console.socket, '4242');
  const frame = bytesOf(frameOf(consoleSocket.presenceSet, { presence: 'busy' }, 4_242));
  const raw = rawOf(console.socket);
  raw.setNoDelay(true);
  for (const byte of frame) raw.write(Buffer.from([byte]));
  expect(JSON.parse(await answered)).toEqual({ i: 4242, r: null });
  expect(console.connection.open).toBe(true);
});

test('a request whose head never ends, or is larger than heads are, is not waited for', async () => {
  const { hostname, port } = new URL(server.address);
  const large = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
  await once(large, 'connect');
  large.write(`GET / HTTP/1.1\r\nHost: ${new URL(server.address).host}\r\nX: ${'x'.repeat(64 * 1024)}\r\n\r\n`);
  const [answer] = await once(large, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 4\d\d /u);
  large.destroy();
});

test('a server that pings without end, and reads no answer, is left', async () => {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/ws/device' });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { key } = await generateSigningKey();
  const arrived = once(sockets, 'connection');
  const link = new WebSocketServerLink({
    server: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    deviceId: 'device-1234',
    identity: key,
    agentVersion: 'test',
    environment: {},
    clock: systemClock(),
    random: systemRandom(),
    logger: silentLogger,
  });
  link.open();
  const [socket] = (await arrived) as [WebSocket];
  const sent = await pingWithoutReading(rawOf(socket), Buffer.concat([Buffer.from([0x89, 125]), Buffer.alloc(125)]));
  expect(sent).toBeLessThan(32 * 1024 * 1024);
  link.dispose();
  sockets.close();
  http.close();
});
