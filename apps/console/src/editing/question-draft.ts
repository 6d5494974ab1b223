import { type QuestionFlaw, questionFlaws } from '@alongside/desk';
import { MAX_CHOICES, MAX_QUESTIONS, type Question, type QuestionsText, questionsText } from '@alongside/protocol';
import { z } from 'zod';
import { idOf } from '../knowledge/article-draft.ts';
import { readKept } from './kept-draft.ts';

const field = (max: number) => z.string().max(max * 2);
const choiceDraft = z.strictObject({ id: field(31), text: field(80) });
const questionDraft = z.strictObject({
  id: field(31),
  kind: z.enum(['text', 'choice']),
  ask: field(160),
  choices: z.array(choiceDraft).max(MAX_CHOICES),
  optional: z.boolean(),
  /** The question that it comes after, where it does not always come. */
  after: field(31),
  is: z.array(field(31)).max(MAX_CHOICES),
});
export type QuestionDraft = z.infer<typeof questionDraft>;
const levelDraft = z.strictObject({ question: field(31), is: field(31), tier: z.int().min(1).max(4) });
export type LevelDraft = z.infer<typeof levelDraft>;

/** What is being written, as the fields have it; nothing of it need be complete. */
const draftSchema = z.strictObject({
  base: z.int().nullable(),
  questions: z.array(questionDraft).max(MAX_QUESTIONS),
  levels: z.array(levelDraft).max(60),
  note: field(200),
});
export type QuestionsDraft = z.infer<typeof draftSchema>;

/** How the program words its own questions in the language of this page; undefined for what is none of them. */
export interface QuestionWords {
  readonly ask: (id: string) => string | undefined;
  readonly choice: (id: string, choice: string) => string | undefined;
}

/** So begin the names of what was added and has no words yet. */
const NEW = 'new-';

export function draftOfQuestions(
  { questions, levels }: QuestionsText,
  base: number | null,
  words: QuestionWords,
): QuestionsDraft {
  const drafts = questions.map(({ id, kind, ask, choices = [], optional = false, showIf }) => ({
    id,
    kind,
    ask: ask ?? words.ask(id) ?? '',
    choices: choices.map((choice) => ({ id: choice.id, text: choice.text ?? words.choice(id, choice.id) ?? '' })),
    optional,
    after: showIf?.question ?? '',
    is: showIf?.is ?? [],
  }));
  return { base, questions: drafts, levels, note: '' };
}

export function isNew({ id }: { readonly id: string }): boolean {
  return id.startsWith(NEW);
}

/** A name for the time being, told apart from the others by letters. */
function nextId(others: readonly { readonly id: string }[]): string {
  let id = NEW;
  do id += 'a';
  while (others.some((each) => each.id === id));
  return id;
}

export function newQuestion(others: readonly QuestionDraft[]): QuestionDraft {
  return { id: nextId(others), kind: 'text', ask: '', choices: [], optional: false, after: '', is: [] };
}

export function newChoice(others: readonly { readonly id: string }[]) {
  return { id: nextId(others), text: '' };
}

/** Without a question, and without what hung on it. */
export function withoutQuestion(draft: QuestionsDraft, at: number): QuestionsDraft {
  const gone = draft.questions[at]?.id;
  const questions = draft.questions.toSpliced(at, 1).map((each) => (each.after === gone ? { ...each, after: '', is: [] } : each));
  return { ...draft, questions, levels: draft.levels.filter(({ question }) => question !== gone) };
}

export type QuestionFlaws = ReadonlyMap<string, 'missing' | QuestionFlaw['flaw']>;

/**
 * As it would be sent. What was added gets a name of its words that nothing ever had: `before` is every question that was
 * ever asked, so that no old answer is read as one to a new question.
 */
export function wantedQuestions(draft: QuestionsDraft, before: readonly Question[], words: QuestionWords): QuestionsText {
  const { questions, levels } = named(draft, before);
  const choicesOf = ({ id, choices }: QuestionDraft) =>
    choices.map((choice) => ({ id: choice.id, ...ownWords('text', choice.text, words.choice(id, choice.id)) }));
  return {
    questions: questions.map((each) => ({
      id: each.id,
      kind: each.kind,
      ...ownWords('ask', each.ask, words.ask(each.id)),
      ...(each.kind === 'choice' ? { choices: choicesOf(each) } : {}),
      ...(each.optional ? { optional: true as const } : {}),
      ...(each.after === '' ? {} : { showIf: { question: each.after, is: each.is } }),
    })),
    levels,
  };
}

