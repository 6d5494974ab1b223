import { AppError, DisposableStore } from '@alongside/base';
import { type Ask, DIALOG_MS, REVIEW_ANSWER_MS, REVIEW_EVERY_MS } from '@alongside/consent';
import type { Capability } from '@alongside/protocol';
import { FakeClock, promptCrypto, seededRandom } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConsentDesk } from './consent-desk.ts';

/** One question at a time over several sessions: each desk is told by `setElsewhere` what the others ask. */

const WORDS = 'the words as drawn';
const CAPABILITIES: readonly Capability[] = ['screen.view', 'input.control', 'shell.run', 'diagnostics.read'];

/** A session's consent with its technician, its words, its screen picker and its record played by the test. */
class Side {
  readonly desk: ConsentDesk;
  readonly outcomes: string[] = [];
  readonly entries: string[] = [];
  readonly #clock: FakeClock;
  #comparing = false;
  #picked: ((chosen: boolean) => void) | undefined;
  #asks = 0;

  constructor(clock: FakeClock, sessionId: string, identityFirst: readonly Capability[] = []) {
    this.#clock = clock;
    const note = (type: string, ..._rest: unknown[]) => void this.entries.push(type);
    const enter = async (type: string, ..._rest: unknown[]) => note(type);
    const isComparing = () => this.#comparing;
    this.desk = new ConsentDesk({
      sessionId,
      clock,
      random: seededRandom(sessionId.length),
      crypto: promptCrypto(),
      language: () => 'en',
      technicianKey: 'key',
      narrow: ({ durationMs }) => ({ allowed: true, durationMs, cutBy: null }),
      identityFirst,
      identity: {
        get busy() {
          return isComparing();
        },
        begin: () => {
          this.#comparing = true;
          this.desk.handleIdentityChange();
        },
      },
      allowAfterMs: 1_000,
      ledger: () => ({
        mayGrant: () => undefined,
        enter,
        enterSoon: note,
        enterLate: note,
        signed: () => Promise.resolve(),
        countersigned: () => Promise.resolve(1),
      }),
      begin: ({ capability }) => (capability === 'screen.view' ? this.#pickScreen() : Promise.resolve()),
      end: () => undefined,
      isOpen: () => true,
    });
    this.desk.onOutcome(({ capability, outcome }) => void this.outcomes.push(`${outcome} ${capability}`));
  }

  get isComparing(): boolean {
    return this.#comparing;
  }

  ask(capability: Capability, durationMs = 8 * 60 * 60_000): string {
    this.#asks += 1;
    const ask: Ask = { askId: `ask-${this.#asks}`, capability, reason: 'why', durationMs };
    this.desk.ask(ask);
    return ask.askId;
  }

  /** What is drawn stands in view for so long, and is then answered. */
  async answer(allow: boolean, afterMs = 1_000): Promise<void> {
    const askId = this.desk.dialog?.askId ?? 'none';
    this.desk.handleVisible(askId, true, WORDS);
    await this.#clock.advance(afterMs);
    this.press(askId, allow);
    await this.#clock.advance(0);
  }

  press(askId: string, allow: boolean): void {
    this.desk.answer(askId, allow, 8 * 60 * 60_000, promptCrypto().sha256(WORDS));
  }

  async granted(capability: Capability): Promise<void> {
    this.ask(capability);
    await this.answer(true);
    this.pick(true);
    await this.#clock.advance(0);
  }

  /** The comparison of words ends. */
  compared(how: 'matched' | 'unanswered' | 'no-nonce'): void {
    if (!this.#comparing) return;
    this.#comparing = false;
    if (how === 'matched') this.desk.handleIdentified();
    else this.desk.handleNotIdentified(how);
    this.desk.handleIdentityChange();
  }

  /** The browser's picker answers. */
  pick(chosen: boolean): void {
    this.#picked?.(chosen);
    this.#picked = undefined;
  }

  #pickScreen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#picked = (chosen) => (chosen ? resolve() : reject(new AppError('screen.not-chosen', 'cancelled')));
    });
  }
}

/** Tells each side, with every change, whether another asks. */
function oneQuestion(sides: readonly Side[]): void {
  const tell = () => {
    for (const side of sides) side.desk.setElsewhere(sides.some((other) => other !== side && other.desk.asks));
  };
  for (const { desk } of sides) desk.onChange(tell);
}

function two(identityFirst: readonly Capability[] = []) {
  const clock = new FakeClock();
  const [ben, ana] = [new Side(clock, 'session-000001'), new Side(clock, 'session-000002', identityFirst)];
  oneQuestion([ben, ana]);
  return { clock, ben, ana };
}

