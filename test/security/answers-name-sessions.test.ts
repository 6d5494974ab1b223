import { PageDesk, type PageHand } from '@alongside/agent-core';
import { AppError } from '@alongside/base';
import { GUARDED_ALLOW_AFTER_MS } from '@alongside/consent';
import { shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentWorld, type Technician } from '../fixtures/agent-world.ts';

/**
 * A question's number is chosen by whoever asks it. Here two technicians chose the same, which is also the number of a join
 * that stands open: the one page answers for the session that it names, and for no other.
 */

const NUMBER = 'ask-000001';
const WORDS = 'May Tomke see your screen?';
const ANA = 'session-000001';
const BEN = 'session-000002';

/** One page over what other worlds hold. */
class OnePage extends AgentWorld {
  readonly #hand: PageHand;

  constructor(hand: PageHand) {
    super();
    this.#hand = hand;
  }

  protected override host(): Promise<() => void> {
    const { pages, clock, logger } = this;
    const desk = new PageDesk({ hand: this.#hand, pages, clock, logger });
    return Promise.resolve(() => desk.dispose());
  }
}

const worlds: AgentWorld[] = [];
let ana: AgentWorld;
let ben: AgentWorld;
/** Somebody is at the door, under the number of the questions. */
let door: AgentWorld;
let one: OnePage;

const pass = async (ms: number) => {
  for (const world of worlds) await world.pass(ms);
};
const code = (error: unknown) => (error instanceof AppError ? error.code : String(error));
const wordsHash = () => one.crypto.sha256(WORDS);

function show(sessionId: string | null, dialogId = NUMBER): void {
  one.page.notify(shellPage.dialogVisible, { sessionId, dialogId, visible: true, words: WORDS });
}

function allow(sessionId: string): Promise<unknown> {
  const yes = { sessionId, askId: NUMBER, allow: true, durationMs: 600_000, wordsHash: wordsHash() };
  return one.settled(one.page.call(shellPage.consentAnswer, yes).catch(code));
}

async function asking(sessionId: string): Promise<{ world: AgentWorld; technician: Technician }> {
  const world = await AgentWorld.start();
  await world.requestHelp();
  await world.offer(sessionId);
  const technician = world.technician({ sessionId });
  await world.decideJoin(true, sessionId);
  await world.pass(500);
  expect(await world.settled(technician.ask('diagnostics.read'))).toBe(NUMBER);
  return { world, technician };
}

const asked = (world: AgentWorld) => world.session?.consent.dialog?.askId;
const state = () => ({ ana: [ana.live, asked(ana)], ben: [ben.live, asked(ben)] });
const untouched = { ana: [[], NUMBER], ben: [[], NUMBER] };

beforeEach(async () => {
  ({ world: ana } = await asking(ANA));
  ({ world: ben } = await asking(BEN));
  door = await AgentWorld.start();
  await door.requestHelp();
  await door.offer(NUMBER);
  const { agent } = ben;
  const { wrong, history, onChange } = agent;
  one = new OnePage({
    wrong,
    history,
    onChange,
    get view() {
      return agent.view;
    },
    get session() {
      return agent.session;
    },
    sessionOf: (sessionId) => [ana, ben].map((world) => world.agent.sessionOf(sessionId)).find((session) => session),
    joins: door.agent.joins,
    dialogs: door.agent.dialogs,
    stop: (reason) => agent.stop(reason),
    sendAway: (sessionId) => agent.sendAway(sessionId),
    somethingWrong: () => agent.somethingWrong(),
    dismissEnd: () => agent.dismissEnd(),
    dismissNotice: (kind) => agent.dismissNotice(kind),
    sayBefore: (text) => agent.sayBefore(text),
  });
  await one.begin();
  worlds.push(one, ana, ben, door);
});

afterEach(() => {
  for (const world of worlds.splice(0)) world.dispose();
});

describe('a yes to one technician', () => {
  test('is none for another, who asked under the same number', async () => {
    show(BEN);
    await pass(GUARDED_ALLOW_AFTER_MS);
    await allow(ANA);
    await pass(100);
    expect(state()).toEqual(untouched);
    await allow(BEN);
    await pass(100);
    expect(state()).toEqual({ ana: [[], NUMBER], ben: [['diagnostics.read'], undefined] });
  });

  test('that comes after its session’s end is none for anybody', async () => {
    for (const of of [ANA, BEN]) show(of);
    await pass(1_100);
    ben.agent.stop('user-stopped');
    expect(await allow(BEN)).toBe('session.ended');
    await pass(100);
    expect(state()).toEqual({ ana: [[], NUMBER], ben: [[], undefined] });
  });
});

describe('a dialog in view', () => {
  test('outside of a session says nothing of a question in one', async () => {
    show(null);
    await pass(1_100);
    await allow(ANA);
    await allow(BEN);
    await pass(100);
    expect(state()).toEqual(untouched);
  });

  test('in a session says nothing of a join, whatever number the technician there chose', async () => {
    const join = () => one.settled(one.page.call(shellPage.joinDecide, { sessionId: NUMBER, accept: true }).catch(code));
    for (const of of [ANA, BEN, NUMBER]) show(of);
    await pass(GUARDED_ALLOW_AFTER_MS);
    await join();
    await pass(100);
    expect({ joined: door.joinAnswers, phase: door.agent.view.phase.phase }).toEqual({ joined: [], phase: 'join' });
    show(null);
    await pass(GUARDED_ALLOW_AFTER_MS);
    await join();
    await pass(100);
    expect(door.joinAnswers).toEqual([true]);
  });

  test('gets its time for the session that it is of, and from nobody else', async () => {
    const left = (world: AgentWorld) => world.session?.consent.dialog?.moreTimeLeft;
    const more = (sessionId: string | null) =>
      one.settled(one.page.call(shellPage.dialogMoreTime, { sessionId, dialogId: NUMBER }).catch(code));
    expect([await more(BEN), await more(null), await more('session-000009')]).toEqual([null, null, 'session.ended']);
    expect([left(ana), left(ben), door.agent.join.view?.moreTimeLeft]).toEqual([5, 4, 4]);
  });
});

test('each message that answers, allows or takes back is refused where no live session has that number', async () => {
  ben.agent.stop('user-stopped');
  const grant = { capability: 'diagnostics.read', durationMs: 600_000 } as const;
  for (const sessionId of [BEN, NUMBER, 'session-000009']) {
    const { page } = one;
    const { capability } = grant;
    const answers = [
      page.call(shellPage.consentAnswer, { sessionId, askId: NUMBER, allow: false, durationMs: 60_000, wordsHash: wordsHash() }),
      page.call(shellPage.wordsAnswer, { sessionId, comparisonId: NUMBER, pick: 'none', wordsHash: wordsHash() }),
      page.call(shellPage.askInvite, { sessionId, askId: NUMBER }),
      page.call(shellPage.grantTakeBack, { sessionId, capability }),
      page.call(shellPage.grantProlong, { sessionId, ...grant }),
      page.call(shellPage.reviewAnswer, { sessionId, keep: [] }),
      page.call(shellPage.screenChooseAgain, { sessionId }),
      page.call(shellPage.sessionPause, { sessionId, paused: true }),
    ];
    const said = await one.settled(Promise.all(answers.map((answer) => answer.catch(code))));
    expect(said).toEqual(answers.map(() => 'session.ended'));
  }
  expect([asked(ana), ana.session?.consent.frozen.has('paused')]).toEqual([NUMBER, false]);
});
