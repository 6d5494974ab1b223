import { AppError, type RandomSource, type SigningKey, silentLogger } from '@alongside/base';
import { consoleSocket } from '@alongside/protocol';
import { Connection, contract, type Transport } from '@alongside/rpc';
import { FakeClock, linkedTransports, Recorder, settle } from '@alongside/testkit';
import { describe, expect, test } from 'vitest';
import { fullJitterDelayMs } from './backoff.ts';
import { DeskClient } from './desk-client.ts';
import { keyTrouble } from './desk-state.ts';

const HALF: RandomSource = { bytes: (count) => new Uint8Array(count).fill(0x80) };
const NONCE = 'n'.repeat(43);
const KEY: SigningKey = {
  publicKey: 'p'.repeat(43),
  sign: async (bytes) => new TextDecoder().decode(bytes).replaceAll('\n', '-').replaceAll('/', '_').padEnd(86, '-').slice(0, 86),
  signJws: async () => 'a.b.c',
};
const ORGANISATION = { name: 'Example', phone: '', timeZone: 'Europe/Berlin', hours: [[], [], [], [], [], [], []] };

function desk() {
  const clock = new FakeClock();
  const servers: Connection[] = [];
  const seen: {
    tokens: string[];
    signatures: string[];
    registered: number;
    keyError: AppError | undefined;
    tokenError: AppError | undefined;
    tokenWaits: Promise<void> | undefined;
  } = {
    tokens: [],
    signatures: [],
    registered: 0,
    keyError: undefined,
    tokenError: undefined,
    tokenWaits: undefined,
  };
  let answer: AppError | undefined;
  let newest: Transport | undefined;
  let deaf: Transport | undefined;
  const client = new DeskClient({
    clock,
    random: HALF,
    logger: silentLogger,
    registerKey: async () => {
      seen.registered += 1;
      if (seen.keyError) throw seen.keyError;
      return { keyId: 'key-0001', key: KEY };
    },
    socketToken: async () => {
      await seen.tokenWaits;
      if (seen.tokenError) throw seen.tokenError;
      return 'token-of-twenty-characters';
    },
    openTransport: async () => {
      const [near, far] = linkedTransports();
      newest = near;
      const server = new Connection(far, {
        local: 'server',
        remote: 'technician',
        contract: contract(consoleSocket),
        clock,
        logger: silentLogger,
      });
      server.handle(consoleSocket.consoleAuthenticate, ({ token, signature }) => {
        seen.tokens.push(token);
        seen.signatures.push(signature);
        if (answer) throw answer;
        return {
          user: { id: 'user-0001', name: 'Rosa Vidal', role: 'technician' as const },
          organisation: ORGANISATION,
          serverTime: clock.now() + 5000,
          presence: 'available' as const,
        };
      });
      server.handle(consoleSocket.consoleBeat, () => null);
      servers.push(server);
      void settle().then(() => server.notify(consoleSocket.consoleChallenge, { nonce: NONCE }));
      return { ...near, send: (frame) => void (deaf === near || near.send(frame)), bufferedBytes: 0 };
    },
  });
  /** What is said from now on over this connection reaches nobody. */
  const deafen = () => {
    deaf = newest;
  };
  const refuse = (error: AppError | undefined) => {
    answer = error;
  };
  return { client, clock, servers, seen, refuse, deafen };
}

