import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createProxy, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  type Enrollment,
  enroll,
  parseEnrollmentLink,
  readEnrollment,
  type ServerLinkState,
  WebSocketServerLink,
} from '@alongside/agent-node';
import { type SigningKey, silentLogger, systemClock, systemRandom, toBase64Url } from '@alongside/base';
import { generateSigningKey } from '@alongside/crypto';
import { type AlongsideServer, createServer } from '@alongside/server';
import { Recorder } from '@alongside/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueCertificate, type KeyedCertificate, makeAuthority } from '../../apps/server/src/tls/certificates.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

/** The agent's side of TLS, against a real server with its own authority and against those who pretend to be it. */

const folder = temporaryFolder();
const dataDir = join(folder.path, 'server');
const start = (newAuthority = false, port = 0) =>
  createServer({ dataDir, port, exposure: { kind: 'lan', newAuthority }, logLevel: 'silent' });

let server: AlongsideServer;
let key: SigningKey;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  server = await start();
});
beforeEach(async () => {
  key = (await generateSigningKey()).key;
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

function documents() {
  const kept = new Map<string, unknown>();
  return {
    kept,
    read: async (name: string) => kept.get(name),
    write: async (name: string, value: unknown) => void kept.set(name, value),
    remove: async (name: string) => void kept.delete(name),
  };
}

async function enrollBy(link: string, environment: NodeJS.ProcessEnv = {}) {
  const store = documents();
  const enrollment = await enroll(parseEnrollmentLink(link), { identity: key, documents: store, environment });
  return { store, enrollment };
}

function connectTo(enrollment: Enrollment, environment: NodeJS.ProcessEnv = {}) {
  const link = new WebSocketServerLink({
    ...enrollment,
    identity: key,
    agentVersion: 'test',
    environment,
    clock: systemClock(),
    random: systemRandom(),
    logger: silentLogger,
  });
  closing.push(() => link.dispose());
  link.open();
  return new Recorder<ServerLinkState>(link.onState);
}

/** Somebody else at another port, who answers everything and remembers what was asked. */
async function impostor(pair: KeyedCertificate, authority = pair.cert): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const other: HttpsServer = createHttps(pair, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(authority);
  });
  other.on('upgrade', (request, socket) => {
    asked.push(`socket ${request.url}`);
    socket.destroy();
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  closing.push(() => {
    other.close();
    other.closeAllConnections();
  });
  return { origin: `https://localhost:${(other.address() as AddressInfo).port}`, asked };
}

const OTHER = { names: ['desk.example'], addresses: [] };
const LOCAL = { names: ['localhost'], addresses: ['127.0.0.1'] };

function linkTo(origin: string, authority: string): string {
  const pin = createHash('sha256').update(new X509Certificate(authority).raw).digest('base64url');
  return `${origin}/get#e=${'t'.repeat(43)}&ca=${pin}`;
}

describe('enrollment by a link with a hash', () => {
  test('keeps that authority, and the socket comes up by it', async () => {
    const { store, enrollment } = await enrollBy(await server.createEnrollmentLink('LT-1'));
    expect(enrollment.server).toBe(server.address);
    expect(enrollment.ca).toBe(server.authority?.certificate);
    expect(await readEnrollment(store)).toEqual(enrollment);
    expect((await connectTo(enrollment).next()).kind).toBe('online');
  });

  test('over loopback, for the agent of the server’s own machine', async () => {
    const { enrollment } = await enrollBy(await server.createEnrollmentLink('this', { forThisMachine: true }));
    expect(enrollment.server).toBe(server.localAddress);
    expect((await connectTo(enrollment).next()).kind).toBe('online');
  });

  test.each([
    ['another authority', async () => (await makeAuthority(LOCAL, 'Evil', Date.now())).cert],
    ['no certificate', async () => 'hello'],
    ['nothing', async () => ''],
    ['too much', async () => 'x'.repeat(100_000)],
  ])('nothing is sent to one who offers %s', async (_what, offered) => {
    const evil = await impostor(await makePair(), await offered());
    const { hash } = new URL(await server.createEnrollmentLink('LT-1'));
    const store = documents();
    const refused = enroll(parseEnrollmentLink(`${evil.origin}/get${hash}`), {
      identity: key,
      documents: store,
      environment: {},
    });
    await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/^(auth\.key-mismatch|request\.too-large)$/u) });
    expect(evil.asked).toEqual(['GET /trust/ca.crt']);
    expect(store.kept.size).toBe(0);
  });

  test('nothing is sent to one who offers the right certificate and has another key', async () => {
    const evil = await impostor(await makePair(), server.authority?.certificate);
    const { hash } = new URL(await server.createEnrollmentLink('LT-1'));
    await expect(enrollBy(`${evil.origin}/get${hash}`)).rejects.toMatchObject({
      code: 'device.offline',
      message: expect.stringContaining('certificate'),
    });
    expect(evil.asked).toEqual(['GET /trust/ca.crt']);
  });

  test('the name has to fit, too', async () => {
    const authority = await makeAuthority(OTHER, 'Test', Date.now());
    const other = await impostor(await issueCertificate(authority, OTHER, Date.now()), authority.cert);
    await expect(enrollBy(linkTo(other.origin, authority.cert))).rejects.toMatchObject({
      code: 'device.offline',
      message: expect.stringContaining('certificate'),
    });
    expect(other.asked).toEqual(['GET /trust/ca.crt']);
  });

  test('nor does an authority count for names outside of its constraints', async () => {
    const authority = await makeAuthority(OTHER, 'Test', Date.now());
    const other = await impostor(await issueCertificate(authority, LOCAL, Date.now()), authority.cert);
    await expect(enrollBy(linkTo(other.origin, authority.cert))).rejects.toMatchObject({
      code: 'device.offline',
      message: expect.stringContaining('certificate'),
    });
    expect(other.asked).toEqual(['GET /trust/ca.crt']);
  });

  test('a server’s own certificate is no authority, even with its hash in the link', async () => {
    const pair = await makePair();
    const evil = await impostor(pair);
    await expect(enrollBy(linkTo(evil.origin, pair.cert))).rejects.toMatchObject({ code: 'auth.key-mismatch' });
  });

  test('a server that has no authority says so', async () => {
    const { port, hash } = new URL(await server.createEnrollmentLink('LT-1'));
    // This machine, under an address at which the server does not answer.
    await expect(enrollBy(`https://127.0.0.2:${port}/get${hash}`)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('without a hash', () => {
  test('only authorities of the system are believed', async () => {
    const { origin, hash } = new URL(await server.createEnrollmentLink('LT-1'));
    const bare = `${origin}/get${hash.replace(/&ca=.*/u, '')}`;
    await expect(enrollBy(bare)).rejects.toMatchObject({
      code: 'device.offline',
      message: expect.stringContaining('certificate'),
    });
  });

  test('a variable of the environment does not change that', async () => {
    const { origin, hash } = new URL(await server.createEnrollmentLink('LT-1'));
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await expect(enrollBy(`${origin}/get${hash.replace(/&ca=.*/u, '')}`)).rejects.toMatchObject({ code: 'device.offline' });
      const { enrollment } = await enrollBy(await server.createEnrollmentLink('LT-1'));
      const evil = await impostor(await makePair());
      expect((await connectTo({ ...enrollment, server: evil.origin }).next()).kind).toBe('away');
      expect(evil.asked).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  test.each([
    ['cut off', toBase64Url(new Uint8Array(20))],
    ['empty', ''],
    ['of other letters', '+'.repeat(43)],
  ])('a hash that is %s makes no link', async (_what, pin) => {
    expect(() => parseEnrollmentLink(`https://help.example/get#e=${'t'.repeat(43)}&ca=${pin}`)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});

describe('afterwards', () => {
  test('the socket goes to nobody else: not to another authority, nor one of the system’s', async () => {
    const { enrollment } = await enrollBy(await server.createEnrollmentLink('LT-1'));
    const evil = await impostor(await makePair());
    const state = await connectTo({ ...enrollment, server: evil.origin }).next();
    expect(state).toMatchObject({ kind: 'away' });
    expect(evil.asked).toEqual([]);
  });

  test('an enrollment whose certificate was altered is not read', async () => {
    const { store, enrollment } = await enrollBy(await server.createEnrollmentLink('LT-1'));
    await store.write('enrollment', { ...enrollment, ca: 'altered' });
    await expect(readEnrollment(store)).rejects.toMatchObject({ code: 'storage.broken' });
  });

  test('a server with a new authority is away until the device is enrolled anew, under its old id', async () => {
    const { enrollment } = await enrollBy(await server.createEnrollmentLink('LT-1'));
    const { port } = server;
    await server.close();
    server = await start(true, port);
    expect(await connectTo(enrollment).next()).toMatchObject({
      kind: 'away',
      reason: expect.stringMatching(/certificate|signature/u),
    });
    const again = await enrollBy(await server.createEnrollmentLink('LT-1'));
    expect(again.enrollment.deviceId).toBe(enrollment.deviceId);
    expect((await connectTo(again.enrollment).next()).kind).toBe('online');
  });
});

test('all of it goes through HTTPS_PROXY, and a proxy that reads along is not believed', async () => {
  const honest = await proxy((request, socket) => {
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    closing.push(() => onward.destroy());
  });
  const environment = { HTTPS_PROXY: honest.address };
  const { enrollment } = await enrollBy(await server.createEnrollmentLink('LT-1'), environment);
  expect((await connectTo(enrollment, environment).next()).kind).toBe('online');
  const { host } = new URL(server.address);
  expect(honest.asked).toEqual([host, host, host]);

  const evil = await impostor(await makePair());
  const reading = await proxy((_request, socket) => {
    const onward = connect(Number(new URL(evil.origin).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  expect((await connectTo(enrollment, { HTTPS_PROXY: reading.address }).next()).kind).toBe('away');
  expect(reading.asked).toEqual([host]);
  expect(evil.asked).toEqual([]);
});

async function makePair(): Promise<KeyedCertificate> {
  return issueCertificate(await makeAuthority(LOCAL, 'Evil', Date.now()), LOCAL, Date.now());
}

async function proxy(handle: (request: IncomingMessage, socket: Socket) => void): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const between: Server = createProxy();
  between.on('connect', (request, socket: Socket) => {
    asked.push(request.url ?? '');
    open.add(socket);
    handle(request, socket);
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  closing.push(() => {
    for (const socket of open) socket.destroy();
    between.close();
  });
  return { address: `http://127.0.0.1:${(between.address() as AddressInfo).port}`, asked };
}
