import { ticketCase } from '@alongside/desk';
import { consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { startTestServer } from '../fixtures/server.ts';

test('who accepts a handover while a session runs can ask to join as soon as it is over', async () => {
  const server = await startTestServer();
  const second = await server.invite('Uli Second', 'uli@test.example', 'a second technician');
  const body = { name: 'Printers', tier: 1, specialisation: 'queues', acceptWithinMin: 30, memberIds: [second.userId] };
  const group = (await server.call(http.supportGroupCreate, { as: server.admin, body })).result.id;
  const device = await server.openDevice(await server.enrollDevice());
  const [first, next] = [await server.openConsole(server.technician), await server.openConsole(second)];
  const { ticketId } = await device.ask('the printer is off');
  const { sessionId } = await first.connection.call(consoleSocket.ticketClaim, { ticketId });
  await device.offers.next();
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
  const caseNow = async () =>
    ticketCase((await server.call(http.ticket, { as: server.admin, params: { id: ticketId } })).result.events);

  const wanted = {
    kind: 'lateral',
    toTier: 1,
    groupId: group,
    personId: null,
    reason: 'it is the queue',
    instructions: '',
  } as const;
  const seen = (await caseNow())?.version ?? 0;
  const offered = { as: server.technician, params: { id: ticketId }, body: { seen, ...wanted } };
  expect((await server.call(http.handoverCreate, offered)).status).toBe(200);
  const handoverId = (await caseNow())?.handover?.offer.handoverId ?? '';
  const answer = { as: second, params: { id: ticketId }, body: { answer: 'accept', handoverId } } as const;
  expect((await server.call(http.handoverAnswer, answer)).status).toBe(200);
  // The session is its user's: it goes on, and the next one waits.
  expect((await caseNow())?.live).toMatchObject({ state: 'in-session', technician: { id: server.technician.userId } });
  await expect(next.connection.call(consoleSocket.ticketClaim, { ticketId })).rejects.toMatchObject({
    code: 'ticket.claimed-by-other',
  });

  await first.connection.call(consoleSocket.sessionLeave, { sessionId });
  expect(await caseNow()).toMatchObject({ live: { state: 'waiting' }, owner: { id: second.userId } });
  const claimed = await next.connection.call(consoleSocket.ticketClaim, { ticketId });
  expect(await device.offers.next()).toMatchObject({ sessionId: claimed.sessionId, technician: { name: 'Uli Second' } });
  await server.close();
});
