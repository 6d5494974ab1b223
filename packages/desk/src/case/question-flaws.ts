import type { Question, QuestionsText } from '@alongside/protocol';
import { QUESTIONNAIRE } from './questionnaire.ts';

/** A way in which questions cannot be asked; `at` is the place of the question, or of the rule for a tier. */
export type QuestionFlaw =
  | { readonly flaw: 'same-id' | 'no-words' | 'no-choices' | 'same-choice' | 'showIf' | 'changed-kind'; readonly at: number }
  | { readonly flaw: 'level'; readonly at: number };

/** What is wrong with them, in their order. `before`: every question that was ever asked. Nothing where they can be asked. */
export function questionFlaws({ questions, levels }: QuestionsText, before: readonly Question[]): QuestionFlaw[] {
  const ofQuestions = questions.flatMap((question, at) =>
    flawsOf(question, questions.slice(0, at), before).map((flaw): QuestionFlaw => ({ flaw, at })),
  );
  const ofLevels = levels.flatMap(({ question, is }, at): QuestionFlaw[] =>
    hasChoice(questions, question, is) ? [] : [{ flaw: 'level', at }],
  );
  return [...ofQuestions, ...ofLevels];
}

function flawsOf(question: Question, earlier: readonly Question[], before: readonly Question[]) {
  const { id, kind, choices = [], showIf } = question;
  const flaws: Exclude<QuestionFlaw['flaw'], 'level'>[] = [];
  if (earlier.some((each) => each.id === id)) flaws.push('same-id');
  // What it was answered with before would be read as an answer to another question.
  if (before.some((each) => each.id === id && each.kind !== kind)) flaws.push('changed-kind');
  if (!hasWords(question)) flaws.push('no-words');
  if ((kind === 'choice') !== choices.length > 0) flaws.push('no-choices');
  if (new Set(choices.map((choice) => choice.id)).size !== choices.length) flaws.push('same-choice');
  if (showIf && !showIf.is.every((is) => hasChoice(earlier, showIf.question, is))) flaws.push('showIf');
  return flaws;
}

/** Its own, or the program's. */
function hasWords({ id, ask, choices = [] }: Question): boolean {
  const shipped = QUESTIONNAIRE.questions.find((each) => each.id === id);
  const isKnown = (choice: string) => shipped?.choices?.some((each) => each.id === choice) ?? false;
  return (ask !== undefined || shipped !== undefined) && choices.every((each) => each.text !== undefined || isKnown(each.id));
}

function hasChoice(questions: readonly Question[], id: string, is: string): boolean {
  return questions.find((each) => each.id === id)?.choices?.some((choice) => choice.id === is) ?? false;
}
