import type { AppError } from '@alongside/base';
import { deviceSocket, shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FOLLOWED } from '../../../../test/fixtures/agent-pages/fake-views.ts';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

let world: AgentWorld;
beforeEach(async () => {
  world = await AgentWorld.start();
});
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

type State = 'waiting' | 'claimed' | 'done' | 'cancelled';

async function tell(requestId: string, number: number, state: State, asked: string[] = [], joined = false): Promise<void> {
  const step = joined ? 'joined-other' : state === 'done' ? 'check-solution' : 'waiting';
  const rest = { place: null, techniciansAvailable: 1, expectedWaitMs: null, technician: null, step, asked } as const;
  world.serverSide.notify(deviceSocket.requestStatus, { requestId, number, state, ...rest });
  await world.pass();
}

/** The server's number follows the order in which they are asked. */
function numbered(first = 1042): void {
  let number = first;
  world.serverSide.handle(deviceSocket.requestCreate, ({ requestId }) => {
    world.requestId = requestId;
    number += 1;
    return { ticketId: `ticket-${number}`, number: number - 1 };
  });
}

async function twoOpen(): Promise<{ first: string; second: string }> {
  numbered();
  await world.requestHelp('the printer prints nothing');
  const first = world.requestId;
  await world.settled(world.page.call(shellPage.ownAside, {}));
  await world.pass();
  await world.requestHelp('no sound');
  return { first, second: world.requestId };
}

const phase = () => world.view?.phase;
const kinds = () => world.view?.notices.map(({ kind }) => kind);

describe('a request that the desk has done with', () => {
  test('is shown until the user goes on, also after a restart, and no join can name it', async () => {
    await world.requestHelp();
    await tell(world.requestId, 1042, 'done');
    expect(phase()).toMatchObject({ phase: 'over', number: 1042, requestId: world.requestId });
    await world.offer();
    expect(phase()?.phase).toBe('over');
    const kept = { request: await world.documents.read('request') };
    const again = await AgentWorld.start(new Map(), { documents: kept });
    expect(again.view?.phase.phase).toBe('over');
    again.dispose();
    await world.settled(world.page.call(shellPage.helpDismiss, {}));
    await world.pass();
    expect(phase()).toMatchObject({ phase: 'home', unsent: '' });
  });

  test('waits again, with the words that said why, once the user says that it does not work yet', async () => {
    await world.requestHelp();
    await tell(world.requestId, 1042, 'done');
    const heard: unknown[] = [];
    world.serverSide.handle(deviceSocket.ownVerdict, (params) => {
      heard.push(params);
      return null;
    });
    const words = { messageId: 'message-000001', text: 'still nothing' };
    const judged = { requestId: world.requestId, verdict: { type: 'reopened', words } } as const;
    await world.settled(world.page.call(shellPage.ownJudge, judged));
    expect(heard).toEqual([judged]);
    await tell(world.requestId, 1042, 'waiting');
    expect(phase()).toMatchObject({ phase: 'waiting', chat: [{ from: 'user', text: 'still nothing' }] });
    await world.offer();
    expect(phase()?.phase).toBe('join');
  });

  test('that was taken back is not shown', async () => {
    await world.requestHelp();
    await tell(world.requestId, 1042, 'cancelled');
    expect(phase()?.phase).toBe('home');
  });
});

