import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { isSurprise, postWebhook } from './post-webhook.ts';

/** Only what is asked for by its name comes here; nothing is connected to. */
const namesOf = (...addresses: string[]) => {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const look = (_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) => done(null, found);
  return look as unknown as NonNullable<Parameters<typeof postWebhook>[1]>;
};

test.each([['127.0.0.1'], ['169.254.169.254'], ['::1'], ['::ffff:127.0.0.1'], ['fe80::1'], ['fd00:ec2::254'], ['0.0.0.0']])(
  'a name that leads to %s is not asked',
  async (address) => {
    const post = postWebhook(new FakeClock(), namesOf('203.0.113.7', address));
    const { signal } = new AbortController();
    expect(await post('https://hooks.example/x', {}, '{}', signal)).toEqual({ error: `hooks.example leads to ${address}` });
  },
);

test('a name without an address, and one that is given up, are said', async () => {
  const clock = new FakeClock();
  const post = postWebhook(clock, namesOf());
  const stop = new AbortController();
  const nowhere = await post('https://hooks.example/x', {}, '{}', stop.signal);
  expect(nowhere).toEqual({ error: 'hooks.example has no address' });
  stop.abort();
  expect(await post('https://hooks.example/x', {}, '{}', stop.signal)).toHaveProperty('error');
  expect(clock.pending).toBe(0);
});

test('a place that answers with another protocol is heard of, and keeps nothing waiting', async () => {
  const clock = new FakeClock();
  const server = createServer().on('request', (_, { socket }) => {
    socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const posted = await postWebhook(clock)(`http://localhost:${port}/`, {}, '{}', new AbortController().signal);
  expect(posted).toEqual({ error: 'the connection was closed without an answer' });
  expect(clock.pending).toBe(0);
  server.closeAllConnections();
  server.close();
});

test.each([
  ['10.0.0.1', 4],
  ['192.168.1.20', 4],
  ['203.0.113.7', 4],
  ['fd12:3456::1', 6],
  ['2001:db8::1', 6],
])('%s is a place like any other', (address, family) => expect(isSurprise(address, family)).toBe(false));
