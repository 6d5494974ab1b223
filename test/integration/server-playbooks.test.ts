import { runningPlaybook, type TicketCase, ticketCase } from '@alongside/desk';
import { deviceSocket, http } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

let server: TestServer;
let tess: SignedIn;
let device: DeviceClient;
beforeAll(async () => {
  server = await startTestServer({ clock: new FakeClock(Date.now()) });
  tess = server.technician;
  device = await server.openDevice(await server.enrollDevice('guided'));
});
afterAll(() => server.close());

const caseOf = async (id: string): Promise<TicketCase> => {
  const ticket = ticketCase((await server.call(http.ticket, { as: tess, params: { id } })).result.events);
  if (!ticket) throw new Error('a ticket without a log');
  return ticket;
};
const guide = async (id: string, language = 'en') =>
  (await server.call(http.ticketGuide, { as: tess, params: { id, language } })).result;
const mark = (id: string, body: z.infer<typeof http.playbookMark.body>) =>
  server.call(http.playbookMark, { as: tess, params: { id }, body });

test('a playbook that fits is begun, marked and left with the ticket, in its own words', async () => {
  const { ticketId, requestId } = await device.ask('The printer in room 2 does not print');
  const sent = sendable(reportOf('report-of-guide-1', { findings: FULL_DISK }));
  await device.connection.call(deviceSocket.diagnosisSend, { ...sent, requestId });
  const { fitting, playbooks, answers } = await guide(ticketId);
  expect(fitting[0]).toBe('printer');
  expect(answers).toEqual({ restarted: 'no', connection: 'cable' });
  const book = playbooks.find(({ id }) => id === 'printer');
  const step = book?.steps[1];
  if (!step) throw new Error('a printer has more than one step');

  const marked = { act: 'mark', playbook: 'printer', step: step.id, result: 'failed', note: 'its light is red' } as const;
  expect((await mark(ticketId, marked)).error?.code).toBe('ticket.wrong-state');
  expect((await mark(ticketId, { act: 'begin', playbook: 'printer' })).status).toBe(200);
  expect((await mark(ticketId, { act: 'begin', playbook: 'printer' })).error?.code).toBe('ticket.wrong-state');
  expect((await mark(ticketId, { act: 'begin', playbook: 'no-such-book' })).error?.code).toBe('request.invalid');
  expect((await mark(ticketId, { ...marked, step: 'no-such-step' })).error?.code).toBe('request.invalid');
  expect((await mark(ticketId, marked)).status).toBe(200);
  expect(runningPlaybook((await caseOf(ticketId)).work)?.marks).toEqual([
    { step: step.id, text: step.text, result: 'failed', note: 'its light is red' },
  ]);
  // Whoever reads German marks German words, and has words for a user of either language.
  const german = (await guide(ticketId, 'de')).playbooks.find(({ id }) => id === 'printer');
  expect(german).toMatchObject({
    title: 'Der Drucker druckt nicht',
    steps: [{ sayIn: { en: book?.steps[0]?.say } }, {}, {}, {}, {}, {}, {}, {}],
  });
  const first = { act: 'mark', playbook: 'printer', step: 'which', result: 'done', note: '' } as const;
  await mark(ticketId, { ...first, language: 'de' });
  expect(runningPlaybook((await caseOf(ticketId)).work)?.marks.at(-1)?.text).toBe(german?.steps[0]?.text);
  const end = { act: 'end', playbook: 'printer', how: 'unfit', note: ' ' } as const;
  expect((await mark(ticketId, end)).error?.code).toBe('request.invalid');
  expect((await mark(ticketId, { ...end, note: 'the server is away' })).status).toBe(200);
  expect(runningPlaybook((await caseOf(ticketId)).work)).toBeUndefined();

  // Its words are the server's: nobody enters a playbook of their own.
  const own = { kind: 'playbook', playbook: 'printer', version: 1, title: 'Mine', how: 'begun', note: '' };
  const forged = await server.call(http.ticketRecord, { as: tess, params: { id: ticketId }, body: { item: own as never } });
  expect(forged.status).toBe(400);
});