/** What is sent, or what does not fit yet, by its place (`questions-2-ask`). */
export function textOfQuestions(
  draft: QuestionsDraft,
  before: readonly Question[],
  words: QuestionWords,
): { readonly text: QuestionsText; readonly flaws?: undefined } | { readonly text?: undefined; readonly flaws: QuestionFlaws } {
  const wanted = wantedQuestions(draft, before, words);
  const parsed = questionsText.safeParse(wanted);
  const flaws = new Map<string, 'missing' | QuestionFlaw['flaw']>();
  for (const { path } of parsed.error?.issues ?? []) {
    flaws.set(path.includes('showIf') ? `questions-${String(path[1])}-after` : path.join('-'), 'missing');
  }
  for (const { flaw, at } of questionFlaws(wanted, before)) flaws.set(placeOf(flaw, at), flaw);
  return parsed.success && flaws.size === 0 ? { text: parsed.data } : { flaws };
}

function placeOf(flaw: QuestionFlaw['flaw'], at: number): string {
  return flaw === 'level' ? `levels-${at}` : `questions-${at}-${flaw === 'showIf' ? 'after' : 'ask'}`;
}

/** Words that are the program's stay its own: who reads another language reads them in that. */
function ownWords<K extends string>(key: K, text: string, shipped: string | undefined): { [P in K]?: string } {
  const own = text.trim();
  return own === shipped ? {} : ({ [key]: own } as { [P in K]?: string });
}

function named({ questions, levels }: QuestionsDraft, before: readonly Question[]): Pick<QuestionsDraft, 'questions' | 'levels'> {
  const taken = new Set([...before, ...questions].map(({ id }) => id));
  const ids = new Map(questions.filter(isNew).map(({ id, ask }) => [id, freeId(ask, 'question', taken)]));
  const choiceIds = new Map(
    questions.map(({ id, choices }) => {
      const ever = before.filter((each) => each.id === id).flatMap((each) => each.choices ?? []);
      const used = new Set([...ever, ...choices].map((choice) => choice.id));
      return [id, new Map(choices.filter(isNew).map((choice) => [choice.id, freeId(choice.text, 'answer', used)]))];
    }),
  );
  const ofQuestion = (id: string) => ids.get(id) ?? id;
  const ofChoice = (question: string, id: string) => choiceIds.get(question)?.get(id) ?? id;
  return {
    questions: questions.map((each) => ({
      ...each,
      id: ofQuestion(each.id),
      choices: each.choices.map((choice) => ({ ...choice, id: ofChoice(each.id, choice.id) })),
      after: ofQuestion(each.after),
      is: each.is.map((choice) => ofChoice(each.after, choice)),
    })),
    levels: levels.map(({ question, is, tier }) => ({ question: ofQuestion(question), is: ofChoice(question, is), tier })),
  };
}

/** Letters and dashes alone, of the words; `taken` has it from then on. */
function freeId(words: string, otherwise: string, taken: Set<string>): string {
  const letters = idOf(words)
    .replace(/[^a-z]+/gu, '-')
    .slice(0, 24)
    .replace(/^-+|-+$/gu, '');
  const base = letters.length < 2 || letters.startsWith(NEW) ? otherwise : letters;
  let id = base;
  for (let more = 'b'; taken.has(id); more += 'b') id = `${base.slice(0, 24)}-${more}`.slice(0, 31);
  taken.add(id);
  return id;
}

export function readQuestionsDraft(kept: string): QuestionsDraft | undefined {
  return readKept(draftSchema, kept);
}

/** What is said of a question beside its words: how it is answered, whether it must be, what it comes after, a tier. */
export type QuestionPartWords = (part: 'kind' | 'optional' | 'after' | 'tier', value: string) => string;

/** As lines, for what became of one version in another. */
export function questionLines({ questions, levels }: QuestionsText, words: QuestionWords, part: QuestionPartWords): string {
  const named = (id: string) => questions.find((each) => each.id === id);
  const askOf = (id: string) => named(id)?.ask ?? words.ask(id) ?? id;
  const answerOf = (id: string, choice: string) =>
    named(id)?.choices?.find((each) => each.id === choice)?.text ?? words.choice(id, choice) ?? choice;
  const ofQuestion = ({ id, kind, choices = [], optional, showIf }: Question) => [
    '',
    askOf(id),
    `   ${part('kind', kind)}`,
    ...choices.map((choice) => `   · ${answerOf(id, choice.id)}`),
    ...(optional ? [`   ${part('optional', '')}`] : []),
    ...(showIf
      ? [`   ${part('after', `${askOf(showIf.question)} ${showIf.is.map((is) => answerOf(showIf.question, is)).join(', ')}`)}`]
      : []),
  ];
  const ofLevel = ({ question, is, tier }: QuestionsText['levels'][number]) =>
    `${askOf(question)} ${answerOf(question, is)}: ${part('tier', String(tier))}`;
  return [...questions.flatMap(ofQuestion), '', ...levels.map(ofLevel)].join('\n');
}
