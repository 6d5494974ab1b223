import { on, once } from 'node:events';
import { connect } from 'node:net';
import { generateSigningKey } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http, MAX_DIAGNOSIS_FRAME_BYTES } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type WebSocket from 'ws';
import { messageWith, recorder, startTestServer, type TestServer } from '../fixtures/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const closing = async (socket: WebSocket) => (socket.readyState === socket.CLOSED ? undefined : once(socket, 'close'));
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('the door', () => {
  it('lets a console in from this server’s own page only, cookie or not', async () => {
    const { cookie } = test.technician;
    const evil = ['http://evil.example', 'null', test.address.replace('localhost', '127.0.0.1'), `${test.address}.evil.example`];
    for (const origin of evil)
      await expect(test.openSocket('/ws/console', { origin, cookie })).rejects.toThrow('refused with 403');
    await expect(test.openSocket('/ws/console', { cookie })).rejects.toThrow('refused with 403');
    await (await test.openSocket('/ws/console', { origin: test.address })).terminate();
  });

  it('lets devices in without an Origin, and no other site’s page as one', async () => {
    await expect(test.openSocket('/ws/device', { origin: 'http://evil.example' })).rejects.toThrow('refused with 403');
    await (await test.openSocket('/ws/device')).terminate();
    await expect(test.openSocket('/ws/other')).rejects.toThrow('refused with 404');
    await expect(test.openSocket('/ws/device?x=1')).rejects.toThrow('refused with 404');
  });

  it('closes what it refuses, also where the other side keeps its half open', async () => {
    const { port, host } = new URL(test.address);
    const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    socket.write(`GET /ws/nowhere HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n\r\n`);
    socket.resume();
    await once(socket, 'end');
    const closed = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
    // Nobody is there to take it, which the system says by a reset.
    const more = setInterval(() => socket.write('more'), 20);
    await closed;
    clearInterval(more);
  });

  it('refuses a foreign Host', async () => {
    await expect(test.openSocket('/ws/device', { host: 'evil.example' })).rejects.toThrow('refused with 403');
  });
});

describe('before the proof', () => {
  it.each([
    ['another message', JSON.stringify({ m: 'ticket/claim', i: 1, p: { ticketId: 'ticket-0001' } })],
    ['an unknown message', JSON.stringify({ m: 'x', i: 1, p: {} })],
    ['no JSON', 'hello'],
    ['a proof without sense', JSON.stringify({ m: 'console/authenticate', i: 1, p: {} })],
  ])('%s ends the socket', async (_, frame) => {
    const socket = await test.openSocket('/ws/console', { origin: test.address });
    socket.send(frame);
    await closing(socket);
  });

  it('binary frames and frames over the bound end the socket', async () => {
    const binary = await test.openSocket('/ws/device');
    binary.send(Buffer.from([1, 2, 3]));
    await closing(binary);
    const ofConsole = await test.openSocket('/ws/console', { origin: test.address });
    ofConsole.send('x'.repeat(65 * 1024));
    expect((await closing(ofConsole))?.[0]).toBe(1009);
    // Devices send reports, once they have proven who they are: before that a frame of this size is no proof.
    const unproven = await test.openSocket('/ws/device');
    unproven.send('x'.repeat(65 * 1024));
    await closing(unproven);
    const ofDevice = await test.openSocket('/ws/device');
    ofDevice.send('x'.repeat(MAX_DIAGNOSIS_FRAME_BYTES + 1));
    expect((await closing(ofDevice))?.[0]).toBe(1009);
  });

  it('silence ends it after 5 seconds', async () => {
    const clock = new FakeClock(Date.now());
    const own = await startTestServer({ clock });
    const socket = await own.openSocket('/ws/device');
    const closed = closing(socket);
    await clock.advance(5000);
    await closed;
    await own.close();
  });

  it('a device of another key is not let in', async () => {
    const device = await test.enrollDevice();
    const { key } = await generateSigningKey();
    await expect(test.openDevice({ ...device, key })).rejects.toMatchObject({ code: 'auth.key-mismatch' });
    await expect(test.openDevice({ ...device, deviceId: 'no-such-device', key })).rejects.toMatchObject({
      code: 'device.not-enrolled',
    });
  });

  it('a console needs a token that was not used, and a key of the same account', async () => {
    const tom = await test.invite('Tom Second', 'tom@test.example', 'another long password');
    const { key } = await generateSigningKey();
    const body = { publicKey: key.publicKey, label: 'x', proof: await key.sign(utf8(`alongside-key/1\n${tom.userId}`)) };
    const { keyId } = (await test.call(http.keyRegister, { as: tom, body })).result;
    const stolen = await test.call(http.keyRegister, {
      as: test.technician,
      body: { ...body, proof: await key.sign(utf8(`alongside-key/1\n${test.technician.userId}`)) },
    });
    expect(stolen.error?.code).toBe('auth.key-mismatch');
    const authenticate = async (token: string) => {
      const socket = await test.openSocket('/ws/console', { origin: test.address });
      // The nonce came with the opening; a signature over another one will do to see which check comes first.
      const params = { token, keyId, signature: await key.sign(utf8('another nonce')) };
      socket.send(JSON.stringify({ m: 'console/authenticate', i: 1, p: params }));
      for await (const [data] of on(socket, 'message', { close: ['close'] })) {
        const frame = JSON.parse(String(data)) as { i?: number; e?: { code: string } };
        if (frame.i === 1) return frame.e?.code;
      }
      return 'closed';
    };
    const { token } = (await test.call(http.socketToken, { as: test.technician, body: {} })).result;
    expect(await authenticate(token)).toBe('auth.key-mismatch');
    expect(await authenticate(token)).toBe('auth.token-used');
    expect(await authenticate('x'.repeat(43))).toBe('auth.token-used');
  });

  it('socket tokens run out after 30 seconds', async () => {
    const clock = new FakeClock(Date.now());
    const own = await startTestServer({ clock });
    const opening = own.openConsole(own.technician);
    await opening;
    const { token } = (await own.call(http.socketToken, { as: own.technician, body: {} })).result;
    await clock.advance(30_000);
    const socket = await own.openSocket('/ws/console', { origin: own.address });
    const params = { token, keyId: 'key-00000', signature: 'A'.repeat(86) };
    const answer = messageWith(socket, '"i":1');
    socket.send(JSON.stringify({ m: 'console/authenticate', i: 1, p: params }));
    expect(await answer).toContain('auth.token-used');
    await own.close();
  });
});

