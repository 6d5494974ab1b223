import { CAPABILITIES, type GuardQuestion, type GuardReason, guardQuestion, matchRemoteTools } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_ASK_QUEUE, nextAskQueue } from './ask-queue.ts';
import { askToJoin, nextJoin } from './join.ts';
import {
  FIRST_QUESTION,
  FRESH_START_MS,
  GUARDED_ALLOW_AFTER_MS,
  type GuardFacts,
  guardReasons,
  HOLD_BACK_MS,
  heldBackMs,
  nextQuestions,
  type Questions,
} from './scam-guard.ts';

const HOUR = 3_600_000;
const quiet: GuardFacts = {
  standing: 'certified',
  organisationPinned: true,
  startedBy: 'request',
  sinceFirstStartMs: HOUR,
  processes: ['systemd', 'bash', 'firefox'],
};

describe('the guard is up', () => {
  test.each<[string, Partial<GuardFacts>, readonly GuardReason[]]>([
    ['not for a certified technician who answers a request', {}, []],
    ['for one that was here before, where the organisation could have certified', { standing: 'pinned' }, ['not-certified']],
    ['for a key that nobody knows', { standing: 'unknown' }, ['not-certified']],
    ['for a known name with a new key', { standing: 'new-key' }, ['not-certified']],
    ['not without an organisation, where the words were compared', { organisationPinned: false, standing: 'pinned' }, []],
    ['without an organisation, for all others', { organisationPinned: false, standing: 'unknown' }, ['not-certified']],
    ['even for one who says to be certified, by nobody that was pinned', { organisationPinned: false }, ['not-certified']],
    ['for a code', { startedBy: 'code' }, ['code-or-link']],
    ['for a link', { startedBy: 'invitation' }, ['code-or-link']],
    ['for a code right after the first start', { startedBy: 'code', sinceFirstStartMs: 0 }, ['fresh-start', 'code-or-link']],
    ['until two minutes are over', { startedBy: 'code', sinceFirstStartMs: FRESH_START_MS - 1 }, ['fresh-start', 'code-or-link']],
    ['and no longer', { startedBy: 'code', sinceFirstStartMs: FRESH_START_MS }, ['code-or-link']],
    ['where the clock was set back', { startedBy: 'code', sinceFirstStartMs: -HOUR }, ['fresh-start', 'code-or-link']],
    ['where the first start is not known', { startedBy: 'code', sinceFirstStartMs: null }, ['fresh-start', 'code-or-link']],
    ['not for a request right after the first start', { sinceFirstStartMs: 0 }, []],
    ['while a tool of that kind runs', { processes: ['bash', 'anydesk'] }, ['remote-tool']],
    [
      'for all of it at once',
      { standing: 'unknown', startedBy: 'code', sinceFirstStartMs: 5, processes: ['teamviewerd'] },
      ['not-certified', 'fresh-start', 'code-or-link', 'remote-tool'],
    ],
  ])('%s', (_name, facts, reasons) => {
    expect(guardReasons({ ...quiet, ...facts })).toEqual(reasons);
  });

  test('whenever anything is unusual: each fact alone is enough, and no other takes it away', () => {
    const facts = fc.record<GuardFacts>({
      standing: fc.constantFrom('certified', 'pinned', 'new-key', 'unknown'),
      organisationPinned: fc.boolean(),
      startedBy: fc.constantFrom('request', 'code', 'invitation'),
      sinceFirstStartMs: fc.option(fc.integer({ min: -HOUR, max: HOUR })),
      processes: fc.subarray(['bash', 'rustdesk', 'AnyDesk.exe', 'x11vnc']),
    });
    fc.assert(
      fc.property(facts, (each) => {
        const isQuiet =
          each.startedBy === 'request' &&
          each.processes.every((name) => name === 'bash') &&
          each.standing === (each.organisationPinned ? 'certified' : 'pinned');
        expect(guardReasons(each).length === 0).toBe(isQuiet);
      }),
    );
  });
});

