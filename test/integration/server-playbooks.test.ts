import { answersOf, isComplete, levelOf, runningPlaybook, type TicketCase, ticketCase } from '@alongside/desk';
import {
  deviceSocket,
  http,
  type Playbook,
  type PlaybookChange,
  type PlaybookText,
  type QuestionsChange,
  type QuestionsText,
} from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { vendorAgreed } from '../fixtures/vendors.ts';

let server: TestServer;
let tess: SignedIn;
let supervisor: SignedIn;
let vendor: SignedIn;
let device: DeviceClient;
beforeAll(async () => {
  server = await startTestServer({ clock: new FakeClock(Date.now()) });
  tess = server.technician;
  ({ supervisor, vendor } = await server.everyRole());
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
  expect(answers).toMatchObject({ restarted: { answer: 'no' }, connection: { answer: 'cable' } });
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

describe('what a desk writes for itself', () => {
  const own = (book: Playbook, title: string): PlaybookText => {
    const { format: _f, id: _i, version: _v, own: _o, ...text } = book;
    return {
      ...text,
      title,
      steps: text.steps.map((step) => (step.id === 'which' ? { ...step, text: 'Ask which till.' } : step)),
    };
  };
  const save = (as: SignedIn, playbook: string, body: PlaybookChange) =>
    server.call(http.playbookSave, { as, params: { playbook }, body });
  const book = async (as: SignedIn, playbook = 'printer') =>
    (await server.call(http.playbookRead, { as, params: { playbook, language: 'en' } })).result;
  const begin = (id: string) => mark(id, { act: 'begin', playbook: 'printer' });
  const titleOf = async (id: string) => (await guide(id)).playbooks.find((each) => each.id === 'printer')?.title;
  const running = async (id: string) => (await guide(id)).running?.steps[0]?.text;

  test('a playbook is in use once it is published; a ticket goes on with the version that it began', async () => {
    const { ticketId: before } = await device.ask('the printer of the first');
    const { ticketId: after } = await device.ask('the printer of the second');
    await begin(before);
    const { shipped } = await book(supervisor);
    if (!shipped) throw new Error('there is a playbook for printers');
    const text = own(shipped, 'The till does not print');
    const write = { act: 'write', base: null, note: '', state: 'draft', text } as const;

    expect((await save(tess, 'printer', write)).error?.code).toBe('auth.role');
    const nowhere = { ...text, steps: text.steps.map((step) => ({ ...step, article: 'no-such-article' })) };
    expect((await save(supervisor, 'printer', { ...write, text: nowhere })).error?.message).toContain('steps.0.article');
    expect((await save(supervisor, 'printer', write)).result).toEqual({ version: 1 });
    expect(await titleOf(after)).toBe(shipped.title);
    // Two write at once: the second is told who was faster, and nothing is written over.
    expect((await save(supervisor, 'printer', write)).error).toMatchObject({
      code: 'edition.changed',
      data: { by: 'A supervisor' },
    });

    expect((await save(supervisor, 'printer', { ...write, base: 1, state: 'published' })).result).toEqual({ version: 2 });
    expect(await titleOf(after)).toBe('The till does not print');
    await begin(after);
    expect(await running(after)).toBe('Ask which till.');
    expect(await running(before)).toBe(shipped.steps[0]?.text);
    // Whoever is from outside has what came with the program, and goes on with what was begun where they were asked.
    const request = await device.ask('the printer of the makers');
    const theirs = request.ticketId;
    await vendorAgreed(server, device, request, supervisor);
    await server.call(http.ticketWrite, {
      as: supervisor,
      params: { id: theirs },
      body: {
        seen: (await caseOf(theirs)).version,
        change: { type: 'assigned', ownerId: vendor.userId, groupId: null, note: '' },
      },
    });
    const outside = (await server.call(http.ticketGuide, { as: vendor, params: { id: theirs, language: 'en' } })).result;
    expect(outside.playbooks.find(({ id }) => id === 'printer')?.title).toBe(shipped.title);
    await server.call(http.playbookMark, { as: vendor, params: { id: theirs }, body: { act: 'begin', playbook: 'printer' } });
    expect(runningPlaybook((await caseOf(theirs)).work)).toMatchObject({ own: false });
    await mark(before, { act: 'mark', playbook: 'printer', step: 'which', result: 'done', note: '' });
    expect(runningPlaybook((await caseOf(before)).work)).toMatchObject({ own: false, marks: [{ text: shipped.steps[0]?.text }] });

    // Withdrawn, the program's is in use again, and who is at ours goes on.
    expect((await save(supervisor, 'printer', { act: 'withdraw', base: 2, note: 'tills are gone' })).result).toEqual({
      version: 3,
    });
    expect(await titleOf(before)).toBe(shipped.title);
    await mark(after, { act: 'mark', playbook: 'printer', step: 'which', result: 'done', note: '' });
    expect(runningPlaybook((await caseOf(after)).work)).toMatchObject({
      own: true,
      version: 2,
      marks: [{ text: 'Ask which till.' }],
    });
    expect((await save(supervisor, 'printer', { act: 'withdraw', base: 3, note: '' })).error?.code).toBe('request.invalid');
    expect((await book(supervisor)).versions.map(({ version, state }) => [version, state])).toEqual([
      [3, 'withdrawn'],
      [2, 'published'],
      [1, 'draft'],
    ]);
    const listed = (await server.call(http.playbookList, { as: supervisor, params: { language: 'de' } })).result;
    expect(listed.find(({ id }) => id === 'printer')).toMatchObject({ inUse: 'shipped', newest: { state: 'withdrawn' } });
    expect(listed.find(({ id }) => id === 'frozen')).toMatchObject({ title: 'Der Computer reagiert nicht mehr', newest: null });
  });

  test('questions are asked as they were published; what was answered before counts on, and so does its tier', async () => {
    const { ticketId: id } = await device.ask('the labels are blue');
    const answer = (version: number, answers: Record<string, string>) =>
      server.call(http.ticketRecord, { as: tess, params: { id }, body: { item: { kind: 'answers', version, answers } } });
    const asked = async () => (await server.call(http.questions, { as: tess })).result;
    const level = async () => {
      const [ticket, questions] = [await caseOf(id), await asked()];
      return [isComplete(ticket, questions), levelOf(ticket, questions).tier];
    };
    const change = (body: QuestionsChange, as = supervisor) => server.call(http.questionsSave, { as, body });
    await answer(2, { scope: 'one', since: 'today' });
    const text: QuestionsText = {
      questions: [
        { id: 'scope', kind: 'choice', choices: [{ id: 'one' }, { id: 'all' }] },
        {
          id: 'branch',
          kind: 'choice',
          ask: 'Which branch?',
          choices: [
            { id: 'north', text: 'North' },
            { id: 'south', text: 'South' },
          ],
        },
      ],
      levels: [{ question: 'branch', is: 'south', tier: 2 }],
    };
    const write = { act: 'write', base: null, note: '', state: 'published', text } as const;
    expect((await change(write, tess)).error?.code).toBe('auth.role');
    const wordless = { ...text, questions: [...text.questions, { id: 'new', kind: 'text' as const }] };
    expect((await change({ ...write, text: wordless })).error?.message).toContain('questions.2: no-words');
    expect((await change(write)).status).toBe(200);
    expect(await asked()).toMatchObject({ version: 1, own: true });
    expect(await level()).toEqual([false, 1]);
    await answer(1, { branch: 'south' });
    expect(await level()).toEqual([true, 2]);
    // Withdrawn: what the program asks was answered before, and is answered.
    await change({ act: 'withdraw', base: 1, note: '' });
    expect(answersOf(await caseOf(id), await asked())).toEqual({ scope: 'one', since: 'today' });
  });
});