describe('sockets of one address', () => {
  it('are at most 256 before their proof; who has proven something does not count', async () => {
    const own = await startTestServer({ clock: new FakeClock(Date.now()) });
    const computers = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => own.openDevice(await own.enrollDevice(name))),
    );
    const bare = () => own.openSocket('/ws/device');
    const [first] = await Promise.all(Array.from({ length: 256 }, bare));
    await expect(bare()).rejects.toThrow('429');
    expect(computers.every(({ connection }) => connection.open)).toBe(true);
    first?.terminate();
    // The server may read of the end a moment later.
    await expect.poll(() => bare().then(() => 'in', String), { timeout: 5_000 }).toBe('in');
    await own.close();
  });
});

describe('a proven socket', () => {
  it('dies within a second of its sign-in', async () => {
    const who = await test.signIn('tess@test.example', 'staple the horse well');
    const [first, second] = await Promise.all([test.openConsole(who), test.openConsole(who)]);
    const other = await test.openConsole(test.technician);
    const since = performance.now();
    await test.signOut(who);
    expect(await first.closed).toContain('signed out');
    await second.closed;
    expect(performance.now() - since).toBeLessThan(1000);
    expect(other.connection.open).toBe(true);
    other.connection.close('done');
  });

  it('dies within a second when its account is switched off or its password reset', async () => {
    const who = await test.invite('Una Third', 'una@test.example', 'a third long password');
    const console = await test.openConsole(who);
    const since = performance.now();
    await test.call(http.userActive, { as: test.admin, params: { id: who.userId }, body: { active: false } });
    await console.closed;
    expect(performance.now() - since).toBeLessThan(1000);
    expect((await test.call(http.me, { as: who })).result.user).toBeNull();
  });

  it('gives errors for what is malformed, unknown or not its to send, and reads on', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    const answers = recorder((heard: (frame: { i: number; e?: { code: string } }) => void) =>
      device.socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as { i?: number; e?: { code: string } };
        if (frame.i !== undefined && frame.i >= 900) heard({ ...frame, i: frame.i });
      }),
    );
    const send = async (method: string, p: unknown) => {
      device.socket.send(JSON.stringify({ m: method, i: 900, p }));
      return (await answers.next()).e?.code;
    };
    device.socket.send('{"m":');
    device.socket.send('[]');
    expect(await send('no/such-message', {})).toBe('rpc.unknown-method');
    expect(await send('join/offered', {})).toBe('rpc.wrong-side');
    expect(await send('ticket/claim', { ticketId: 'ticket-0001' })).toBe('rpc.unknown-method');
    expect(await send('signal/from-device', {})).toBe('request.invalid');
    expect(await send('request/cancel', { requestId: '../../etc' })).toBe('request.invalid');
    expect(await send('request/cancel', { requestId: 'request-none', more: 1 })).toBe('request.invalid');
    expect(await send('request/cancel', { requestId: 'request-none' })).toBe('ticket.not-found');
    expect(await send('request/cancel', { requestId: 'x'.repeat(10_000) })).toBe('request.too-large');
    expect(await send('device/prove', { deviceId: device.deviceId, signature: 'A'.repeat(86), agentVersion: '' })).toBe(
      'auth.refused',
    );
    await expect(device.ask('   ')).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(device.ask('x'.repeat(20_000))).rejects.toMatchObject({ code: 'request.invalid' });
    expect((await device.ask('It still works')).number).toBeGreaterThan(1000);
  });

  it('is closed when it floods', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    const signal = { type: 'rebuild' as const };
    for (let i = 0; i < 400; i += 1) {
      device.connection.notify(deviceSocket.deviceSignal, { sessionId: 'session-none', epoch: 0, signal });
    }
    expect(await device.closed).toContain('too many messages');
  });

  it('of a device is replaced by its next one', async () => {
    const enrolled = await test.enrollDevice();
    const first = await test.openDevice(enrolled);
    const second = await test.openDevice(enrolled);
    expect(await first.closed).toContain('connected again');
    expect(second.connection.open).toBe(true);
  });
});

