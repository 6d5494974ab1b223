/** What every technician would ask first: the questions, their conditions, and which tier answers speak for. */
import { z } from 'zod';
import { line } from './common.ts';
import { questionId, tier } from './ticket-case.ts';

const written = (max: number) => line(max).pipe(z.string().min(1));
export const MAX_QUESTIONS = 30;
export const MAX_CHOICES = 12;

export const questionChoice = z.strictObject({
  id: questionId,
  /** Absent: as the program words it. */
  text: written(80).optional(),
});
export type QuestionChoice = z.infer<typeof questionChoice>;

export const question = z.strictObject({
  id: questionId,
  kind: z.enum(['text', 'choice']),
  /** Absent: as the program words its own question of this id, in the reader's language. */
  ask: written(160).optional(),
  choices: z.array(questionChoice).min(2).max(MAX_CHOICES).optional(),
  /** Good to know; complete without it. */
  optional: z.literal(true).optional(),
  /** Asked only where another answer, of a question before it, was one of these. */
  showIf: z.strictObject({ question: questionId, is: z.array(questionId).min(1).max(MAX_CHOICES) }).optional(),
});
export type Question = z.infer<typeof question>;

/** The tier that an answer speaks for; the highest counts. */
export const levelRule = z.strictObject({ question: questionId, is: questionId, tier });
export type LevelRule = z.infer<typeof levelRule>;

/** What somebody writes of it. What must hold beyond the form is in packages/desk (question-flaws.ts). */
export const questionsText = z.strictObject({
  questions: z.array(question).min(1).max(MAX_QUESTIONS),
  levels: z.array(levelRule).max(60),
});
export type QuestionsText = z.infer<typeof questionsText>;

export const questionnaire = z.strictObject({
  version: z.int().min(1).max(10_000),
  /** Written by the organisation. */
  own: z.literal(true).optional(),
  ...questionsText.shape,
});
export type Questionnaire = z.infer<typeof questionnaire>;
