import { CAPABILITIES, type Capability } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Ask,
  type AskEffect,
  type AskQueue,
  type AskQueueEvent,
  askAgainInMs,
  askDeadline,
  awaitsIdentity,
  COOLING_MS,
  EMPTY_ASK_QUEUE,
  nextAskQueue,
  WITHDRAWN_MS,
} from './ask-queue.ts';
import { DIALOG_MS } from './dialog.ts';

const WORDS = 'ab'.repeat(32);
let made = 0;
const ask = (capability: Capability, askId = `ask-${made++}`): Ask => ({ askId, capability, reason: 'why', durationMs: 600_000 });
const asked = (at: number, one: Ask, live: Capability[] = []): AskQueueEvent => ({ type: 'asked', at, ask: one, live });
const visible = (at: number, { askId }: Ask): AskQueueEvent => ({
  type: 'dialog',
  at,
  askId,
  event: { type: 'visible', at, visible: true, wordsHash: WORDS },
});
const answer = (at: number, { askId }: Ask, allow: boolean, wordsHash = WORDS): AskQueueEvent => ({
  type: 'answered',
  at,
  askId,
  allow,
  wordsHash,
  durationMs: 300_000,
});

const play = (...events: AskQueueEvent[]) => playFrom(EMPTY_ASK_QUEUE, ...events);

function playFrom(
  start: AskQueue,
  ...events: AskQueueEvent[]
): { state: AskQueue; effects: string[]; last: readonly AskEffect[] } {
  let state = start;
  const effects: string[] = [];
  let last: readonly AskEffect[] = [];
  for (const event of events) {
    const step = nextAskQueue(state, event);
    state = step.state;
    last = step.effects;
    for (const effect of last) {
      effects.push(`${effect.type} ${effect.ask.capability}${'error' in effect ? ` ${effect.error.code}` : ''}`);
    }
  }
  return { state, effects, last };
}

const screen = ask('screen.view');
const shell = ask('shell.run');
const input = ask('input.control');

describe('while it is not known who asks', () => {
  const stranger: AskQueue = { ...EMPTY_ASK_QUEUE, identityFirst: ['input.control', 'shell.run'] };
  const identified = (at: number): AskQueueEvent => ({ type: 'identified', at });
  const not = (at: number, answer: 'refused' | 'unanswered' | 'withdrawn', forGood = false): AskQueueEvent => ({
    type: 'not-identified',
    at,
    answer,
    forGood,
  });
  const from = (...events: AskQueueEvent[]) => playFrom(stranger, ...events);

  test('what needs to be known waits unseen, and comes in its turn once it is known', () => {
    const { state } = from(asked(0, input), asked(1, screen));
    expect({ shown: state.shown, next: awaitsIdentity(state)?.capability }).toEqual({ shown: null, next: 'input.control' });
    const known = playFrom(state, identified(2_000));
    expect({ effects: known.effects, shown: known.state.shown?.ask.capability }).toEqual({
      effects: ['shown input.control'],
      shown: 'input.control',
    });
  });

  test('what does not need it is asked as ever, and what needs it waits behind', () => {
    const { state, effects } = from(asked(0, screen), asked(1, shell));
    expect(effects).toEqual(['shown screen.view', 'queued shell.run']);
    expect(awaitsIdentity(state)).toBeUndefined();
    expect(awaitsIdentity(playFrom(state, answer(1_000, screen, false)).state)?.capability).toBe('shell.run');
  });

  test('nothing is awaited while something else has the eye', () => {
    expect(awaitsIdentity(from(asked(0, input), { type: 'held', at: 1, held: true }).state)).toBeUndefined();
  });

  test.each(['refused', 'unanswered', 'withdrawn'] as const)(
    '%s answers all that waited for it, and nothing else',
    (answered) => {
      const { state, effects, last } = from(asked(0, input), asked(1, shell), asked(2, screen), not(3_000, answered));
      expect(effects.slice(2)).toEqual([`${answered} input.control`, `${answered} shell.run`, 'shown screen.view']);
      expect(last.map((effect) => ('code' in effect ? effect.code : undefined))).toEqual([
        'identity.not-compared',
        'identity.not-compared',
        undefined,
      ]);
      expect(state.waiting).toEqual([]);
      const again = answered === 'withdrawn' ? WITHDRAWN_MS : COOLING_MS;
      expect(askAgainInMs(state, 'shell.run', 3_000)).toBe(again);
      expect(playFrom(state, asked(4_000, ask('shell.run'))).effects).toEqual(['rejected shell.run consent.cooling-down']);
    },
  );

  test('given up for the session it cannot be asked for again, not even when the user invites', () => {
    const { state, last } = from(asked(0, input), not(1_000, 'refused', true));
    expect(last).toMatchObject([{ askAgainInMs: -1 }]);
    const events = [{ type: 'invited', at: 2_000, capability: 'shell.run' } as const, asked(500_000, ask('shell.run'))];
    expect(playFrom(state, ...events).effects).toEqual(['rejected shell.run identity.not-compared']);
    expect(playFrom(state, asked(500_000, ask('screen.view'))).effects).toEqual(['shown screen.view']);
  });

  test('closing takes back what waited', () => {
    expect(from(asked(0, input), { type: 'closed', at: 1 }).effects).toEqual(['withdrawn input.control']);
  });
});