describe('presence', () => {
  it('is told to colleagues, and to devices as a number', async () => {
    const device = await test.openDevice(await test.enrollDevice());
    const news = recorder((h: (n: { techniciansAvailable: number }) => void) =>
      device.connection.on(deviceSocket.organisationChanged, h),
    );
    const console = await test.openConsole(test.technician);
    const colleagues = recorder((h: (c: { technicians: { presence: string }[] }) => void) =>
      console.connection.on(consoleSocket.colleaguesChanged, h),
    );
    await console.connection.call(consoleSocket.presenceSet, { presence: 'away' });
    for (;;) {
      const { technicians } = await colleagues.next();
      if (technicians.some((technician) => technician.presence === 'away')) break;
    }
    for (;;) if ((await news.next()).techniciansAvailable === 0) break;
    await console.connection.call(consoleSocket.presenceSet, { presence: 'available' });
    for (;;) if ((await news.next()).techniciansAvailable === 1) break;
    console.connection.close('done');
  });
});

describe('time', () => {
  it('lets a claim lapse after 5 minutes and tells both ends', async () => {
    const clock = new FakeClock(Date.now());
    const own = await startTestServer({ clock });
    // News to a fresh socket wait a moment of the server's clock.
    const tick = <T>(waited: Promise<T>) => Promise.all([waited, clock.advance(100)]).then(([value]) => value);
    const console = await own.openConsole(own.technician);
    const device = await own.openDevice(await own.enrollDevice());
    await clock.advance(100);
    const { ticketId } = await device.ask('No sound');
    const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
    await device.offers.next();
    const withdrawn = recorder((h: (w: { sessionId: string }) => void) => device.connection.on(deviceSocket.joinWithdrawn, h));
    for (let second = 0; second < 300; second += 20) {
      await clock.advance(20_000);
      // A ping and its pong take real time; the answer to a request comes after the pong.
      await console.connection.call(consoleSocket.presenceSet, { presence: 'available' });
      await device.connection
        .call(deviceSocket.requestCallBack, { requestId: 'none-0000', phone: '', when: '' })
        .catch(() => null);
    }
    expect(await tick(console.joins.next())).toEqual({ sessionId, answer: 'lapsed' });
    expect((await withdrawn.next()).sessionId).toBe(sessionId);
    const { result } = await own.call(http.ticket, { as: own.technician, params: { id: ticketId } });
    expect(result.ticket.state).toBe('waiting');
    expect(result.events.at(-1)).toMatchObject({ actor: { kind: 'system' }, body: { type: 'released', reason: 'lapsed' } });
    await own.close();
  });
});