describe('a second request', () => {
  test('leaves the first open: both can be joined, and the one that is joined is shown', async () => {
    const { first, second } = await twoOpen();
    expect(phase()).toMatchObject({ phase: 'waiting', number: 1043, requestId: second });
    await world.offer('session-000001', first);
    expect(phase()).toMatchObject({ phase: 'join', number: 1042 });
    await world.offer('session-000002', second);
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000001' });
  });

  test('is asked about after the first, or after whoever was here for that, as long as the server still offers it', async () => {
    const { first, second } = await twoOpen();
    await world.offer('session-000001', first);
    await world.offer('session-000002', second);
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000001' });
    await world.decideJoin(false, 'session-000001');
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000002' });
    await world.decideJoin(true, 'session-000002');
    await world.offer('session-000003', first);
    await world.offer('session-000004', first);
    expect(phase()?.phase).toBe('session');
    world.agent.stop('user-stopped');
    await world.pass(500);
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000004' });
    expect(world.joinAnswers).toEqual([false, true]);
  });

  test.each(['while the server takes the yes', 'while they are here'])(
    'one whose offer is said again %s is not asked about later',
    async (when) => {
      const { first } = await twoOpen();
      const taken = Promise.withResolvers<null>();
      const isLate = when === 'while they are here';
      world.serverSide.handle(deviceSocket.joinAnswer, () => (isLate ? null : taken.promise));
      await world.offer('session-000001', first);
      await world.decideJoin(true, 'session-000001');
      await world.offer('session-000001', first);
      taken.resolve(null);
      await world.pass(500);
      expect(phase()?.phase).toBe('session');
      world.agent.stop('user-stopped');
      await world.pass(2_000);
      expect(phase()?.phase).toBe('ended');
    },
  );

  test('is asked about only once a third one, which was sent meanwhile, has arrived', async () => {
    const { first, second } = await twoOpen();
    await world.offer('session-000001', first);
    await world.decideJoin(true, 'session-000001');
    await world.offer('session-000002', second);
    const arrival = Promise.withResolvers<{ ticketId: string; number: number }>();
    world.serverSide.handle(deviceSocket.requestCreate, () => arrival.promise);
    await world.settled(world.page.call(shellPage.ownAside, {}));
    await world.requestHelp('the mouse jumps');
    world.agent.stop('user-stopped');
    await world.pass(500);
    expect(phase()?.phase).not.toBe('join');
    arrival.resolve({ ticketId: 'ticket-1044', number: 1044 });
    await world.pass(500);
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000002' });
  });

  test.each<[string, (first: string, second: string) => unknown]>([
    [
      'is taken back',
      () => world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: 'session-000002', reason: 'lapsed' }),
    ],
    ['is solved', (_first, second) => tell(second, 1043, 'done')],
    ['comes when something was wrong with the one before', () => world.page.call(shellPage.somethingWrong, {})],
  ])('is not asked about later where it %s', async (_how, happens) => {
    const { first, second } = await twoOpen();
    await world.offer('session-000001', first);
    await world.offer('session-000002', second);
    await happens(first, second);
    await world.pass();
    if (phase()?.phase === 'join') await world.decideJoin(false, 'session-000001');
    await world.pass(2_000);
    expect(phase()?.phase).not.toBe('join');
  });

  test('that comes while the first is still being looked at takes nothing from it', async () => {
    const { first, second } = await twoOpen();
    for (const [sessionId, requestId] of [
      ['session-000001', first],
      ['session-000002', second],
    ] as const)
      void world.offer(sessionId, requestId);
    await world.pass(500);
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000001' });
    await world.decideJoin(false, 'session-000001');
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000002' });
  });

  test.each([
    () => world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: 'session-000001', reason: 'asked anew' }),
    (first: string) => void tell(first, 1042, 'done'),
  ])('is asked about where nothing comes of the first while that is still being looked at (%#)', async (end) => {
    const { first, second } = await twoOpen();
    void world.offer('session-000001', first);
    void world.offer('session-000002', second);
    end(first);
    await world.pass(500);
    expect(phase()).toMatchObject({ phase: 'join', sessionId: 'session-000002' });
  });

  test('that is still on its way keeps whoever comes for the first out, until it has arrived', async () => {
    const { first } = await twoOpen();
    await world.settled(world.page.call(shellPage.ownAside, {}));
    const arrival = Promise.withResolvers<{ ticketId: string; number: number }>();
    world.serverSide.handle(deviceSocket.requestCreate, () => arrival.promise);
    await world.requestHelp('the mouse jumps');
    await world.offer('session-000001', first);
    expect(phase()).toMatchObject({ phase: 'sending', text: 'the mouse jumps' });
    arrival.resolve({ ticketId: 'ticket-1044', number: 1044 });
    await world.pass();
    await world.offer('session-000001', first);
    expect(phase()).toMatchObject({ phase: 'join', number: 1042 });
  });

  test('keeps what the desk says of the first, and tells that there is news', async () => {
    const { first } = await twoOpen();
    const message = { id: 'message-000001', from: 'technician', name: 'Tomke', text: 'Which printer?', at: 1 } as const;
    world.serverSide.notify(deviceSocket.deviceChatSaid, { requestId: first, message });
    await world.pass();
    expect(kinds()).toEqual(['request-news']);
    await world.settled(world.page.call(shellPage.ownForward, { requestId: first }));
    await world.pass();
    expect(phase()).toMatchObject({ number: 1042, chat: [{ text: 'Which printer?' }] });
  });

  test('is the only one once the first is solved; a join for that is dropped', async () => {
    const { first } = await twoOpen();
    await tell(first, 1042, 'done');
    expect(kinds()).toEqual(['request-news']);
    await world.offer('session-000001', first);
    expect(phase()).toMatchObject({ phase: 'waiting', number: 1043 });
    const gone = await world.settled(
      world.page.call(shellPage.ownForward, { requestId: first }).catch((error: AppError) => error.code),
    );
    expect(gone).toBe('ticket.not-found');
  });

  test('that is only half written is there again after the first was looked at', async () => {
    numbered();
    await world.requestHelp();
    await world.settled(world.page.call(shellPage.ownAside, {}));
    world.page.notify(shellPage.draftKeep, { text: 'no so', name: 'Robin' });
    await world.pass();
    // Also for a page that was elsewhere only.
    expect(phase()).toMatchObject({ phase: 'home', unsent: 'no so' });
    await world.settled(world.page.call(shellPage.ownForward, { requestId: world.requestId }));
    await world.settled(world.page.call(shellPage.ownAside, {}));
    await world.pass();
    expect(phase()).toMatchObject({ phase: 'home', unsent: 'no so' });
  });

  test('is not taken where five are open beside it', async () => {
    numbered();
    for (let count = 0; count < 6; count += 1) {
      await world.requestHelp(`problem ${count}`);
      const aside = world.page.call(shellPage.ownAside, {}).catch((error: AppError) => error.code);
      expect(await world.settled(aside)).toBe(count < 5 ? null : 'ticket.wrong-state');
      await world.pass();
    }
  });
});

