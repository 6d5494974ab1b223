import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AppError, Emitter, type RandomSource, silentLogger, systemRandom } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { deviceSocket, http, retryAfterReason } from '@alongside/protocol';
import { Connection, contract, webSocketTransport } from '@alongside/rpc';
import { FakeClock, Recorder } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { enroll, readEnrollment } from './enrollment.ts';
import { parseEnrollmentLink } from './server-address.ts';
import { WebSocketServerLink } from './server-link.ts';

const NONCE = 'N'.repeat(43);
const DEVICE = 'device-1234';
const TOKEN = 't'.repeat(43);
const organisation = {
  name: 'Example',
  phone: '0800 123',
  timeZone: 'Europe/Berlin',
  hours: Array.from({ length: 7 }, () => []),
};
const welcome = { organisation, serverTime: 1_000, techniciansAvailable: 2 };

let clock: FakeClock;
let server: Server;
let sockets: WebSocketServer;
let origin: string;
let key: Awaited<ReturnType<typeof generateSigningKey>>['key'];
let link: WebSocketServerLink | undefined;
const open = new Set<Socket>();

beforeEach(async () => {
  clock = new FakeClock();
  key = (await generateSigningKey()).key;
  server = createServer();
  sockets = new WebSocketServer({ server, path: '/ws/device' });
  server.on('connection', (socket) => open.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  link?.dispose();
  link = undefined;
  server.close();
  for (const socket of open) socket.destroy();
});

function start(
  environment: NodeJS.ProcessEnv = {},
  address = origin,
  random: RandomSource = systemRandom(),
): WebSocketServerLink {
  link = create(environment, address, random);
  link.open();
  return link;
}

function create(environment: NodeJS.ProcessEnv, address: string, random: RandomSource): WebSocketServerLink {
  return new WebSocketServerLink({
    server: address,
    deviceId: DEVICE,
    identity: key,
    agentVersion: '0.1.0',
    environment,
    clock,
    random,
    logger: silentLogger,
  });
}

/** The server's side of the next device that comes. */
async function nextDevice(): Promise<{ socket: WebSocket; connection: Connection }> {
  const [socket] = (await once(sockets, 'connection')) as [WebSocket];
  const connection = new Connection(webSocketTransport(socket), {
    local: 'server',
    remote: 'agent',
    contract: contract(deviceSocket),
    clock,
    logger: silentLogger,
  });
  return { socket, connection };
}

/** Challenges the device and accepts a true proof. */
function accept(connection: Connection): Promise<boolean> {
  return new Promise((resolve) => {
    connection.handle(deviceSocket.deviceProve, async ({ deviceId, signature }) => {
      const signed = new TextEncoder().encode(`alongside-device/1\n${NONCE}\n${deviceId}`);
      resolve(deviceId === DEVICE && (await webCrypto().verify(key.publicKey, signature, signed)));
      return welcome;
    });
    connection.notify(deviceSocket.deviceChallenge, { nonce: NONCE });
  });
}

describe('the link to the server', () => {
  test('proves the key and is there before the next message', async () => {
    const device = nextDevice();
    const link = start();
    expect(link.state).toEqual({ kind: 'connecting' });
    const heard = new Promise<number>((resolve) => {
      link.onConnection((connection) =>
        connection?.on(deviceSocket.organisationChanged, (params) => resolve(params.techniciansAvailable)),
      );
    });
    const { connection, socket } = await device;
    // The answer and what follows it, in one packet.
    const send = socket.send.bind(socket);
    socket.send = ((frame: string) => {
      send(frame);
      if (frame.includes('serverTime'))
        connection.notify(deviceSocket.organisationChanged, { organisation, techniciansAvailable: 7 });
    }) as typeof socket.send;
    expect(await accept(connection)).toBe(true);
    expect(await heard).toBe(7);
    expect(link.welcome).toEqual(welcome);
    expect(link.state).toEqual({ kind: 'online' });
    expect(link.connection?.drops('unhandled')).toBe(0);
  });

  test('does not begin before it is opened, when everybody listens', async () => {
    const early = create({}, origin, systemRandom());
    let arrivals = 0;
    sockets.on('connection', () => {
      arrivals += 1;
    });
    // Had the first one begun, it would be here before the second.
    const device = nextDevice();
    start();
    await device;
    expect(arrivals).toBe(1);
    const other = nextDevice();
    early.open();
    early.open();
    await other;
    expect(arrivals).toBe(2);
    early.dispose();
  });

  test('tells why it is not reached, until it is', async () => {
    server.close();
    await once(server, 'close');
    const link = start();
    expect(await new Recorder(link.trouble.onChange).next()).toBe('refused');
    server.listen(Number(new URL(origin).port), '127.0.0.1');
    await once(server, 'listening');
    const device = nextDevice();
    const changes = new Recorder(link.onConnection);
    await clock.advance(1_000);
    await accept((await device).connection);
    await changes.next();
    expect(link.trouble.value).toBeUndefined();
  });

  test('comes back when it is lost', async () => {
    const first = nextDevice();
    const link = start();
    const changes = new Recorder(link.onConnection);
    const { connection, socket } = await first;
    await accept(connection);
    expect(await changes.next()).toBeDefined();
    const second = nextDevice();
    socket.terminate();
    expect(await changes.next()).toBeUndefined();
    expect(link.state.kind).toBe('away');
    await clock.advance(250);
    await accept((await second).connection);
    expect(await changes.next()).toBe(link.connection);
  });

  test('tries again after a pause that doubles, 15 s at most', async () => {
    let attempts = 0;
    const arrivals = new Emitter<number>();
    server.removeAllListeners('upgrade');
    server.on('upgrade', (_request, socket) => {
      attempts += 1;
      arrivals.fire(attempts);
      socket.destroy();
    });
    // The longest pause each time.
    const link = start({}, origin, { bytes: (count) => new Uint8Array(count).fill(255) });
    const states = new Recorder(link.onState);
    await states.next();
    for (const [at, pause] of [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      await clock.advance(pause - 1);
      expect(attempts).toBe(at + 1);
      const next = new Recorder(arrivals.event).next();
      await clock.advance(1);
      await next;
      await states.next();
    }
  });

  test('waits as long as the server asks', async () => {
    const first = nextDevice();
    const link = start();
    const states = new Recorder(link.onState);
    const { socket } = await first;
    socket.close(1013, retryAfterReason(60_000));
    expect((await states.next()).kind).toBe('away');
    let came = false;
    const second = nextDevice().then((device) => {
      came = true;
      return device;
    });
    await clock.advance(59_999);
    expect(came).toBe(false);
    await clock.advance(251);
    await accept((await second).connection);
    expect((await states.next()).kind).toBe('online');
  });

  test('honours Retry-After of a refused upgrade', async () => {
    server.removeAllListeners('upgrade');
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n'));
    const link = start();
    expect(await new Recorder(link.onState).next()).toEqual({ kind: 'away', reason: 'status 503' });
    const again = once(server, 'upgrade');
    let came = false;
    void again.then(() => {
      came = true;
    });
    await clock.advance(29_999);
    expect(came).toBe(false);
    await clock.advance(251);
    await again;
  });

  test('says that the server does not know the device', async () => {
    const first = nextDevice();
    const link = start();
    const states = new Recorder(link.onState);
    const { connection } = await first;
    connection.handle(deviceSocket.deviceProve, () => {
      throw new AppError('device.not-enrolled', 'this computer is not enrolled here');
    });
    connection.notify(deviceSocket.deviceChallenge, { nonce: NONCE });
    const state = await states.next();
    expect(state.kind === 'refused' && state.error.code).toBe('device.not-enrolled');
    expect(link.forgotten.value).toBe(true);
    expect(link.connection).toBeUndefined();
  });

  test('a server that leaves a ping unanswered for 20 s is given up', async () => {
    const first = nextDevice();
    const link = start();
    const { connection, socket } = await first;
    const changes = new Recorder(link.onConnection);
    await accept(connection);
    await changes.next();
    connection.handle(deviceSocket.requestCancel, () => null);
    for (let beat = 0; beat < 3; beat += 1) {
      const pinged = once(socket, 'ping');
      await clock.advance(20_000);
      await pinged;
      // An answer behind the pong: when it is here, so is the pong.
      await link.connection?.call(deviceSocket.requestCancel, { requestId: DEVICE });
    }
    socket.pause();
    await clock.advance(40_000);
    expect(await changes.next()).toBeUndefined();
  });

  test('a server that is doubted is kept where it answers, and given up in 3 s where it does not', async () => {
    const first = nextDevice();
    const link = start();
    link.doubt();
    const { connection, socket } = await first;
    const changes = new Recorder(link.onConnection);
    await accept(connection);
    await changes.next();
    connection.handle(deviceSocket.requestCancel, () => null);
    link.doubt();
    // Its answer is behind the pong.
    await link.connection?.call(deviceSocket.requestCancel, { requestId: DEVICE });
    await clock.advance(10_000);
    changes.nonePending();
    socket.pause();
    link.doubt();
    await clock.advance(3_000);
    expect(await changes.next()).toBeUndefined();
  });

  test.each([
    'http://help.example',
    'ws://127.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'https://u:p@help.example',
  ])('%s is not spoken to', (address) => {
    expect(() => start({}, address)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  test('goes through HTTPS_PROXY', async () => {
    const asked = once(server, 'connect') as Promise<[IncomingMessage, Socket]>;
    start({ HTTPS_PROXY: origin }, 'https://help.example');
    const [request, socket] = await asked;
    expect(request.url).toBe('help.example:443');
    socket.end('HTTP/1.1 502 No\r\n\r\n');
  });
});

describe('enrollment', () => {
  const documents = () => {
    const kept = new Map<string, unknown>();
    return {
      kept,
      read: async (name: string) => kept.get(name),
      write: async (name: string, value: unknown) => void kept.set(name, value),
      remove: async (name: string) => void kept.delete(name),
    };
  };
  const answer = (handle: (body: unknown, response: ServerResponse) => void) =>
    server.on('request', async (request, response) => {
      let text = '';
      for await (const part of request) text += String(part);
      expect(`${request.method} ${request.url}`).toBe('POST /api/enroll');
      handle(JSON.parse(text), response);
    });

  test('signs the token and keeps what the server answered', async () => {
    let good: Promise<boolean> | undefined;
    answer((body, response) => {
      const { token, publicKey, proof } = http.enroll.body.parse(body);
      const signed = new TextEncoder().encode(`alongside-enroll/1\n${token}\n${publicKey}`);
      good = webCrypto().verify(key.publicKey, proof, signed);
      response.end(JSON.stringify({ deviceId: DEVICE, organisation, stepUpKey: key.publicKey }));
    });
    const store = documents();
    const kept = await enroll(parseEnrollmentLink(`${origin}/get#e=${TOKEN}&later=x`), {
      identity: key,
      documents: store,
      environment: {},
    });
    expect(await good).toBe(true);
    expect(kept).toEqual({ server: origin, deviceId: DEVICE, organisation, stepUpKey: key.publicKey });
    expect(await readEnrollment(store)).toEqual(kept);
  });

  test('the organisation of the link is pinned: no answer sets it, and no later link of that server takes it away', async () => {
    const hash = 'g'.repeat(43);
    const enrollBy = (fragment: string, store: ReturnType<typeof documents>) =>
      enroll(parseEnrollmentLink(`${origin}/get#e=${TOKEN}${fragment}`), { identity: key, documents: store, environment: {} });
    let more: object = { organisationHash: 'x'.repeat(43) };
    answer((_body, response) =>
      response.end(JSON.stringify({ deviceId: DEVICE, organisation, stepUpKey: key.publicKey, ...more })),
    );
    await expect(enrollBy('', documents())).rejects.toMatchObject({ code: 'request.invalid' });
    more = {};
    const store = documents();
    expect((await enrollBy('', store)).organisationHash).toBeUndefined();
    expect((await enrollBy(`&org=${hash}`, store)).organisationHash).toBe(hash);
    expect((await enrollBy('', store)).organisationHash).toBe(hash);
    expect((await readEnrollment(store))?.organisationHash).toBe(hash);
    // By the person at the machine, with a link that names another one.
    expect((await enrollBy(`&org=${'o'.repeat(43)}`, store)).organisationHash).toBe('o'.repeat(43));
    for (const cut of ['', 'short', `${hash}x`, 'h'.repeat(43)])
      expect(() => parseEnrollmentLink(`${origin}/get#e=${TOKEN}&org=${cut}`)).toThrow();
  });

  test('a used link gives the error of the server, and nothing is kept', async () => {
    answer((_body, response) =>
      response.writeHead(410).end(JSON.stringify({ error: { code: 'auth.token-used', message: 'this link was used' } })),
    );
    const store = documents();
    const refused = enroll(parseEnrollmentLink(`${origin}/get#e=${TOKEN}`), { identity: key, documents: store, environment: {} });
    await expect(refused).rejects.toMatchObject({ code: 'auth.token-used' });
    expect(store.kept.size).toBe(0);
  });

  test.each([
    ['not JSON', 200, 'hello'],
    ['another shape', 200, '{"deviceId":1}'],
    ['a redirect', 302, ''],
    ['an unknown error', 500, '{"code":"evil","message":"x"}'],
  ])('%s is no enrollment', async (_what, status, text) => {
    answer((_body, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(text));
    const refused = enroll(parseEnrollmentLink(`${origin}/get#e=${TOKEN}`), {
      identity: key,
      documents: documents(),
      environment: {},
    });
    await expect(refused).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test.each([
    '',
    'x',
    'https://help.example',
    `https://help.example/get?e=${TOKEN}`,
    'https://help.example/get#e=short',
    `http://help.example/get#e=${TOKEN}`,
    `javascript:alert(1)//get#e=${TOKEN}`,
  ])('no link: %s', (text) => {
    let failure: AppError | undefined;
    try {
      parseEnrollmentLink(text);
    } catch (error) {
      failure = error as AppError;
    }
    expect(failure?.code).toBe('request.invalid');
    expect(failure?.message).not.toContain(TOKEN);
  });

  test('a link of an https server', () => {
    expect(parseEnrollmentLink(` https://help.example:8443/get#e=${TOKEN}\n`)).toEqual({
      server: 'https://help.example:8443',
      token: TOKEN,
    });
  });
});
