import type { AnswerSource, Question, Questionnaire } from '@alongside/protocol';
import type { TicketCase } from './case-model.ts';

const choose = (id: string, choices: readonly string[]): Question => ({
  id,
  kind: 'choice',
  choices: choices.map((each) => ({ id: each })),
});
const SINCE = choose('since', ['today', 'days', 'longer', 'always']);
const SCOPE = choose('scope', ['one', 'some', 'all']);
const WORKS = choose('works', ['stopped', 'partly', 'workaround']);
const CHANGED = choose('changed', ['nothing', 'update', 'device', 'program', 'unknown']);
const MESSAGE: Question = { id: 'message', kind: 'text' };
const AGAIN = choose('again', ['always', 'sometimes', 'no']);
const whatChanged = (is: string[]): Question => ({ id: 'what-changed', kind: 'text', showIf: { question: 'changed', is } });
const LEVELS = [
  { question: 'scope', is: 'some', tier: 2 },
  { question: 'scope', is: 'all', tier: 2 },
  { question: 'again', is: 'sometimes', tier: 2 },
];

const FIRST: Questionnaire = {
  version: 1,
  questions: [SINCE, SCOPE, WORKS, CHANGED, whatChanged(['program']), MESSAGE, AGAIN],
  levels: LEVELS,
};

const ASKED_SECOND: readonly Question[] = [
  SINCE,
  SCOPE,
  WORKS,
  { ...choose('restarted', ['yes', 'no']), optional: true },
  { ...choose('connection', ['cable', 'wireless', 'none', 'unknown']), optional: true },
  CHANGED,
  whatChanged(['device', 'program']),
  MESSAGE,
  AGAIN,
];
const SECOND: Questionnaire = { version: 2, questions: [...ASKED_SECOND], levels: LEVELS };

const known = (id: string): Question => ({ id, kind: 'text', optional: true });
/**
 * What is asked where a desk wrote nothing of its own. Its words are in the pages' catalogues, under the version and the id.
 * A changed question is a new version; those of a desk (`own`) are counted by themselves. What a report of the computer can
 * answer comes last (prefilled-answers.ts).
 */
export const QUESTIONNAIRE: Questionnaire = {
  version: 3,
  questions: [
    ...ASKED_SECOND,
    known('system'),
    known('computer'),
    known('disk-free'),
    known('memory'),
    { ...choose('battery', ['none', 'good', 'worn', 'unknown']), optional: true },
    { ...choose('updates', ['none', 'waiting', 'restart', 'unknown']), optional: true },
  ],
  levels: LEVELS,
};

/** Every version that came with the program, the newest last. */
export const QUESTIONNAIRES: readonly Questionnaire[] = [FIRST, SECOND, QUESTIONNAIRE];

export type Answers = Readonly<Record<string, string>>;
type Asked = Pick<Questionnaire, 'questions'>;

/**
 * What was answered, later over earlier. Of other versions that which is still asked in the same way: nobody is asked twice
 * because the questions changed. The rest stays in the log.
 */
export function answersOf({ work }: Pick<TicketCase, 'work'>, asked: Asked): Answers {
  // A question may be named as what every object has.
  const answers: Record<string, string> = Object.create(null);
  for (const item of work) {
    if (item.kind !== 'answers') continue;
    for (const [id, answer] of Object.entries(item.answers)) {
      if (isAnswer(asked, id, answer)) answers[id] = answer;
    }
  }
  return answers;
}

/** Which of the answers were kept as a report had them; one that somebody gave later is their own. */
export function sourcesOf({ work }: Pick<TicketCase, 'work'>): Readonly<Record<string, AnswerSource>> {
  const sources = new Map<string, AnswerSource>();
  for (const item of work) {
    if (item.kind !== 'answers') continue;
    for (const id of Object.keys(item.answers)) {
      const source = item.sources?.[id];
      if (source) sources.set(id, source);
      else sources.delete(id);
    }
  }
  return Object.fromEntries(sources);
}

/** Whether a questionnaire asks this, and takes such an answer. */
export function isAnswer({ questions }: Asked, id: string, answer: string): boolean {
  const question = questions.find((each) => each.id === id);
  if (question === undefined) return false;
  return question.choices === undefined || answer === '' || question.choices.some((choice) => choice.id === answer);
}

/** Those that are asked after these answers. What asks only after another is asked for nothing where that one is not. */
export function questionsFor(answers: Answers, { questions }: Asked): readonly Question[] {
  const asked: Question[] = [];
  for (const question of questions) {
    const { showIf } = question;
    const isShown = showIf === undefined || asked.some(({ id }) => id === showIf.question);
    if (isShown && (showIf === undefined || showIf.is.includes(answers[showIf.question] ?? ''))) asked.push(question);
  }
  return asked;
}

export function isComplete(ticket: Pick<TicketCase, 'work'>, asked: Asked): boolean {
  const answers = answersOf(ticket, asked);
  return questionsFor(answers, asked).every(({ id, optional }) => optional || (answers[id] ?? '').trim() !== '');
}

/** The tier that the answers speak for; 1 where none does. Whoever has the ticket may decide otherwise, and says why. */
export function levelNeeded(answers: Answers, asked: Questionnaire): number {
  const shown = new Set(questionsFor(answers, asked).map(({ id }) => id));
  const rules = asked.levels.filter(({ question, is }) => shown.has(question) && answers[question] === is);
  return Math.max(1, ...rules.map(({ tier }) => tier));
}

/** The tier that it needs: by its answers, or as somebody decided over these very answers, with a reason. */
export function levelOf(
  { work }: Pick<TicketCase, 'work'>,
  asked: Questionnaire,
): { readonly tier: number; readonly reason: string | null } {
  const derived = levelNeeded(answersOf({ work }, asked), asked);
  const decided = work.findLast((item) => item.kind === 'level');
  if (decided?.kind !== 'level' || decided.derived !== derived) return { tier: derived, reason: null };
  return { tier: decided.tier, reason: decided.reason };
}