describe('what this computer asked before', () => {
  const line = { number: 1041, subject: 'the screen', step: 'closed', createdAt: 1, updatedAt: 2 } as const;

  test('comes from the server, each told apart by whether it is open here', async () => {
    await world.requestHelp();
    const own = [
      { ...line, requestId: world.requestId },
      { ...line, requestId: 'request-of-before' },
    ];
    world.serverSide.handle(deviceSocket.ownList, () => own);
    const { online, requests } = await world.settled(world.page.call(shellPage.ownKnown, {}));
    expect(online).toBe(true);
    expect(requests.map(({ here }) => here)).toEqual([true, false]);
  });

  test('is what is known to be open while the server is away', async () => {
    await world.requestHelp('the printer\nin room 2');
    world.server.set(undefined);
    const { online, requests } = await world.settled(world.page.call(shellPage.ownKnown, {}));
    expect(online).toBe(false);
    expect(requests).toMatchObject([{ number: 1042, subject: 'the printer', here: true }]);
  });

  test('is read and answered by its name, and whoever leads the desk is asked for', async () => {
    await world.requestHelp();
    const full = { ...FOLLOWED, step: 'in-progress' } as const;
    world.serverSide.handle(deviceSocket.ownRead, () => full);
    world.serverSide.handle(deviceSocket.ownSay, () => null);
    world.serverSide.handle(deviceSocket.ownVerdict, () => null);
    const { requestId } = world;
    expect(await world.settled(world.page.call(shellPage.ownOpen, { requestId }))).toEqual(full);
    const words = { messageId: 'message-000001', text: 'one more thing' };
    await world.settled(world.page.call(shellPage.ownAnswer, { requestId, ...words }));
    const asked = { type: 'manager-asked', reason: '' } as const;
    await world.settled(world.page.call(shellPage.ownJudge, { requestId, verdict: asked }));
    await world.pass();
    expect(phase()).toMatchObject({ managerAsked: true, chat: [{ text: 'one more thing' }] });
  });
});

