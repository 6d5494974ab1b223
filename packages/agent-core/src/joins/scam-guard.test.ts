import { GUARDED_ALLOW_AFTER_MS, HOLD_BACK_MS } from '@alongside/consent';
import {
  type Capability,
  deviceSocket,
  type GuardQuestion,
  guardQuestion,
  shellPage,
  type WrongReport,
} from '@alongside/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

let world: AgentWorld;
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const SESSION = 'session-000001';
const phase = () => world.view?.phase;
const guard = () => (world.view?.phase.phase === 'join' ? world.view.phase.guard : undefined);
const say = (question: GuardQuestion, yes: boolean) =>
  world.page.call(shellPage.guardAnswer, { sessionId: SESSION, question, yes });

async function offered({ certified = false } = {}): Promise<void> {
  world = await AgentWorld.start(undefined, { certified, guarded: true });
  await world.requestHelp();
  await world.offer();
}

async function answered(): Promise<void> {
  for (const question of guardQuestion.options) void say(question, false);
  await world.pass(100);
}

/** The join dialog stands in view for so long, and is then allowed. */
async function allowAfter(ms: number): Promise<void> {
  world.page.notify(shellPage.dialogVisible, { sessionId: null, dialogId: SESSION, visible: true, words: 'words' });
  await world.pass(ms);
  void world.page.call(shellPage.joinDecide, { sessionId: SESSION, accept: true });
  await world.pass(100);
}

async function joined() {
  await offered();
  await answered();
  world.page.notify(shellPage.dialogVisible, { sessionId: null, dialogId: SESSION, visible: true, words: 'words' });
  await world.pass(GUARDED_ALLOW_AFTER_MS);
  // Here, as its page would: a link that waits for ten seconds gives up.
  const technician = world.technician();
  void world.page.call(shellPage.joinDecide, { sessionId: SESSION, accept: true });
  await world.pass(600);
  return technician;
}

describe('before the join', () => {
  test('a certified technician who answers a request meets no guard', async () => {
    await offered({ certified: true });
    expect([phase()?.phase, guard()]).toEqual(['join', undefined]);
  });

  test('one who is not is asked about first', async () => {
    await offered();
    expect(guard()).toEqual({ reasons: ['not-certified'], tools: [], question: 'they-called' });
  });

  test('so is a certified one while a tool for remote control runs, and it is named', async () => {
    world = await AgentWorld.start(undefined, { guarded: true });
    world.programs = ['bash', 'anydesk'];
    await world.requestHelp();
    await world.offer();
    expect(guard()).toEqual({ reasons: ['remote-tool'], tools: ['AnyDesk'], question: 'they-called' });
  });

  test('so is a certified one who comes by a code, and all the more right after the first start', async () => {
    world = await AgentWorld.start(undefined, { guarded: true });
    const sent: string[] = [];
    const comeByCode = async () => {
      void world.page.call(shellPage.helpCode, { name: 'Robin' }).catch(() => undefined);
      await world.pass(100);
      const requestId = sent.at(-1) ?? '';
      world.serverSide.notify(deviceSocket.codeRedeemed, { requestId, number: 1 });
      await world.offer(SESSION, requestId);
    };
    world.serverSide.handle(deviceSocket.codeCreate, ({ requestId }) => {
      sent.push(requestId);
      return null;
    });
    await comeByCode();
    expect(guard()?.reasons).toEqual(['fresh-start', 'code-or-link']);
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(120_000);
    void world.page.call(shellPage.helpDismiss, {});
    await world.pass(100);
    await comeByCode();
    expect(guard()?.reasons).toEqual(['code-or-link']);
  });

  test('no yes counts before the questions are answered', async () => {
    await offered();
    await allowAfter(60_000);
    expect([phase()?.phase, world.joinAnswers, world.network.opened]).toEqual(['join', [], 0]);
  });

  test('nor within ten seconds after that', async () => {
    await offered();
    await answered();
    expect(guard()?.question).toBeNull();
    await allowAfter(GUARDED_ALLOW_AFTER_MS - 200);
    expect([phase()?.phase, world.joinAnswers]).toEqual(['join', []]);
    await world.pass(200);
    void world.page.call(shellPage.joinDecide, { sessionId: SESSION, accept: true });
    await world.pass(200);
    expect(world.joinAnswers).toEqual([true]);
  });

  test('reading the questions takes no time from the one that follows', async () => {
    await offered();
    await world.pass(100_000);
    await answered();
    const join = phase();
    expect(join?.phase === 'join' ? join.remainingMs : 0).toBeGreaterThan(119_000);
  });

  test.each(guardQuestion.options)(
    'a yes to %s ends it: nobody joins, the request is taken back, its words are kept',
    async (question) => {
      await offered();
      const cancelled: string[] = [];
      world.serverSide.handle(deviceSocket.requestCancel, ({ requestId }) => {
        cancelled.push(requestId);
        return null;
      });
      for (const each of guardQuestion.options) void say(each, each === question);
      await world.pass(200);
      expect(phase()).toMatchObject({ phase: 'warned', because: question, number: 1042, reported: false });
      expect([world.joinAnswers, cancelled, world.network.opened]).toEqual([[false], [world.requestId], 0]);
      // Asked again with the same request, nothing comes up.
      await world.offer('session-000002');
      void world.page.call(shellPage.helpDismiss, {});
      await world.pass(100);
      expect(phase()).toEqual({ phase: 'home', unsent: 'the printer in room 2 prints nothing' });
    },
  );

  test('after a yes nobody else is asked about, who waited to join for another request', async () => {
    world = await AgentWorld.start(undefined, { certified: false, guarded: true });
    await world.requestHelp();
    const first = world.requestId;
    await world.settled(world.page.call(shellPage.ownAside, {}));
    await world.requestHelp('no sound');
    await world.offer(SESSION, first);
    await world.offer('session-000002');
    expect([phase(), first === world.requestId]).toMatchObject([{ phase: 'join', sessionId: SESSION }, false]);
    void say('they-called', true);
    await world.pass(2_000);
    expect([phase()?.phase, world.joinAnswers]).toEqual(['warned', [false, false]]);
  });

  test('a no needs no answers', async () => {
    await offered();
    void world.page.call(shellPage.joinDecide, { sessionId: SESSION, accept: false });
    await world.pass(100);
    expect([world.joinAnswers, phase()?.phase]).toEqual([[false], 'waiting']);
  });
});

