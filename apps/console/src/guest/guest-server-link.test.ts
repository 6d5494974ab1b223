import { silentLogger } from '@alongside/base';
import { guestSocket } from '@alongside/protocol';
import { Connection, contract, linkedTransports } from '@alongside/rpc';
import { FakeClock, promptSigningKey, Recorder, seededRandom, settle } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { GuestSocket } from './guest-server-link.ts';

test('a server that answers no more, which no socket tells of, is left and looked for again', async () => {
  const clock = new FakeClock();
  let opened = 0;
  let isDeaf = false;
  const servers: Connection[] = [];
  const socket = new GuestSocket({
    token: 't'.repeat(22),
    requestId: 'request-0001',
    identity: promptSigningKey('guest'),
    browser: 'Firefox on Android',
    screen: true,
    openTransport: async () => {
      const [near, far] = linkedTransports();
      const nth = opened;
      opened += 1;
      const server = new Connection(far, {
        local: 'server',
        remote: 'agent',
        contract: contract(guestSocket),
        clock,
        logger: silentLogger,
      });
      servers.push(server);
      server.handle(guestSocket.guestProve, () => ({
        guestId: `guest-000${nth}`,
        organisation: {
          name: 'Example',
          phone: '',
          timeZone: 'Europe/Berlin',
          hours: Array.from({ length: 7 }, () => []),
        },
        techniciansAvailable: 1,
        number: 1001,
        requester: 'Mara',
        text: 'No sound',
        chat: [],
      }));
      server.handle(guestSocket.guestBeat, () => null);
      void settle().then(() => server.notify(guestSocket.guestChallenge, { nonce: 'n'.repeat(43) }));
      return { ...near, send: (frame) => void ((isDeaf && nth === 0) || near.send(frame)), bufferedBytes: 0 };
    },
    clock,
    random: seededRandom(1),
    logger: silentLogger,
  });
  const told = new Recorder(socket.onConnection);
  const isThere = () => told.values.map((connection) => connection !== undefined);
  socket.start();
  await clock.advance(10);
  await clock.advance(10);
  await clock.advance(120_000);
  expect(isThere()).toEqual([true]);
  isDeaf = true;
  await clock.advance(30_000);
  expect(isThere()).toEqual([true, false]);
  for (let steps = 0; steps < 100; steps += 1) await clock.advance(10);
  expect(isThere()).toEqual([true, false, true]);
  // Nobody comes here any more, and the socket stays for a report: its user is not left waiting.
  servers.at(-1)?.notify(guestSocket.guestOut, { code: 'auth.refused' });
  await clock.advance(10);
  expect({ refused: socket.refused.value?.code, isThere: isThere() }).toEqual({
    refused: 'auth.refused',
    isThere: [true, false, true],
  });
});