describe('DeskClient', () => {
  test('proves the key over the challenge and goes online', async () => {
    const { client, clock, seen } = desk();
    client.start();
    await clock.advance(10);
    await clock.advance(10);
    expect(client.state.value).toEqual({
      state: 'online',
      user: { id: 'user-0001', name: 'Rosa Vidal', role: 'technician' },
      organisation: ORGANISATION,
      clockOffsetMs: 5000,
    });
    expect(seen.tokens).toEqual(['token-of-twenty-characters']);
    expect(seen.signatures[0]).toContain(`alongside-console_1-${NONCE}-key-0001`);
    expect(client.presence.value).toBe('available');
  });

  test('comes back after a loss, with the same key and a new token', async () => {
    const { client, clock, servers, seen } = desk();
    const states = new Recorder(client.state.onChange);
    client.start();
    await clock.advance(10);
    servers[0]?.close('server restarts');
    await clock.advance(0);
    expect(client.state.value).toMatchObject({ state: 'waiting', attempt: 1 });
    await expect(client.call(consoleSocket.presenceSet, { presence: 'busy' })).rejects.toMatchObject({ code: 'rpc.closed' });
    await clock.advance(1000);
    expect(client.state.value.state).toBe('online');
    expect(states.values.map((each) => each.state)).toEqual(['connecting', 'online', 'waiting', 'connecting', 'online']);
    expect(seen.registered).toBe(1);
    expect(seen.tokens).toHaveLength(2);
  });

  test('leaves a server that answers no more, which no socket tells of, and comes back', async () => {
    const { client, clock, deafen } = desk();
    client.start();
    await clock.advance(10);
    await clock.advance(10);
    for (let minutes = 0; minutes < 5; minutes += 1) await clock.advance(60_000);
    expect(client.state.value.state).toBe('online');
    deafen();
    await clock.advance(30_000);
    expect(client.state.value).toMatchObject({ state: 'waiting', attempt: 1 });
    for (let steps = 0; steps < 100; steps += 1) await clock.advance(10);
    expect(client.state.value.state).toBe('online');
  });

  test('gives up a try that hangs before there is a socket, and what comes of it late', async () => {
    const { client, clock, servers, seen } = desk();
    const hanging = Promise.withResolvers<void>();
    seen.tokenWaits = hanging.promise;
    client.start();
    await clock.advance(10_100);
    expect(client.state.value).toMatchObject({ state: 'waiting', attempt: 1 });
    seen.tokenWaits = undefined;
    for (let steps = 0; steps < 100; steps += 1) await clock.advance(10);
    expect(client.state.value.state).toBe('online');
    hanging.resolve();
    await clock.advance(100);
    expect([client.state.value.state, servers.map(({ open }) => open)]).toEqual(['online', [true, false]]);
  });

  test('looks at once when the network came back, which may be another one', async () => {
    const { client, clock, deafen } = desk();
    client.start();
    await clock.advance(10);
    await clock.advance(10);
    deafen();
    client.retryNow();
    await clock.advance(2_900);
    expect(client.state.value.state).toBe('online');
    await clock.advance(200);
    expect(client.state.value.state).toBe('waiting');
  });

  test('waits longer each time', async () => {
    const { client, clock, seen } = desk();
    seen.tokenError = new AppError('rpc.closed', 'unreachable');
    const waits: number[] = [];
    client.state.onChange((state) => {
      if (state.state === 'waiting') waits.push(state.retryAt - clock.now());
    });
    client.start();
    await clock.advance(60_000);
    expect(waits.slice(0, 4)).toEqual([0, 1, 2, 3].map((attempt) => fullJitterDelayMs(attempt, HALF)));
    expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
  });

  test('that the browser keeps no key is told as that, also while it is tried again; and is over once it does', async () => {
    const { client, clock, seen } = desk();
    seen.keyError = new AppError('secrets.unavailable', 'storage is blocked');
    const told: (string | undefined)[] = [];
    client.state.onChange((state) => told.push(keyTrouble(state)));
    client.start();
    await clock.advance(10_000);
    expect(told.length).toBeGreaterThan(3);
    expect(new Set(told.slice(1))).toEqual(new Set(['not-kept']));
    seen.keyError = undefined;
    client.retryNow();
    await clock.advance(100);
    expect([client.state.value.state, keyTrouble(client.state.value)]).toEqual(['online', undefined]);
  });

  test('an ended HTTP session is not tried again', async () => {
    const { client, clock, seen } = desk();
    seen.tokenError = new AppError('auth.required', 'signed out');
    client.start();
    await clock.advance(60_000);
    expect(client.state.value).toEqual({ state: 'signed-out' });
    expect(clock.pending).toBe(0);
  });

  test('a key that the server does not know is registered again', async () => {
    const { client, clock, seen, refuse } = desk();
    refuse(new AppError('auth.key-mismatch', 'unknown key'));
    client.start();
    await clock.advance(0);
    expect(client.state.value).toMatchObject({ state: 'waiting' });
    refuse(undefined);
    await clock.advance(2000);
    expect(client.state.value.state).toBe('online');
    expect(seen.registered).toBe(2);
  });

  test('what the server tells is kept, even before the next connection', async () => {
    const { client, clock, servers } = desk();
    client.start();
    await clock.advance(10);
    servers[0]?.notify(consoleSocket.queueChanged, { tickets: [], openCount: 3 });
    await settle();
    expect(client.queue.value).toEqual({ tickets: [], openCount: 3 });
    client.dispose();
    await clock.advance(60_000);
    expect(servers).toHaveLength(1);
  });
});
