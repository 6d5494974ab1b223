import { once } from 'node:events';
import { type Logger, silentLogger } from '@alongside/base';
import { consoleSocket, deviceSocket, http, linkPage, session, shellPage } from '@alongside/protocol';
import { type AnyMessage, contract } from '@alongside/rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { type ConsoleClient, type DeviceClient, startTestServer, type TestServer } from '../fixtures/server.ts';
import { playedAs } from './attack-notes.ts';
import { frameOf, messagesNotOf, messagesOf, NOISE, samplesOf, spoiled } from './samples.ts';

playedAs('unproven socket', 'technician at the server', 'device');

/** Hostile technicians and devices on the server's two sockets, before and after they have proven who they are. */

const SOCKETS = {
  console: { path: '/ws/console', contract: contract(consoleSocket), side: 'technician' },
  device: { path: '/ws/device', contract: contract(deviceSocket), side: 'agent' },
} as const;
type Kind = keyof typeof SOCKETS;

let server: TestServer;
const faults: string[] = [];
const logger: Logger = { ...silentLogger, error: (message, facts) => void faults.push(`${message} ${JSON.stringify(facts)}`) };

beforeAll(async () => {
  server = await startTestServer({ logger });
});
afterAll(async () => {
  expect(faults).toEqual([]);
  await server.close();
});

const mine = (kind: Kind) => messagesOf(SOCKETS[kind].contract, SOCKETS[kind].side);

/** Codes of the answers to frames with these ids, until all are there. */
async function answersTo(socket: WebSocket, frames: readonly { readonly id: number; readonly frame: string }[]) {
  const codes = new Map<number, string>();
  const awaited = new Set(frames.map(({ id }) => id));
  const done = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as { i?: number; e?: { code: string } };
      if (answer.i === undefined || !awaited.delete(answer.i)) return;
      codes.set(answer.i, answer.e?.code ?? 'done');
      if (awaited.size === 0) resolve();
    });
    socket.once('close', () => resolve());
  });
  for (const { frame } of frames) socket.send(frame);
  if (frames.length > 0) await done;
  return [...codes.values()];
}

describe.each(Object.keys(SOCKETS) as Kind[])('the %s socket, before the proof', (kind) => {
  const { path, contract: known } = SOCKETS[kind];
  const open = () => server.openSocket(path, kind === 'console' ? { origin: server.address } : {});

  test('every message, of this contract or another, ends it without an effect', async () => {
    const foreign = [session, shellPage, linkPage, kind === 'console' ? deviceSocket : consoleSocket];
    const others = foreign.flatMap((group) => [...contract(group).values()].slice(0, 2));
    for (const message of [...known.values(), ...others]) {
      const socket = await open();
      const closed = once(socket, 'close');
      const [code] = await answersTo(socket, [{ id: 5, frame: frameOf(message, samplesOf(message.params, 1)[0], 5) }]);
      if (message.kind === 'request') expect(code, message.method).toMatch(/^(auth|rpc|device)\./u);
      await closed;
    }
  });

  test('noise ends it', async () => {
    for (const frame of NOISE.filter((text) => !text.startsWith('{"c"'))) {
      const socket = await open();
      const closed = once(socket, 'close');
      socket.send(frame);
      await closed;
    }
  });
});

