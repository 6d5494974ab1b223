import type { WorkItem } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { prefilledAnswers } from './prefilled-answers.ts';
import { answersOf, isComplete, levelNeeded, levelOf, QUESTIONNAIRE, QUESTIONNAIRES, questionsFor } from './questionnaire.ts';

const given = (version: number, answers: Record<string, string>): WorkItem => ({ kind: 'answers', version, answers });
const decided = (tier: number, derived: number): WorkItem => ({
  kind: 'level',
  tier,
  derived,
  reason: 'the second tier asked for it',
});
const ids = (answers: Record<string, string>) => questionsFor(answers).map(({ id }) => id);

describe('the questions', () => {
  it('have a version each, and the newest is asked', () => {
    expect(QUESTIONNAIRES.map(({ version }) => version)).toEqual([1, 2]);
    expect(QUESTIONNAIRE).toBe(QUESTIONNAIRES.at(-1));
    const named = QUESTIONNAIRES.flatMap(({ questions, levels }) => [
      ...questions.flatMap((each) => ('showIf' in each ? [each.showIf.question] : [])),
      ...levels.map(({ question }) => question),
    ]);
    expect(named.filter((id) => !QUESTIONNAIRE.questions.some((each) => each.id === id))).toEqual([]);
  });

  it('ask some only where another answer was one of some', () => {
    expect(ids({})).not.toContain('what-changed');
    expect(ids({ changed: 'nothing' })).not.toContain('what-changed');
    expect(ids({ changed: 'device' })).toContain('what-changed');
  });

  it('take over what an older version asked in the same way, later answers over earlier', () => {
    const work = [
      given(1, { since: 'today', scope: 'some', gone: 'x' }),
      given(2, { scope: 'one' }),
      given(1, { scope: 'nobody' }),
    ];
    expect(answersOf({ work })).toEqual({ since: 'today', scope: 'one' });
    expect(isComplete({ work })).toBe(false);
  });

  it('are complete exactly when all that are asked and needed are answered', () => {
    const everything = Object.fromEntries(
      QUESTIONNAIRE.questions.map(({ id, ...rest }) => [id, 'choices' in rest ? rest.choices[0] : 'a word']),
    );
    fc.assert(
      fc.property(fc.subarray(Object.keys(everything)), fc.constantFrom('nothing', 'program'), (kept, changed) => {
        const answers: Record<string, string> = { changed };
        for (const id of kept) if (id !== 'changed') answers[id] = everything[id] ?? '';
        const missing = questionsFor(answers).filter(({ id, optional }) => !optional && !(id in answers));
        expect(isComplete({ work: [given(2, answers)] })).toBe(missing.length === 0);
      }),
    );
  });
});

test.each([
  [{ scope: 'one', again: 'always' }, 1],
  [{ scope: 'some', again: 'always' }, 2],
  [{ scope: 'one', again: 'sometimes' }, 2],
  [{}, 1],
])('%j speak for tier %i', (answers, tier) => expect(levelNeeded(answers)).toBe(tier));

test.each([
  [[], 1],
  [[given(2, { scope: 'all' })], 2],
  [[given(2, { scope: 'all' }), decided(1, 2)], 1],
  [[decided(2, 1)], 2],
  // Decided over other answers than there are now.
  [[decided(1, 1), given(2, { scope: 'all' })], 2],
] as const)('%#: needs tier %i', (work, tier) => expect(levelOf({ work: [...work] }).tier).toBe(tier));

const network = (description: string, more = {}) => ({
  description,
  status: 'up' as const,
  virtualdev: false,
  has_ipv4: true,
  has_ipv6: false,
  speed_mbit: null,
  ...more,
});
test.each([
  [{ uptimeS: 3600, networks: undefined }, { restarted: 'yes' }],
  [
    { uptimeS: 20 * 86_400, networks: [network('enp0s31f6'), network('wlp3s0')] },
    { restarted: 'no', connection: 'cable' },
  ],
  [{ uptimeS: undefined, networks: [network('Wi-Fi'), network('vEthernet', { virtualdev: true })] }, { connection: 'wireless' }],
  [{ uptimeS: undefined, networks: [network('eth0', { status: 'down' })] }, { connection: 'none' }],
  [{ uptimeS: undefined, networks: undefined }, {}],
])('%#: what a report says already', (facts, answers) => expect(prefilledAnswers(facts)).toEqual(answers));