test('up against the answers goes only with a reason, which stays; down tells everybody with a linked ticket what to do', async () => {
  const { supervisor } = await server.everyRole();
  const tom = await server.invite('Tom Two', 'tom@test.example', 'a password of his');
  const group = async (name: string, tier: number, memberIds: string[]) => {
    const body = { name, tier, specialisation: '', acceptWithinMin: 30, memberIds };
    return (await server.call(http.supportGroupCreate, { as: supervisor, body })).result.id;
  };
  const [first, second] = [await group('First', 1, [tess.userId]), await group('Second', 2, [tom.userId])];
  const record = (id: string, item: z.infer<typeof http.ticketRecord.body>['item']) =>
    server.call(http.ticketRecord, { as: tess, params: { id }, body: { item } });
  const change = async (id: string, what: z.infer<typeof http.ticketWrite.body>['change'], as = tess) =>
    server.call(http.ticketWrite, { as, params: { id }, body: { seen: (await caseOf(id)).version, change: what } });
  const take = (id: string) => change(id, { type: 'assigned', ownerId: tess.userId, groupId: first, note: '' });
  const offer = async (id: string, kind: 'up' | 'down', toTier: number, reason: string, instructions = '', as = tess) => {
    const groupId = toTier === 1 ? first : second;
    const body = { seen: (await caseOf(id)).version, kind, toTier, groupId, personId: null, reason, instructions };
    return server.call(http.handoverCreate, { as, params: { id }, body });
  };
  const accept = async (id: string, as: SignedIn) => {
    const handoverId = (await caseOf(id)).handover?.offer.handoverId ?? '';
    return server.call(http.handoverAnswer, { as, params: { id }, body: { answer: 'accept', handoverId } });
  };

  const { ticketId: id } = await device.ask('the labels come out twice');
  const { ticketId: linked, number } = await device.ask('labels twice here as well');
  const { ticketId: other } = await device.ask('no sound');
  for (const each of [id, linked, other]) await take(each);
  await change(id, { type: 'linked', number, relation: 'related', on: true });
  await change(id, { type: 'classified', kind: 'incident', category: 'printer' });
  const answers = { since: 'today', scope: 'one', works: 'stopped', restarted: 'yes', connection: 'cable' };
  await record(id, {
    kind: 'answers',
    version: 2,
    answers: { ...answers, changed: 'nothing', message: 'none', again: 'always' },
  });
  await record(id, { kind: 'no-steps', reason: 'nothing to try' });
  await record(id, { kind: 'report-refused', reason: 'would rather not' });
  expect((await offer(id, 'up', 2, ' ')).error).toMatchObject({ code: 'handover.incomplete', data: { missing: 'level' } });
  expect((await offer(id, 'up', 2, 'the second tier asked for these')).status).toBe(200);
  expect((await caseOf(id)).work.at(-1)).toEqual({
    kind: 'level',
    tier: 2,
    derived: 1,
    reason: 'the second tier asked for these',
  });
  await accept(id, tom);

  expect((await offer(id, 'down', 1, '', 'Set the driver to one copy, then print a page.', tom)).status).toBe(200);
  expect((await server.call(http.ownTasks, { as: tess })).result).toEqual([]);
  expect((await accept(id, tess)).status).toBe(200);
  const tasks = (await server.call(http.ownTasks, { as: tess })).result;
  expect(tasks.map(({ ticketId, text, by }) => [ticketId, text, by.name])).toEqual(
    [id, linked].map((each) => [each, 'Set the driver to one copy, then print a page.', 'Tom Two']),
  );
  expect((await server.call(http.ownTasks, { as: tom })).result).toEqual([]);
  const [task] = tasks;
  const done = () =>
    server.call(http.taskDone, { as: tess, params: { id }, body: { taskId: task?.taskId ?? '', note: 'one copy now' } });
  expect((await done()).status).toBe(200);
  expect((await done()).error?.code).toBe('ticket.wrong-state');
  expect((await server.call(http.ownTasks, { as: tess })).result.map(({ ticketId }) => ticketId)).toEqual([linked]);
});