describe('the questions', () => {
  const answer = (...answers: [GuardQuestion, boolean][]): Questions =>
    answers.reduce((state, [question, yes]) => nextQuestions(state, question, yes), FIRST_QUESTION);

  test.each<[string, [GuardQuestion, boolean][], Questions]>([
    ['come one after the other', [['they-called', false]], { state: 'asking', question: 'money' }],
    [
      'are passed with a no to each',
      [
        ['they-called', false],
        ['money', false],
        ['coached', false],
      ],
      { state: 'passed' },
    ],
    ['end at the first yes', [['they-called', true]], { state: 'worrying', question: 'they-called' }],
    [
      'stay ended, whatever is pressed then',
      [
        ['they-called', true],
        ['they-called', false],
        ['money', false],
        ['coached', false],
      ],
      { state: 'worrying', question: 'they-called' },
    ],
    [
      'are not skipped',
      [
        ['coached', false],
        ['money', false],
      ],
      FIRST_QUESTION,
    ],
    [
      'count once: pressed twice it answers no other',
      [
        ['they-called', false],
        ['they-called', false],
      ],
      { state: 'asking', question: 'money' },
    ],
  ])('%s', (_name, answers, state) => {
    expect(answer(...answers)).toEqual(state);
  });

  test('pass only where each was answered with no, in whatever order things are pressed', () => {
    const press = fc.tuple(fc.constantFrom(...guardQuestion.options), fc.boolean());
    fc.assert(
      fc.property(fc.array(press, { maxLength: 12 }), (presses) => {
        if (answer(...presses).state !== 'passed') return;
        for (const question of guardQuestion.options) expect(presses).toContainEqual([question, false]);
      }),
    );
  });
});

describe('while it is up', () => {
  test.each([
    [GUARDED_ALLOW_AFTER_MS - 1, 'asked'],
    [GUARDED_ALLOW_AFTER_MS, 'accepted'],
  ])('a yes to the join %i ms after it is in view: %s', (at, state) => {
    const shown = nextJoin(askToJoin(0, GUARDED_ALLOW_AFTER_MS), {
      type: 'dialog',
      at: 0,
      event: { type: 'visible', at: 0, visible: true, wordsHash: '' },
    });
    expect(nextJoin(shown, { type: 'answered', at, accept: true }).state).toBe(state);
  });

  test.each([
    [GUARDED_ALLOW_AFTER_MS - 1, 'ignored'],
    [GUARDED_ALLOW_AFTER_MS, 'allowed'],
  ])('a yes to a capability %i ms after it is in view: %s', (at, outcome) => {
    const ask = { askId: 'ask-0001', capability: 'screen.view', reason: '', durationMs: 60_000 } as const;
    const guarded = { ...EMPTY_ASK_QUEUE, allowAfterMs: GUARDED_ALLOW_AFTER_MS };
    const shown = nextAskQueue(guarded, { type: 'asked', at: 0, ask, live: [] }).state;
    const event = { type: 'visible', at: 0, visible: true, wordsHash: 'a' } as const;
    const seen = nextAskQueue(shown, { type: 'dialog', at: 0, askId: ask.askId, event }).state;
    const answered = { type: 'answered', at, askId: ask.askId, allow: true, wordsHash: 'a', durationMs: 60_000 } as const;
    expect(nextAskQueue(seen, answered).effects.map(({ type }) => type)).toEqual([outcome]);
  });

  test.each([
    [0, HOLD_BACK_MS],
    [HOLD_BACK_MS - 1, 1],
    [HOLD_BACK_MS, 0],
  ])('%i ms after the technician is in, commands wait %i ms', (sinceMs, waits) => {
    expect(heldBackMs(['not-certified'], 'shell.run', sinceMs)).toBe(waits);
    expect(heldBackMs([], 'shell.run', sinceMs)).toBe(0);
  });

  test('nothing else waits but what is done for a technician', () => {
    const waiting = CAPABILITIES.filter((capability) => heldBackMs(['code-or-link'], capability, 0) > 0);
    expect(waiting).toEqual(['shell.run', 'actions.run']);
  });
});

describe('known tools', () => {
  test.each([
    [['anydesk'], ['AnyDesk']],
    [['ANYDESK.EXE'], ['AnyDesk']],
    [['teamviewerd', 'TeamViewer', 'bash'], ['TeamViewer']],
    // As the kernel cuts it.
    [['chrome-remote-d'], ['Chrome Remote Desktop']],
    [['quickassist.exe'], ['Quick Assist']],
    [['remmina', 'ssh', 'anydesks', 'chrome'], []],
    [[], []],
  ])('%j: %j', (processes, products) => {
    expect(matchRemoteTools(processes)).toEqual(products);
  });
});