const code = (act: () => unknown) => {
  try {
    act();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe('while the user is asked about somebody else', () => {
  test('a question waits, and has its full time once it is shown', async () => {
    const { clock, ben, ana } = two();
    ben.ask('shell.run');
    const askId = ana.ask('screen.view');
    expect([ana.desk.dialog, ana.desk.asks, ana.outcomes]).toEqual([null, false, ['queued screen.view']]);
    await clock.advance(100_000);
    await ben.answer(false);
    expect(ana.desk.dialog).toMatchObject({ askId, remainingMs: DIALOG_MS });
    expect(ben.desk.asks).toBe(false);
  });

  test('an Allow for a question that waits has no effect, then or later', async () => {
    const { clock, ben, ana } = two();
    ben.ask('shell.run');
    const askId = ana.ask('diagnostics.read');
    ana.desk.handleVisible(askId, true, WORDS);
    await clock.advance(2_000);
    ana.press(askId, true);
    await ben.answer(false);
    // Visible since before it was shown is not visible since then.
    ana.press(askId, true);
    await clock.advance(0);
    expect([ana.desk.live, ana.desk.dialog?.askId]).toEqual([[], askId]);
  });

  test('what is allowed stands still until that question is gone, whatever else comes and goes', async () => {
    const { ben, ana } = two();
    await ben.granted('input.control');
    const may = () => ben.desk.mayAct('input.control')?.code;
    expect(may()).toBeUndefined();
    ana.ask('screen.view');
    expect([may(), [...ben.desk.frozen]]).toEqual(['consent.frozen', ['dialog']]);
    // Asking and taking back does not thaw it.
    ben.desk.withdraw(ben.ask('shell.run'));
    ben.desk.setPaused(true);
    ben.desk.setPaused(false);
    expect(may()).toBe('consent.frozen');
    await ana.answer(true);
    // The picker of the screen is still there.
    expect([ana.desk.choosingScreen, may()]).toEqual([true, 'consent.frozen']);
    ana.pick(true);
    await ana.answer(true);
    expect([ana.desk.live.length, may()]).toEqual([1, undefined]);
    expect(ben.entries.filter((type) => /frozen|thawed/u.test(type))).toEqual(['grant/frozen', 'grant/thawed']);
  });

  test('nobody is asked for the words, and they come in their turn', async () => {
    const { ben, ana } = two(['screen.view']);
    ben.ask('shell.run');
    ana.ask('screen.view');
    expect(ana.isComparing).toBe(false);
    await ben.answer(false);
    expect([ana.isComparing, ana.desk.asks]).toEqual([true, true]);
    ben.ask('diagnostics.read');
    expect(ben.desk.dialog).toBeNull();
    ana.compared('matched');
    expect([ana.desk.dialog?.capability, ben.desk.dialog]).toEqual(['screen.view', null]);
    await ana.answer(false);
    expect(ben.desk.dialog?.capability).toBe('diagnostics.read');
  });

  test('a review that comes due is asked after it, and nothing moves meanwhile', async () => {
    const { clock, ben, ana } = two();
    await ben.granted('input.control');
    await clock.advance(REVIEW_EVERY_MS - 60_000);
    ana.ask('screen.view');
    await clock.advance(90_000);
    expect([ben.desk.review, ben.desk.mayAct('input.control')?.code]).toEqual([null, 'consent.frozen']);
    await ana.answer(false);
    expect([ben.desk.review?.remainingMs, ben.desk.asks]).toEqual([REVIEW_ANSWER_MS, true]);
    ben.desk.answerReview(['input.control']);
    // Until it is entered.
    expect(ben.desk.mayAct('input.control')?.code).toBe('consent.frozen');
    await clock.advance(0);
    expect(ben.desk.mayAct('input.control')).toBeUndefined();
  });

  test('a clock that jumped asks about one and then the other', async () => {
    const { clock, ben, ana } = two();
    await ben.granted('input.control');
    await ana.granted('diagnostics.read');
    clock.jumpWall(60 * 60_000);
    await clock.advance(1_000);
    const asked = () => [ben, ana].map(({ desk }) => desk.review !== null);
    expect(asked()).toEqual([true, false]);
    ben.desk.answerReview([]);
    expect([asked(), ana.desk.mayAct('diagnostics.read')?.code]).toEqual([[false, true], 'consent.frozen']);
    ana.desk.answerReview(['diagnostics.read']);
    await clock.advance(0);
    expect(ana.desk.mayAct('diagnostics.read')).toBeUndefined();
  });

  test('the user’s own “choose again” opens no picker beside it', async () => {
    const { clock, ben, ana } = two();
    ana.ask('screen.view');
    await ana.answer(true);
    ana.pick(false);
    await clock.advance(0);
    ben.ask('shell.run');
    expect(code(() => ana.desk.startAgain('screen.view'))).toBe('consent.frozen');
    await ben.answer(false);
    ana.desk.startAgain('screen.view');
    expect(ana.desk.choosingScreen).toBe(true);
  });

  test('the end withdraws what waits, and what was asked by who ends is asked no more', async () => {
    const { ben, ana } = two();
    ben.ask('shell.run');
    ana.ask('screen.view');
    ana.desk.close('session-ended');
    expect(ana.outcomes).toEqual(['queued screen.view', 'withdrawn screen.view']);
    const next = two();
    next.ben.ask('shell.run');
    next.ana.ask('diagnostics.read');
    next.ben.desk.close('session-ended');
    expect([next.ben.desk.asks, next.ana.desk.dialog?.capability]).toEqual([false, 'diagnostics.read']);
  });
});

describe('in any order of things', () => {
  const side = fc.nat({ max: 2 });
  // The screen has a question of its own after the yes: twice, or some runs would never come to it.
  const capability = fc.constantFrom('screen.view' as const, ...CAPABILITIES);
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('ask' as const), side, capability }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('answer' as const), side, allow: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('press' as const), side }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), side }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('pick' as const), side, chosen: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), side }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('compared' as const),
        side,
        how: fc.constantFrom('matched' as const, 'unanswered' as const, 'no-nonce' as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('review' as const), side, keep: fc.subarray([...CAPABILITIES]) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), side, on: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('jump' as const), side }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), side, ms: fc.constantFrom(500, 6_000, 125_000) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  async function act(one: Step, sides: readonly Side[], clock: FakeClock): Promise<void> {
    const by = sides[one.side];
    if (!by) throw new Error('there are three');
    const { desk } = by;
    switch (one.do) {
      case 'ask':
        return void code(() => by.ask(one.capability));
      case 'answer':
        return by.answer(one.allow);
      case 'press':
        return by.press('ask-1', true);
      case 'withdraw':
        return desk.withdraw('ask-1');
      case 'pick':
        by.pick(one.chosen);
        return clock.advance(0);
      case 'again':
        return void code(() => desk.prolong('screen.view', 600_000));
      case 'compared':
        return by.compared(one.how);
      case 'review':
        return desk.answerReview(one.keep);
      case 'pause':
        return desk.setPaused(one.on);
      case 'jump':
        clock.jumpWall(60_000);
        return clock.advance(1_000);
      case 'pass':
        return clock.advance(one.ms);
    }
  }

  test('at most one session asks, and while one does the others stand still', async () => {
    const asked = { dialogs: 0, reviews: 0, words: 0, screens: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 50 }), side, async (steps, ends) => {
        const clock = new FakeClock();
        const store = new DisposableStore();
        const sides = [[], ['screen.view', 'shell.run'] as const, []].map((first, at) => new Side(clock, `session-${at}`, first));
        oneQuestion(sides);
        const asking = () => sides.filter(({ desk }) => desk.asks);
        for (const { desk } of sides) {
          store.add(desk);
          desk.onChange(() => expect(asking().length).toBeLessThanOrEqual(1));
          desk.onShown(() => {
            expect(asking().length).toBe(1);
          });
        }
        for (const [at, one] of steps.entries()) {
          if (at === 20) sides[ends]?.desk.close('session-ended');
          await act(one, sides, clock);
          const [who] = asking();
          if (who?.desk.dialog) asked.dialogs += 1;
          if (who?.desk.review) asked.reviews += 1;
          if (who?.desk.choosingScreen) asked.screens += 1;
          if (who?.isComparing) asked.words += 1;
          for (const { desk } of sides) {
            if (desk !== who?.desk) expect([desk.dialog, desk.review]).toEqual([null, null]);
            if (who) for (const { capability } of desk.live) expect(desk.mayAct(capability)?.code).toBe('consent.frozen');
          }
        }
        store.dispose();
      }),
      { numRuns: 40 },
    );
    // Or it would say nothing.
    expect(Math.min(...Object.values(asked)), JSON.stringify(asked)).toBeGreaterThan(0);
  });
});
