import type { TicketCase } from './case-model.ts';

export interface Question {
  readonly id: string;
  readonly kind: 'text' | 'choice';
  readonly choices?: readonly string[];
  /** Asked only where another answer was this one. */
  readonly showIf?: { readonly question: string; readonly is: string };
}

/** The tier that answers speak for; the highest counts. */
interface LevelRule {
  readonly question: string;
  readonly is: string;
  readonly tier: number;
}

/** Its words are in the pages' catalogues, under the version and the id. A changed question is a new version. */
export const QUESTIONNAIRE = {
  version: 1,
  questions: [
    { id: 'since', kind: 'choice', choices: ['today', 'days', 'longer', 'always'] },
    { id: 'scope', kind: 'choice', choices: ['one', 'some', 'all'] },
    { id: 'works', kind: 'choice', choices: ['stopped', 'partly', 'workaround'] },
    { id: 'changed', kind: 'choice', choices: ['nothing', 'update', 'device', 'program', 'unknown'] },
    { id: 'what-changed', kind: 'text', showIf: { question: 'changed', is: 'program' } },
    { id: 'message', kind: 'text' },
    { id: 'again', kind: 'choice', choices: ['always', 'sometimes', 'no'] },
  ],
  levels: [
    { question: 'scope', is: 'some', tier: 2 },
    { question: 'scope', is: 'all', tier: 2 },
    { question: 'again', is: 'sometimes', tier: 2 },
  ],
} as const satisfies { version: number; questions: readonly Question[]; levels: readonly LevelRule[] };

type Answers = Readonly<Record<string, string>>;

/** Of the newest version that was answered, later answers over earlier ones. */
export function answersOf({ work }: Pick<TicketCase, 'work'>): Answers {
  const given = work.filter((item) => item.kind === 'answers' && item.version === QUESTIONNAIRE.version);
  return Object.assign({}, ...given.map((item) => (item.kind === 'answers' ? item.answers : {})));
}

export function questionsFor(answers: Answers): readonly Question[] {
  const all: readonly Question[] = QUESTIONNAIRE.questions;
  return all.filter(({ showIf }) => showIf === undefined || answers[showIf.question] === showIf.is);
}

export function isComplete(ticket: Pick<TicketCase, 'work'>): boolean {
  const answers = answersOf(ticket);
  return questionsFor(answers).every(({ id }) => (answers[id] ?? '').trim() !== '');
}

/** The tier that the answers speak for; 1 where none does. Whoever has the ticket may decide otherwise, and says why. */
export function levelNeeded(answers: Answers): number {
  const rules: readonly LevelRule[] = QUESTIONNAIRE.levels;
  return Math.max(1, ...rules.filter(({ question, is }) => answers[question] === is).map(({ tier }) => tier));
}