describe('in the place of somebody else', () => {
  let tess: ConsoleClient;
  let device: DeviceClient;
  let stranger: ConsoleClient;
  let strangerDevice: DeviceClient;
  let theirs: Readonly<Record<string, string>>;
  const heard: string[] = [];

  beforeAll(async () => {
    const tom = await server.invite('Tom Stranger', 'tom@test.example', 'another long password');
    [tess, stranger] = await Promise.all([server.openConsole(server.technician), server.openConsole(tom)]);
    device = await server.openDevice(await server.enrollDevice());
    strangerDevice = await server.openDevice(await server.enrollDevice('other'));
    const { ticketId, requestId } = await device.ask('No sound');
    const { sessionId } = await tess.connection.call(consoleSocket.ticketClaim, { ticketId });
    await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    await tess.joins.next();
    theirs = { ticketId, requestId, sessionId, deviceId: device.deviceId };
    for (const message of messagesNotOf(SOCKETS.device.contract, 'agent')) {
      if (message.kind === 'notification' && message !== deviceSocket.deviceChallenge) {
        device.connection.on(message, () => void heard.push(message.method));
      }
    }
    tess.connection.on(consoleSocket.consoleSignalled, () => void heard.push('signal'));
    tess.connection.on(consoleSocket.devicePresence, ({ state }) => void heard.push(`device ${state}`));
  });

  /** Every message of a side with the numbers of the others' ticket, request and session in it. */
  function aimed(kind: Kind): readonly { readonly id: number; readonly frame: string; readonly message: AnyMessage }[] {
    return mine(kind).flatMap((message, row) =>
      samplesOf(message.params, 2).map((sample, at) => {
        const params = Object.fromEntries(
          Object.entries(sample as object).map(([name, value]) => [name, theirs[name] ?? value] as const),
        );
        const id = 5_000 + row * 10 + at;
        return { id, message, frame: frameOf(message, params, id) };
      }),
    );
  }

  async function state() {
    const { result } = await server.call(http.ticket, {
      as: server.technician,
      params: { id: theirs.ticketId ?? '' },
    });
    // Anybody of the desk may add a note.
    return { ticket: result.ticket, events: result.events.filter(({ body }) => body.type !== 'note') };
  }

  test('a technician gets nothing of a session, request or signal that is another’s', async () => {
    const before = await state();
    const frames = aimed('console');
    const codes = await answersTo(
      stranger.socket,
      frames.filter(({ message }) => message.kind === 'request'),
    );
    for (const { frame, message } of frames) if (message.kind === 'notification') stranger.socket.send(frame);
    await stranger.connection.call(consoleSocket.presenceSet, { presence: 'busy' });
    expect(codes.length).toBeGreaterThan(10);
    expect(codes).not.toContain('internal');
    expect(await state()).toEqual(before);
    expect(heard.filter((method) => !/^(organisation|request)\//u.test(method))).toEqual([]);
    expect(tess.connection.open && device.connection.open).toBe(true);
  });

  test('a device gets nothing of a request or session that is another’s', async () => {
    const before = await state();
    // To leave, and to ask for one's own or for what the organisation says to all, names nothing (and leaving ends the socket).
    const nameless: readonly unknown[] = [
      deviceSocket.deviceRetire,
      deviceSocket.ownList,
      deviceSocket.offlineList,
      deviceSocket.offlineRead,
      deviceSocket.logoFetch,
    ];
    const frames = aimed('device').filter(({ message }) => !nameless.includes(message));
    expect(await strangerDevice.connection.call(deviceSocket.ownList, {})).toEqual([]);
    const codes = await answersTo(
      strangerDevice.socket,
      frames.filter(({ message }) => message.kind === 'request'),
    );
    for (const { frame, message } of frames) if (message.kind === 'notification') strangerDevice.socket.send(frame);
    await strangerDevice.ask('me too');
    expect(codes).not.toContain('internal');
    expect(codes).not.toContain('done');
    expect(await state()).toEqual(before);
    expect(heard.filter((method) => !/^(organisation|request)\//u.test(method))).toEqual([]);
  });

  test.each(['console', 'device'] as const)(
    'what is spoiled on the %s socket is answered with its error, and read on',
    async (kind) => {
      const client =
        kind === 'console' ? await server.openConsole(server.technician) : await server.openDevice(await server.enrollDevice());
      const frames = mine(kind).flatMap((message, row) => {
        const bad = spoiled(samplesOf(message.params, 1)[0] ?? null).filter(
          (params) => !message.params.safeParse(params).success,
        );
        const step = Math.max(1, Math.ceil(bad.length / 6));
        return bad
          .filter((_params, at) => at % step === 0)
          .map((params, at) => ({ id: 7_000 + row * 10 + at, message, frame: frameOf(message, params, 7_000 + row * 10 + at) }))
          .filter(({ frame }) => frame.length < 60_000);
      });
      const requests = frames.filter(({ message }) => message.kind === 'request').slice(0, 80);
      const codes = await answersTo(client.socket, requests);
      expect(codes).toHaveLength(requests.length);
      expect([...new Set(codes)].sort()).toEqual(expect.arrayContaining(['request.invalid']));
      expect(codes.every((code) => ['request.invalid', 'request.too-large', 'auth.refused'].includes(code))).toBe(true);
      expect(client.connection.open).toBe(true);
    },
  );

  test.each(['console', 'device'] as const)('a %s that sends too much of it is cut', async (kind) => {
    const client =
      kind === 'console' ? await server.openConsole(server.technician) : await server.openDevice(await server.enrollDevice());
    for (let at = 0; at < 110; at += 1) client.socket.send('{"m":"no/such","p":{}}');
    expect(await client.closed).toContain('not allowed here');
  });
});