describe('in the session', () => {
  const code = async (technician: Awaited<ReturnType<typeof joined>>, capability: Capability) => {
    try {
      await world.settled(technician.ask(capability));
      return 'asked';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  test('it stands in the record, with its reasons', async () => {
    await joined();
    const lines = [...world.ledgers.files.values()].flat();
    expect(lines.find((line) => line.includes('guard/raised'))).toContain('"reasons":["not-certified"]');
  });

  test('commands are refused for five minutes, which both are told with the time; then they are asked', async () => {
    const technician = await joined();
    expect(await code(technician, 'shell.run')).toBe('consent.too-early');
    await world.pass(100);
    const [notice] = world.view?.notices ?? [];
    expect(notice).toMatchObject({ kind: 'too-early', capability: 'shell.run' });
    const session =
      phase()?.phase === 'session' ? (phase() as { session: { guard?: { heldUntil: number | null } } }).session : {};
    expect(session.guard?.heldUntil).toBe((notice as { until: number }).until);
    expect(world.entryTypes).not.toContain('consent/asked');
    await world.pass(HOLD_BACK_MS);
    expect(await code(technician, 'shell.run')).toBe('asked');
  });

  test('nor is anything done for a technician in that time, or looked at for it', async () => {
    const technician = await joined();
    expect([await code(technician, 'actions.run'), world.actions.looks]).toEqual(['consent.too-early', 0]);
    await world.pass(HOLD_BACK_MS);
    expect([await code(technician, 'actions.run'), world.actions.looks]).toEqual(['asked', 1]);
  });

  test('other things are asked at once, and allowed after ten seconds', async () => {
    const technician = await joined();
    expect(await code(technician, 'diagnostics.read')).toBe('asked');
    await world.answer(true, { waitMs: GUARDED_ALLOW_AFTER_MS - 200 });
    expect(world.live).toEqual([]);
    await world.answer(true, { waitMs: 300 });
    expect(world.live).toEqual(['diagnostics.read']);
  });

  test('"Something is wrong" ends it at once, and the record says so', async () => {
    const technician = await joined();
    await world.settled(technician.ask('screen.view'));
    await world.answer(true, { waitMs: GUARDED_ALLOW_AFTER_MS });
    expect(world.frame.capturing).toBe(true);
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(10);
    expect([world.live, world.frame.capturing]).toEqual([[], false]);
    await world.pass(5_000);
    expect(phase()).toMatchObject({ phase: 'ended', reason: 'user-stopped', wrong: true, reported: false, requestOpen: false });
    // Nobody comes back by the same request.
    await world.offer('session-000002');
    expect(phase()).toMatchObject({ phase: 'ended' });
    expect(world.entryTypes.filter((type) => type === 'guard/wrong' || type === 'session/end')).toEqual([
      'guard/wrong',
      'session/end',
    ]);
  });

  test('what was wrong is sent as the user chose, signed by the device, and once it was said so', async () => {
    await joined();
    await world.settled(world.page.call(shellPage.pageChatSay, { text: 'why do you need my bank?' }));
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(5_000);
    const sent: { sessionId: string; report: WrongReport; proof: string; at: number }[] = [];
    world.serverSide.handle(deviceSocket.reportSend, (params) => {
      sent.push(params);
      return null;
    });
    await world.settled(world.page.call(shellPage.wrongReport, { text: 'wanted my bank', withMessages: false }));
    expect(sent[0]).toMatchObject({
      sessionId: SESSION,
      report: { text: 'wanted my bank', messages: [], guard: ['not-certified'] },
    });
    const payload = await world.crypto.verifyJws(world.deviceKey.publicKey, sent[0]?.proof ?? '');
    expect(JSON.parse(payload ?? '{}')).toMatchObject({ sessionId: SESSION, deviceId: world.server.deviceId });
    await world.settled(world.page.call(shellPage.wrongReport, { text: '', withMessages: true }));
    expect(sent[1]?.report.messages.map(({ text }) => text)).toContain('why do you need my bank?');
    await world.pass(100);
    expect(phase()).toMatchObject({ phase: 'ended', reported: true });
  });

  test('nothing can be reported where nothing has ended', async () => {
    await joined();
    const report = world.page.call(shellPage.wrongReport, { text: '', withMessages: false });
    await expect(world.settled(report)).rejects.toMatchObject({ code: 'session.not-found' });
  });

  test.each([
    ['whom the organisation bars', 'barred', 'technician-barred'],
    ['whose sign-in has ended', 'signed-out', 'technician-left'],
  ] as const)('a technician %s is out at once, though the link lives', async (_who, state, reason) => {
    await joined();
    world.serverSide.notify(deviceSocket.technicianPresence, { sessionId: SESSION, state });
    await world.pass(100);
    expect(phase()).toMatchObject({ phase: 'ended', reason });
  });
});