describe('one dialog at a time', () => {
  test('others wait behind it, in order, and come when it is answered', () => {
    const { state, effects } = play(
      asked(0, screen),
      asked(1, shell),
      asked(2, input),
      visible(10, screen),
      answer(1_010, screen, true),
    );
    expect(effects).toEqual([
      'shown screen.view',
      'queued shell.run',
      'queued input.control',
      'allowed screen.view',
      'shown shell.run',
    ]);
    expect(state.waiting.map(({ capability }) => capability)).toEqual(['input.control']);
    expect(state.shown?.dialog.countedAt).toBe(1_010);
  });

  test('nothing new is shown while something else is held up to the user', () => {
    const { effects } = play(
      { type: 'held', at: 0, held: true },
      asked(1, screen),
      { type: 'tick', at: 500_000 },
      { type: 'held', at: 500_001, held: false },
    );
    expect(effects).toEqual(['queued screen.view', 'shown screen.view']);
  });

  test('the answer to one that is not shown has no effect', () => {
    expect(play(asked(0, screen), asked(1, shell), visible(2, screen), answer(5_000, shell, true)).effects).toHaveLength(2);
  });
});

describe('answers', () => {
  test('the user’s duration and the words go with the yes', () => {
    expect(play(asked(0, screen), visible(0, screen), answer(1_000, screen, true)).last[0]).toEqual({
      type: 'allowed',
      ask: screen,
      durationMs: 300_000,
      wordsHash: WORDS,
    });
  });

  test.each<[string, AskQueueEvent[], string]>([
    ['a yes too soon is nothing', [visible(0, screen), answer(999, screen, true)], 'ignored screen.view'],
    ['a yes for other words is nothing', [visible(0, screen), answer(5_000, screen, true, 'ee')], 'ignored screen.view'],
    ['a yes before anything was visible is nothing', [answer(5_000, screen, true)], 'ignored screen.view'],
    ['a no works at once', [answer(0, screen, false)], 'refused screen.view'],
    ['silence is a no', [{ type: 'tick', at: DIALOG_MS }], 'unanswered screen.view'],
    ['a yes after the time is silence', [visible(0, screen), answer(DIALOG_MS, screen, true)], 'unanswered screen.view'],
    ['withdrawn', [{ type: 'withdrawn', at: 5, askId: screen.askId }], 'withdrawn screen.view'],
    ['the session ends', [{ type: 'closed', at: 5 }], 'withdrawn screen.view'],
  ])('%s', (_name, events, expected) => {
    expect(play(asked(0, screen), ...events).effects).toEqual(['shown screen.view', expected]);
  });

  test('the time runs out first where an event comes after it', () => {
    const { effects } = play(asked(0, screen), asked(DIALOG_MS + 1, shell));
    expect(effects).toEqual(['shown screen.view', 'unanswered screen.view', 'shown shell.run']);
  });

  test('the deadline is the tick at which silence counts', () => {
    const { state } = play(asked(0, screen));
    expect(askDeadline(state)).toBe(DIALOG_MS);
    expect(nextAskQueue(state, { type: 'tick', at: DIALOG_MS - 1 }).effects).toEqual([]);
    expect(nextAskQueue(state, { type: 'tick', at: DIALOG_MS }).effects).toHaveLength(1);
  });
});

describe('asking again', () => {
  const no = (at: number): AskQueueEvent[] => {
    const one = ask('screen.view');
    return [asked(at, one), answer(at, one, false)];
  };

  test.each<[string, AskQueueEvent[], string]>([
    ['pending', [asked(0, screen), asked(1, ask('screen.view'))], 'rejected screen.view consent.asked-already'],
    ['waiting', [asked(0, screen), asked(1, shell), asked(2, ask('shell.run'))], 'rejected shell.run consent.asked-already'],
    ['live', [asked(0, screen, ['screen.view'])], 'rejected screen.view consent.asked-already'],
    ['the same id', [asked(0, screen), asked(1, ask('shell.run', screen.askId))], 'rejected shell.run consent.asked-already'],
    ['just refused', [...no(0), ...no(COOLING_MS - 1).slice(0, 1)], 'rejected screen.view consent.cooling-down'],
    ['60 s after a no', [...no(0), ...no(COOLING_MS).slice(0, 1)], 'shown screen.view'],
    ['another after a no', [...no(0), asked(1, shell)], 'shown shell.run'],
    [
      'after three',
      [...no(0), ...no(60_000), ...no(120_000), ...no(9_999_999).slice(0, 1)],
      'rejected screen.view consent.refused-for-session',
    ],
    [
      'after three and a word of the user’s',
      [
        ...no(0),
        ...no(60_000),
        ...no(120_000),
        { type: 'invited', at: 120_001, capability: 'screen.view' },
        ...no(120_002).slice(0, 1),
      ],
      'shown screen.view',
    ],
    [
      'withdrawn just now',
      [asked(0, screen), { type: 'withdrawn', at: 1, askId: screen.askId }, ...no(WITHDRAWN_MS).slice(0, 1)],
      'rejected screen.view consent.cooling-down',
    ],
    [
      'withdrawn before',
      [asked(0, screen), { type: 'withdrawn', at: 1, askId: screen.askId }, ...no(WITHDRAWN_MS + 1).slice(0, 1)],
      'shown screen.view',
    ],
    [
      'withdrawn while it waited',
      [asked(0, screen), asked(0, shell), { type: 'withdrawn', at: 1, askId: shell.askId }],
      'withdrawn shell.run',
    ],
    ['after the end', [{ type: 'closed', at: 0 }, asked(1, screen)], 'rejected screen.view session.ended'],
  ])('%s', (_name, events, expected) => {
    expect(play(...events).effects.at(-1)).toBe(expected);
  });

  test('withdrawing does not forgive a no', () => {
    const again = ask('screen.view');
    const { state } = play(
      ...no(0),
      asked(60_000, again),
      { type: 'withdrawn', at: 60_001, askId: again.askId },
      ...no(120_000),
      ...no(180_000),
    );
    expect(askAgainInMs(state, 'screen.view', 999_999)).toBe(-1);
  });
});

