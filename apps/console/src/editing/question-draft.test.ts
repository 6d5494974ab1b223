import { QUESTIONNAIRE, QUESTIONNAIRES } from '@alongside/desk';
import { expect, test } from 'vitest';
import {
  draftOfQuestions,
  newChoice,
  newQuestion,
  type QuestionsDraft,
  questionLines,
  readQuestionsDraft,
  textOfQuestions,
  withoutQuestion,
} from './question-draft.ts';

const shipped = (id: string) => QUESTIONNAIRE.questions.find((each) => each.id === id);
/** As a catalogue has them. */
const words = {
  ask: (id: string) => (shipped(id) ? `${id}?` : undefined),
  choice: (id: string, choice: string) => (shipped(id)?.choices?.some((each) => each.id === choice) ? `(${choice})` : undefined),
};
const before = QUESTIONNAIRES.flatMap(({ questions }) => questions);
const { questions, levels } = QUESTIONNAIRE;
const DRAFT = draftOfQuestions({ questions, levels }, null, words);
const send = (draft: QuestionsDraft) => textOfQuestions(draft, before, words);
const sent = (draft: QuestionsDraft) => send(draft).text?.questions;
const withOne = (ask: string, ...answers: string[]): QuestionsDraft => {
  const choices = answers.map((text, at) => ({ id: `new-${'a'.repeat(at + 1)}`, text }));
  const one = { ...newQuestion(DRAFT.questions), kind: 'choice' as const, ask, choices, after: 'scope', is: ['all'] };
  return { ...DRAFT, questions: [...DRAFT.questions, one], levels: [{ question: one.id, is: 'new-aa', tier: 3 }] };
};

test('the program’s questions are sent without their words, so that everybody reads them in their own language', () => {
  expect(DRAFT.questions[0]).toMatchObject({ ask: 'since?', choices: [{ text: '(today)' }, {}, {}, {}] });
  expect(send(DRAFT).text).toEqual({ questions, levels });
  const [first, ...rest] = DRAFT.questions;
  if (!first) throw new Error('no question');
  expect(sent({ ...DRAFT, questions: [{ ...first, ask: 'Since which day?' }, ...rest] })?.[0]?.ask).toBe('Since which day?');
});

test('what was added is named by its words, wherever it is named', () => {
  const { text } = send(withOne('Welche Filiale ist es?', 'Nord', 'Süd'));
  expect(text?.questions.at(-1)).toEqual({
    id: 'welche-filiale-ist-es',
    kind: 'choice',
    ask: 'Welche Filiale ist es?',
    choices: [
      { id: 'nord', text: 'Nord' },
      { id: 'sud', text: 'Süd' },
    ],
    showIf: { question: 'scope', is: ['all'] },
  });
  expect(text?.levels).toEqual([{ question: 'welche-filiale-ist-es', is: 'sud', tier: 3 }]);
});

test('no name is used again, and words without such letters get one all the same', () => {
  expect(sent(withOne('Since', '1', '2'))?.at(-1)).toMatchObject({
    id: 'since-b',
    choices: [{ id: 'answer' }, { id: 'answer-b' }],
  });
  expect(sent(withOne('支店は？', '北', '南'))?.at(-1)?.id).toBe('question');
});

test('what does not fit is named by its place', () => {
  const flaws = (draft: QuestionsDraft) => Object.fromEntries(send(draft).flaws ?? []);
  expect(flaws(withOne('', 'a', 'b'))).toHaveProperty(`questions-${questions.length}-ask`);
  const turned = { ...DRAFT, questions: DRAFT.questions.toReversed() };
  const at = turned.questions.findIndex(({ after }) => after !== '');
  expect(flaws(turned)).toEqual({ [`questions-${at}-after`]: 'showIf' });
  expect(flaws({ ...DRAFT, levels: [{ question: 'scope', is: 'gone', tier: 2 }] })).toEqual({ 'levels-0': 'level' });
});

test('a question that is taken away takes along what hung on it', () => {
  const changed = DRAFT.questions.findIndex(({ id }) => id === 'changed');
  const left = withoutQuestion(withoutQuestion(DRAFT, changed), 1);
  expect(left.questions.find(({ id }) => id === 'what-changed')).toMatchObject({ after: '', is: [] });
  expect(left.levels.map(({ question }) => question)).toEqual(['again']);
  expect(send(left).flaws).toBeUndefined();
});

test('a draft survives a reload, versions are read as lines', () => {
  const draft = withOne('Half a', 'x', 'y');
  expect(readQuestionsDraft(JSON.stringify(draft))).toEqual(draft);
  expect(readQuestionsDraft('{}')).toBeUndefined();
  expect(newChoice([{ id: 'new-a' }]).id).toBe('new-aa');
  const lines = questionLines({ questions, levels }, words, (part, value) => `${part} ${value}`);
  expect(lines).toContain('since?\n   kind choice\n   · (today)');
  expect(lines).toContain('what-changed?\n   kind text\n   after changed? (device), (program)');
  expect(lines).toContain('scope? (some): tier 2');
});
