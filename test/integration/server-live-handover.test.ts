import { ticketCase } from '@alongside/desk';
import { consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { type ConsoleClient, type DeviceClient, recorder, startTestServer, type TestServer } from '../fixtures/server.ts';

const caseOf = async (server: TestServer, ticketId: string) =>
  ticketCase((await server.call(http.ticket, { as: server.admin, params: { id: ticketId } })).result.events);
const joined = async ({ connection }: ConsoleClient, device: DeviceClient, ticketId: string) => {
  const { sessionId } = await connection.call(consoleSocket.ticketClaim, { ticketId });
  const offer = await device.offers.next();
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
  return offer;
};
const endOf = ({ connection }: ConsoleClient) =>
  recorder((heard: (told: unknown) => void) =>
    connection.on(consoleSocket.devicePresence, (told) => {
      if (told.state === 'ended') heard(told);
    }),
  );

/** A session of the first technician’s, whose handover the second has accepted meanwhile. */
async function accepted() {
  const server = await startTestServer();
  const second = await server.invite('Uli Second', 'uli@test.example', 'a second technician');
  const body = { name: 'Printers', tier: 1, specialisation: 'queues', acceptWithinMin: 30, memberIds: [second.userId] };
  const group = (await server.call(http.supportGroupCreate, { as: server.admin, body })).result.id;
  const device = await server.openDevice(await server.enrollDevice());
  const [first, next] = [await server.openConsole(server.technician), await server.openConsole(second)];
  const { ticketId } = await device.ask('the printer is off');
  const { sessionId } = await joined(first, device, ticketId);

  const wanted = {
    kind: 'lateral',
    toTier: 1,
    groupId: group,
    personId: null,
    reason: 'it is the queue',
    instructions: '',
  } as const;
  const seen = (await caseOf(server, ticketId))?.version ?? 0;
  const offered = { as: server.technician, params: { id: ticketId }, body: { seen, ...wanted } };
  expect((await server.call(http.handoverCreate, offered)).status).toBe(200);
  const handoverId = (await caseOf(server, ticketId))?.handover?.offer.handoverId ?? '';
  const answer = { as: second, params: { id: ticketId }, body: { answer: 'accept', handoverId } } as const;
  expect((await server.call(http.handoverAnswer, answer)).status).toBe(200);
  return { server, second, device, first, next, ticketId, sessionId };
}

test('who accepts a handover while a session runs can ask to join as soon as it is over', async () => {
  const { server, second, device, first, next, ticketId, sessionId } = await accepted();
  // The session is its user's: it goes on, and the next one waits.
  const live = { state: 'in-session', technician: { id: server.technician.userId } };
  expect((await caseOf(server, ticketId))?.live).toMatchObject(live);
  await expect(next.connection.call(consoleSocket.ticketClaim, { ticketId })).rejects.toMatchObject({
    code: 'ticket.claimed-by-other',
  });

  await first.connection.call(consoleSocket.sessionLeave, { sessionId });
  expect(await caseOf(server, ticketId)).toMatchObject({ live: { state: 'waiting' }, owner: { id: second.userId } });
  expect(await joined(next, device, ticketId)).toMatchObject({ technician: { name: 'Uli Second' } });
  await server.close();
});

test('who handed over comes back to watch, outlives a restart of the server, and leaves with the session that is watched', async () => {
  const before = await accepted();
  const { second, device, first, next, ticketId } = before;
  await first.connection.call(consoleSocket.sessionLeave, { sessionId: before.sessionId });
  const watched = await joined(next, device, ticketId);
  const queue = async () => {
    for (;;) {
      const [line] = (await first.queue.next()).tickets;
      if (line?.sessionId === watched.sessionId) return line;
    }
  };
  expect(await queue()).toMatchObject({ state: 'in-session', handedOverBy: first.userId });

  const other = await before.server.openConsole(before.server.technician);
  for (const [page, words] of [
    [other, /browser in which you helped/u],
    [next, /handed this session over/u],
  ] as const) {
    const refused = { code: 'session.not-found', message: expect.stringMatching(words) };
    await expect(page.connection.call(consoleSocket.sessionWatch, { ticketId })).rejects.toMatchObject(refused);
  }
  const claim = await first.connection.call(consoleSocket.sessionWatch, { ticketId });
  expect(claim).toMatchObject({
    requestId: watched.requestId,
    device: { id: device.deviceId },
    watches: { sessionId: watched.sessionId, technician: 'Uli Second' },
  });
  const { sessionId } = claim;
  const technician = { id: first.userId, name: 'Tess Technician' };
  expect(await device.offers.next()).toMatchObject({ sessionId, technician, watches: watched.sessionId });
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });

  const server = await before.server.restart();
  const again = await server.openDevice(device);
  const [watcher, helper] = [await server.openConsole(server.technician, first.key), await server.openConsole(second, next.key)];
  expect((await caseOf(server, ticketId))?.live).toMatchObject({ state: 'in-session', sessionId: watched.sessionId });
  const [watcherEnd, helperEnd] = [endOf(watcher), endOf(helper)];
  const head = { seq: 12, hash: 'c'.repeat(64) };
  await again.connection.call(deviceSocket.sessionEnded, { sessionId: watched.sessionId, reason: 'user-stopped', head });
  expect(await watcherEnd.next()).toEqual({ sessionId, state: 'ended', reason: 'watch-over' });
  expect(await helperEnd.next()).toEqual({ sessionId: watched.sessionId, state: 'ended', reason: 'user-stopped' });
  // Its own record has a head too, which its end tells.
  await again.connection.call(deviceSocket.sessionEnded, { sessionId, reason: 'watch-over', head: { ...head, seq: 5 } });
  const { result } = await server.call(http.ticket, { as: server.admin, params: { id: ticketId } });
  expect(result.events.slice(-3).map(({ body }) => body.type)).toEqual(['watch-joined', 'session-ended', 'watch-ended']);
  expect((await caseOf(server, ticketId))?.live).toMatchObject({ state: 'claimed', technician: { id: second.userId } });
  await server.close();
});