describe('whatever happens', () => {
  const ids = ['ask-a', 'ask-b', 'ask-c'];
  const event = fc.record({
    kind: fc.constantFrom(
      'asked',
      'visible',
      'hidden',
      'active',
      'more',
      'yes',
      'no',
      'withdrawn',
      'tick',
      'held',
      'free',
      'invited',
      'identified',
      'not-identified',
      'given-up',
    ),
    askId: fc.constantFrom(...ids),
    capability: fc.constantFrom(...CAPABILITIES),
    after: fc.oneof(fc.nat(2_000), fc.nat(100_000)),
    words: fc.constantFrom(WORDS, 'cd'.repeat(32)),
  });
  type Drawn = typeof event extends fc.Arbitrary<infer T> ? T : never;
  const toEvent = ({ kind, askId, capability, words }: Drawn, at: number): AskQueueEvent => {
    switch (kind) {
      case 'asked':
        return asked(at, ask(capability, askId));
      case 'visible':
      case 'hidden':
        return { type: 'dialog', at, askId, event: { type: 'visible', at, visible: kind === 'visible', wordsHash: words } };
      case 'active':
        return { type: 'dialog', at, askId, event: { type: 'active', at } };
      case 'more':
        return { type: 'dialog', at, askId, event: { type: 'more-time', at } };
      case 'yes':
      case 'no':
        return answer(at, ask(capability, askId), kind === 'yes', words);
      case 'withdrawn':
        return { type: 'withdrawn', at, askId };
      case 'invited':
        return { type: 'invited', at, capability };
      case 'held':
      case 'free':
        return { type: 'held', at, held: kind === 'held' };
      case 'identified':
        return { type: 'identified', at };
      case 'not-identified':
      case 'given-up':
        return { type: 'not-identified', at, answer: 'unanswered', forGood: kind === 'given-up' };
      default:
        return { type: 'tick', at };
    }
  };

  test('no yes without 1 s of the words in view; each ask ends once; one dialog, no capability twice', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.subarray([...CAPABILITIES]), (drawn, identityFirst) => {
        let state: AskQueue = { ...EMPTY_ASK_QUEUE, identityFirst };
        const first = new Set<Capability>(identityFirst);
        let at = 0;
        const open = new Map<string, number>();
        for (const one of drawn) {
          at += one.after;
          const before = state;
          const current = toEvent(one, at);
          const step = nextAskQueue(state, current);
          state = step.state;
          if (current.type === 'identified' && !before.identityGivenUp) first.clear();
          for (const effect of step.effects) {
            const { askId } = effect.ask;
            if (effect.type === 'shown') {
              open.set(askId, at);
              expect([...first]).not.toContain(effect.ask.capability);
            }
            if (effect.type === 'allowed') {
              const since = before.shown?.dialog.visibleSince;
              expect(before.shown?.ask.askId).toBe(askId);
              expect(since).not.toBeNull();
              expect(at - (since ?? at)).toBeGreaterThanOrEqual(1_000);
              expect(before.shown?.dialog.wordsHash).toBe(effect.wordsHash);
              expect(current.type).toBe('answered');
              expect(open.delete(askId)).toBe(true);
            }
            const shown = !('code' in effect);
            if (shown && (effect.type === 'refused' || effect.type === 'unanswered')) expect(open.delete(askId)).toBe(true);
            if (effect.type === 'withdrawn') open.delete(askId);
          }
          const pending = [...(state.shown ? [state.shown.ask] : []), ...state.waiting];
          expect(new Set(pending.map(({ capability }) => capability)).size).toBe(pending.length);
          expect([...open.keys()]).toEqual(state.shown ? [state.shown.ask.askId] : []);
          if (!state.held && !state.shown && !awaitsIdentity(state)) expect(state.waiting).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
