import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Arrivals } from '../http/arrivals.ts';
import { Site } from '../http/site.ts';
import { acceptSockets } from './upgrade.ts';

const server = createServer();
const site = new Site();
const accepting = acceptSockets({
  server,
  site,
  arrivals: new Arrivals(undefined),
  clock: new FakeClock(),
  logger: silentLogger,
  most: { device: 300, console: 1, guest: 1 },
  accept: (_kind, _transport, _address, proven) => proveAtOnce && proven(),
});
let proveAtOnce = false;
let origin = '';
const open = new Set<WebSocket>();
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `http://${host}`;
  site.opened({ origin, localOrigin: origin, origins: [origin], hosts: [host] });
});
afterAll(() => {
  for (const socket of open) socket.terminate();
  accepting.dispose();
  server.close();
});

/** Its status where it is refused. */
function comes(kind: 'device' | 'console' | 'guest'): Promise<'in' | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws/${kind}`, { headers: { origin } });
    open.add(socket);
    socket.once('open', () => resolve('in'));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  });
}

it('computers that come back all at once, or are there, keep no page out', async () => {
  const back = await Promise.all(Array.from({ length: 257 }, () => comes('device')));
  expect(back.filter((each) => each === 'in')).toHaveLength(256);
  expect(await comes('console')).toBe('in');
  for (const socket of open) socket.terminate();
  await expect.poll(() => accepting.count(), { timeout: 5_000 }).toBe(0);
  proveAtOnce = true;
  const there = await Promise.all(Array.from({ length: 300 }, () => comes('device')));
  expect(there.every((each) => each === 'in')).toBe(true);
  expect(await comes('device')).toBe(429);
  expect([await comes('console'), await comes('console')]).toEqual(['in', 429]);
  expect([await comes('guest'), await comes('guest')]).toEqual(['in', 429]);
});
