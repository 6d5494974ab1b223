import type { TicketCase } from './case-model.ts';

export interface Question {
  readonly id: string;
  readonly kind: 'text' | 'choice';
  readonly choices?: readonly string[];
  /** Good to know; complete without it. */
  readonly optional?: true;
  /** Asked only where another answer was one of these. */
  readonly showIf?: { readonly question: string; readonly is: readonly string[] };
}

/** The tier that answers speak for; the highest counts. */
interface LevelRule {
  readonly question: string;
  readonly is: string;
  readonly tier: number;
}

export interface Questionnaire {
  readonly version: number;
  readonly questions: readonly Question[];
  readonly levels: readonly LevelRule[];
}

const SINCE = { id: 'since', kind: 'choice', choices: ['today', 'days', 'longer', 'always'] } as const;
const SCOPE = { id: 'scope', kind: 'choice', choices: ['one', 'some', 'all'] } as const;
const WORKS = { id: 'works', kind: 'choice', choices: ['stopped', 'partly', 'workaround'] } as const;
const CHANGED = { id: 'changed', kind: 'choice', choices: ['nothing', 'update', 'device', 'program', 'unknown'] } as const;
const MESSAGE = { id: 'message', kind: 'text' } as const;
const AGAIN = { id: 'again', kind: 'choice', choices: ['always', 'sometimes', 'no'] } as const;
const LEVELS = [
  { question: 'scope', is: 'some', tier: 2 },
  { question: 'scope', is: 'all', tier: 2 },
  { question: 'again', is: 'sometimes', tier: 2 },
] as const;

/**
 * Every version that was ever asked, the newest last. Its words are in the pages' catalogues, under the version and the id.
 * A changed question is a new version.
 */
export const QUESTIONNAIRES = [
  {
    version: 1,
    questions: [
      SINCE,
      SCOPE,
      WORKS,
      CHANGED,
      { id: 'what-changed', kind: 'text', showIf: { question: 'changed', is: ['program'] } },
      MESSAGE,
      AGAIN,
    ],
    levels: LEVELS,
  },
  {
    version: 2,
    questions: [
      SINCE,
      SCOPE,
      WORKS,
      { id: 'restarted', kind: 'choice', choices: ['yes', 'no'], optional: true },
      { id: 'connection', kind: 'choice', choices: ['cable', 'wireless', 'none', 'unknown'], optional: true },
      CHANGED,
      { id: 'what-changed', kind: 'text', showIf: { question: 'changed', is: ['device', 'program'] } },
      MESSAGE,
      AGAIN,
    ],
    levels: LEVELS,
  },
] as const satisfies readonly Questionnaire[];

/** The one that is asked now. */
export const QUESTIONNAIRE = QUESTIONNAIRES[1];
const NEWEST: Questionnaire = QUESTIONNAIRE;

export type Answers = Readonly<Record<string, string>>;

/**
 * What was answered, later over earlier. Of an older version that which the newest still asks in the same way: nobody is
 * asked twice because the questions changed.
 */
export function answersOf({ work }: Pick<TicketCase, 'work'>): Answers {
  const answers: Record<string, string> = {};
  for (const item of work) {
    if (item.kind !== 'answers') continue;
    for (const [id, answer] of Object.entries(item.answers)) {
      if (isAnswer(NEWEST, id, answer)) answers[id] = answer;
    }
  }
  return answers;
}

/** Whether a questionnaire asks this, and takes such an answer. */
export function isAnswer({ questions }: Questionnaire, id: string, answer: string): boolean {
  const question = questions.find((each) => each.id === id);
  return question !== undefined && (question.choices === undefined || answer === '' || question.choices.includes(answer));
}

export function questionsFor(answers: Answers): readonly Question[] {
  return NEWEST.questions.filter(({ showIf }) => showIf === undefined || showIf.is.includes(answers[showIf.question] ?? ''));
}

export function isComplete(ticket: Pick<TicketCase, 'work'>): boolean {
  const answers = answersOf(ticket);
  return questionsFor(answers).every(({ id, optional }) => optional || (answers[id] ?? '').trim() !== '');
}

/** The tier that the answers speak for; 1 where none does. Whoever has the ticket may decide otherwise, and says why. */
export function levelNeeded(answers: Answers): number {
  return Math.max(1, ...NEWEST.levels.filter(({ question, is }) => answers[question] === is).map(({ tier }) => tier));
}

/** The tier that it needs: by its answers, or as somebody decided over these very answers, with a reason. */
export function levelOf({ work }: Pick<TicketCase, 'work'>): { readonly tier: number; readonly reason: string | null } {
  const derived = levelNeeded(answersOf({ work }));
  const decided = work.findLast((item) => item.kind === 'level');
  if (decided?.kind !== 'level' || decided.derived !== derived) return { tier: derived, reason: null };
  return { tier: decided.tier, reason: decided.reason };
}
