import type { Question, Questionnaire, QuestionsText, WorkItem } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type QuestionFlaw, questionFlaws } from './question-flaws.ts';
import {
  answersOf,
  isComplete,
  levelNeeded,
  levelOf,
  QUESTIONNAIRE,
  QUESTIONNAIRES,
  questionsFor,
  sourcesOf,
} from './questionnaire.ts';

const given = (version: number, answers: Record<string, string>): WorkItem => ({ kind: 'answers', version, answers });
const decided = (tier: number, derived: number): WorkItem => ({
  kind: 'level',
  tier,
  derived,
  reason: 'the second tier asked for it',
});
const ids = (answers: Record<string, string>) => questionsFor(answers, QUESTIONNAIRE).map(({ id }) => id);

describe('the questions', () => {
  it('have a version each, and the newest is asked', () => {
    expect(QUESTIONNAIRES.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(QUESTIONNAIRE).toBe(QUESTIONNAIRES.at(-1));
    const named = QUESTIONNAIRES.flatMap(({ questions, levels }) => [
      ...questions.flatMap(({ showIf }) => (showIf ? [showIf.question] : [])),
      ...levels.map(({ question }) => question),
    ]);
    expect(named.filter((id) => !QUESTIONNAIRE.questions.some((each) => each.id === id))).toEqual([]);
  });

  it('may be named as what every object has', () => {
    const [first] = QUESTIONNAIRE.questions;
    const questions = [{ ...(first as Question), id: 'constructor' }];
    expect(isComplete({ work: [] }, { questions })).toBe(false);
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
    expect(answersOf({ work }, QUESTIONNAIRE)).toEqual({ since: 'today', scope: 'one' });
    expect(isComplete({ work }, QUESTIONNAIRE)).toBe(false);
  });

  it('are complete exactly when all that are asked and needed are answered', () => {
    const everything = Object.fromEntries(QUESTIONNAIRE.questions.map(({ id, choices }) => [id, choices?.[0]?.id ?? 'a word']));
    fc.assert(
      fc.property(fc.subarray(Object.keys(everything)), fc.constantFrom('nothing', 'program'), (kept, changed) => {
        const answers: Record<string, string> = { changed };
        for (const id of kept) if (id !== 'changed') answers[id] = everything[id] ?? '';
        const missing = questionsFor(answers, QUESTIONNAIRE).filter(({ id, optional }) => !optional && !(id in answers));
        expect(isComplete({ work: [given(2, answers)] }, QUESTIONNAIRE)).toBe(missing.length === 0);
      }),
    );
  });
});

test.each([
  [{ scope: 'one', again: 'always' }, 1],
  [{ scope: 'some', again: 'always' }, 2],
  [{ scope: 'one', again: 'sometimes' }, 2],
  [{}, 1],
])('%j speak for tier %i', (answers, tier) => expect(levelNeeded(answers, QUESTIONNAIRE)).toBe(tier));

test.each([
  [[], 1],
  [[given(2, { scope: 'all' })], 2],
  [[given(2, { scope: 'all' }), decided(1, 2)], 1],
  [[decided(2, 1)], 2],
  // Decided over other answers than there are now.
  [[decided(1, 1), given(2, { scope: 'all' })], 2],
] as const)('%#: needs tier %i', (work, tier) => expect(levelOf({ work: [...work] }, QUESTIONNAIRE).tier).toBe(tier));

test('an answer is a report’s until somebody gives another', () => {
  const source = { diagnosisId: 'diagnosis-0001', at: 1000 };
  const kept: WorkItem = {
    kind: 'answers',
    version: 3,
    answers: { battery: 'worn', system: 'Debian 12' },
    sources: { battery: source, system: source },
  };
  expect(sourcesOf({ work: [kept] })).toEqual({ battery: source, system: source });
  expect(sourcesOf({ work: [kept, given(3, { system: 'Debian 13' })] })).toEqual({ battery: source });
});

describe('questions that a desk writes', () => {
  const north = { id: 'north', text: 'North' };
  const written: QuestionsText = {
    questions: [
      { id: 'scope', kind: 'choice', choices: [{ id: 'one' }, { id: 'all', text: 'the whole house' }] },
      { id: 'branch', kind: 'choice', ask: 'Which branch?', choices: [north, { id: 'south', text: 'South' }] },
      { id: 'room', kind: 'text', ask: 'Which room?', showIf: { question: 'branch', is: ['north'] } },
      { id: 'key', kind: 'text', ask: 'Who has the key?' },
    ],
    levels: [{ question: 'branch', is: 'south', tier: 3 }],
  };
  const own: Questionnaire = { version: 7, own: true, ...written };

  it('take what was answered to the program’s, and keep what they ask no more', () => {
    const work = [given(2, { scope: 'all', since: 'today' }), given(7, { branch: 'south' })];
    expect(answersOf({ work }, own)).toEqual({ scope: 'all', branch: 'south' });
    expect(levelNeeded(answersOf({ work }, own), own)).toBe(3);
    // Withdrawn again: what was answered before is answered.
    expect(answersOf({ work }, QUESTIONNAIRE)).toEqual({ scope: 'all', since: 'today' });
  });

  it('ask for nothing, and for no tier, behind a question that is not asked', () => {
    const hidden = {
      ...own,
      questions: own.questions.map((each) =>
        each.id === 'branch' ? { ...each, showIf: { question: 'scope', is: ['all'] } } : each,
      ),
    };
    expect(questionsFor({ branch: 'north' }, hidden).map(({ id }) => id)).toEqual(['scope', 'key']);
    expect(levelNeeded({ branch: 'south' }, hidden)).toBe(1);
  });

  const [scope, branch, room] = written.questions as [Question, Question, Question];
  test.each<[string, QuestionsText['questions'], QuestionFlaw[]]>([
    ['as they are', written.questions, []],
    ['one twice', [branch, branch], [{ flaw: 'same-id', at: 1 }]],
    ['one without words', [branch, { id: 'new', kind: 'text' }], [{ flaw: 'no-words', at: 1 }]],
    ['a choice without words', [branch, { ...scope, choices: [{ id: 'one' }, { id: 'none' }] }], [{ flaw: 'no-words', at: 1 }]],
    ['a choice of nothing', [branch, { id: 'new', kind: 'choice', ask: 'New?' }], [{ flaw: 'no-choices', at: 1 }]],
    ['words with choices', [branch, { ...branch, id: 'new', kind: 'text' }], [{ flaw: 'no-choices', at: 1 }]],
    ['one choice twice', [{ ...branch, choices: [...(branch.choices ?? []), north] }], [{ flaw: 'same-choice', at: 0 }]],
    ['after one that comes later', [room, branch], [{ flaw: 'showIf', at: 0 }]],
    [
      'after an answer that nobody can give',
      [branch, { ...room, showIf: { question: 'branch', is: ['east'] } }],
      [{ flaw: 'showIf', at: 1 }],
    ],
    [
      'another kind under a name that was asked before',
      [branch, { id: 'since', kind: 'text' }],
      [{ flaw: 'changed-kind', at: 1 }],
    ],
    ['a tier for an answer that is gone', [scope], [{ flaw: 'level', at: 0 }]],
  ])('%s', (_, questions, flaws) => {
    expect(
      questionFlaws(
        { ...written, questions },
        QUESTIONNAIRES.flatMap((each) => each.questions),
      ),
    ).toEqual(flaws);
  });
});