describe('what the desk said and nobody has read', () => {
  const answer = (requestId: string, id = 'message-000001') => {
    const message = { id, from: 'technician', name: 'Tomke', text: 'Which printer?', at: 1 } as const;
    world.serverSide.notify(deviceSocket.deviceChatSaid, { requestId, message });
    return world.pass();
  };

  test('is counted once an answer, also over a restart, until the page has shown it', async () => {
    await world.requestHelp();
    expect(world.view?.unread).toEqual([]);
    await answer(world.requestId);
    await answer(world.requestId);
    const unread = [{ requestId: world.requestId, number: 1042, answers: 1, solved: false, asked: false }];
    expect(world.view?.unread).toEqual(unread);
    const kept = { unread: await world.documents.read('unread') };
    const again = await AgentWorld.start(new Map(), { documents: kept });
    expect(again.view?.unread).toEqual(unread);
    again.dispose();
    await tell(world.requestId, 1042, 'done');
    expect(world.view?.unread).toEqual([{ ...unread[0], solved: true }]);
    world.page.notify(shellPage.newsRead, { requestId: world.requestId });
    await world.pass();
    expect(world.view?.unread).toEqual([]);
  });

  test('is also of one that was put aside, and of none that the server does not know any more', async () => {
    const { first } = await twoOpen();
    await answer(first);
    expect(world.view?.unread).toMatchObject([{ requestId: first, answers: 1 }]);
    world.serverSide.handle(deviceSocket.ownList, () => []);
    await world.settled(world.page.call(shellPage.ownKnown, {}));
    await world.pass();
    expect(world.view?.unread).toEqual([]);
  });

  test('is that it goes on in another request, which asks nobody whether it works', async () => {
    const { first, second } = await twoOpen();
    for (const requestId of [first, second]) await tell(requestId, 1042, 'done', [], true);
    expect(world.view?.unread).toMatchObject([
      { requestId: first, answers: 1, solved: false },
      { requestId: second, answers: 1, solved: false },
    ]);
  });

  test('is a question too: told once, not again by a later word of the server or after a restart, and anew for another', async () => {
    await world.requestHelp();
    const { requestId } = world;
    await tell(requestId, 1042, 'waiting', ['question-0001']);
    expect(world.view?.unread).toEqual([{ requestId, number: 1042, answers: 0, solved: false, asked: true }]);
    world.page.notify(shellPage.newsRead, { requestId });
    await world.pass();
    await tell(requestId, 1042, 'claimed', ['question-0001']);
    expect(world.view?.unread).toEqual([]);
    const kept = { request: await world.documents.read('request') };
    world.dispose();
    world = await AgentWorld.start(new Map(), { documents: kept });
    await tell(requestId, 1042, 'claimed', ['question-0001']);
    expect(world.view?.unread).toEqual([]);
    await tell(requestId, 1042, 'claimed');
    await tell(requestId, 1042, 'claimed', ['question-0002']);
    expect(world.view?.unread).toMatchObject([{ requestId, asked: true }]);
  });

  test('is a question to one that was put aside, with a word on the page of the other', async () => {
    const { first } = await twoOpen();
    await tell(first, 1042, 'waiting', ['question-0001']);
    await tell(first, 1042, 'claimed', ['question-0001']);
    expect(world.view?.unread).toMatchObject([{ requestId: first, asked: true, answers: 0 }]);
    expect(kinds()).toEqual(['request-news']);
  });
});
