import { type PlaybookFlaw, playbookFlaws } from '@alongside/desk';
import {
  CAPABILITIES,
  chosenLanguage,
  LANGUAGES,
  type Language,
  MAX_PLAYBOOK_STEPS,
  type PlaybookStep,
  type PlaybookText,
  playbookText,
} from '@alongside/protocol';
import { z } from 'zod';
import { listOf, readKept } from './kept-draft.ts';

const field = (max: number) => z.string().max(max * 2);
const stepDraft = z.strictObject({
  id: field(31),
  text: field(300),
  why: field(300),
  say: field(300),
  /** Words for users in the languages that are not the playbook's. */
  sayIn: z.partialRecord(z.enum(LANGUAGES), field(300)),
  article: field(60),
  capability: z.enum(['', ...CAPABILITIES]),
  action: field(40),
  /** `''`: on to the next step. */
  failed: field(31),
  solves: z.boolean(),
});
export type StepDraft = z.infer<typeof stepDraft>;

/** What is being written, as the fields have it; nothing of it need be complete. */
const draftSchema = z.strictObject({
  /** The version that it began with; null where nobody here wrote one. */
  base: z.int().nullable(),
  id: field(60),
  locale: field(6),
  title: field(120),
  category: playbookText.shape.category,
  fits: field(400),
  words: field(900),
  checks: z.array(field(40)).max(12),
  steps: z.array(stepDraft).max(MAX_PLAYBOOK_STEPS),
  unfitText: field(400),
  unfitHand: field(400),
  note: field(200),
});
export type PlaybookDraft = z.infer<typeof draftSchema>;

const EMPTY_STEP = {
  text: '',
  why: '',
  say: '',
  sayIn: {},
  article: '',
  capability: '',
  action: '',
  failed: '',
  solves: false,
} as const;

export function newStep(steps: readonly StepDraft[]): StepDraft {
  let number = steps.length + 1;
  while (steps.some(({ id }) => id === `step-${number}`)) number += 1;
  return { id: `step-${number}`, ...EMPTY_STEP };
}

export function newPlaybook(locale: Language): PlaybookDraft {
  const first = newStep([]);
  const last = { ...newStep([first]), solves: true };
  const empty = { id: '', title: '', fits: '', words: '', checks: [], unfitText: '', unfitHand: '', note: '' };
  return { base: null, locale, category: 'programs', steps: [first, last], ...empty };
}

export function draftOfPlaybook(id: string, text: PlaybookText, base: number | null): PlaybookDraft {
  const { locale, title, category, fits, words, checks, steps, unfit } = text;
  return {
    base,
    id,
    locale,
    title,
    category,
    fits,
    words: words.join(', '),
    checks,
    steps: steps.map(draftOfStep),
    unfitText: unfit.text,
    unfitHand: unfit.hand,
    note: '',
  };
}

function draftOfStep({ id, text, why = '', say = '', sayIn = {}, article = '', ...rest }: PlaybookStep): StepDraft {
  const { capability = '', action = '', failed = '', solves = false } = rest;
  return { id, text, why, say, sayIn, article, capability, action, failed, solves };
}

/** Why a field cannot stay as it is. */
export type FieldFlaw = 'missing' | 'taken' | 'backwards' | PlaybookFlaw['flaw'];
/** By its place: `title`, `steps-2-text`. */
export type Flaws = ReadonlyMap<string, FieldFlaw>;

/** As it would be sent, whether or not it fits. */
export function wantedOf(draft: PlaybookDraft): PlaybookText {
  const { locale, category, checks, unfitText, unfitHand } = draft;
  return {
    locale,
    title: draft.title.trim(),
    category,
    fits: draft.fits.trim(),
    words: listOf(draft.words),
    checks,
    steps: draft.steps.map(stepOf),
    unfit: { text: unfitText.trim(), hand: unfitHand.trim() },
  };
}

/** What is sent, or what does not fit yet; what was typed is the draft's either way. */
export function textOfPlaybook(
  draft: PlaybookDraft,
  isArticle: (id: string) => boolean,
): { readonly text: PlaybookText; readonly flaws?: undefined } | { readonly text?: undefined; readonly flaws: Flaws } {
  const wanted = wantedOf(draft);
  const parsed = playbookText.safeParse(wanted);
  const flaws = new Map<string, FieldFlaw>();
  for (const { path } of parsed.error?.issues ?? []) if (path.length > 0) flaws.set(path.join('-'), 'missing');
  for (const [at, { failed }] of wanted.steps.entries()) {
    const to = wanted.steps.findIndex(({ id }) => id === failed);
    if (failed !== undefined && failed !== 'unfit' && to <= at) flaws.set(`steps-${at}-failed`, 'backwards');
  }
  for (const flaw of playbookFlaws(wanted, isArticle)) {
    if (flaw.flaw === 'article') flaws.set(`steps-${flaw.at}-article`, 'article');
    else flaws.set('steps', flaw.flaw);
  }
  return parsed.success && flaws.size === 0 ? { text: parsed.data } : { flaws };
}

/** Without what is empty: a field that nobody filled in says nothing. */
function stepOf({ id, text, sayIn, solves, ...rest }: StepDraft): PlaybookStep {
  const said = Object.fromEntries(Object.entries(sayIn).filter(([, words]) => words.trim() !== ''));
  const filled = Object.fromEntries(
    Object.entries(rest)
      .map(([key, value]) => [key, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const more = { ...(Object.keys(said).length > 0 ? { sayIn: said } : {}), ...(solves ? { solves } : {}) };
  // The schema looks at each of these before anything is sent.
  return { id, text: text.trim(), ...filled, ...more } as PlaybookStep;
}

/** A step at another place; where it cannot go, all stays. */
export function moved(steps: readonly StepDraft[], from: number, to: number): StepDraft[] {
  const step = steps[from];
  if (step === undefined || to < 0 || to >= steps.length) return [...steps];
  return steps.toSpliced(from, 1).toSpliced(to, 0, step);
}

/** Without this one; where another led to it, that goes on with the next. */
export function withoutStep(steps: readonly StepDraft[], at: number): StepDraft[] {
  const gone = steps[at]?.id;
  return steps.toSpliced(at, 1).map((step) => (step.failed === gone ? { ...step, failed: '' } : step));
}

export function otherLanguages(locale: string): Language[] {
  return LANGUAGES.filter((each) => each !== chosenLanguage([locale]));
}

export function readPlaybookDraft(kept: string): PlaybookDraft | undefined {
  return readKept(draftSchema, kept);
}

/** A part of a step in words, as a reader of this page has them; `failed` is `unfit` or the number of a step. */
export type StepPart = 'why' | 'say' | 'article' | 'capability' | 'action' | 'failed' | 'solves';
export type PartWords = (part: StepPart, value: string, language?: string) => string;

/** As lines, for what became of one version in another. */
export function playbookLines(text: PlaybookText, about: string, words: PartWords): string {
  const { title, locale, fits, steps, unfit } = text;
  const ofStep = (
    { text: done, why, say, sayIn = {}, article, capability, action, failed, solves }: PlaybookStep,
    at: number,
  ) => {
    const to = failed === undefined || failed === 'unfit' ? failed : String(steps.findIndex(({ id }) => id === failed) + 1);
    const parts = [
      ...(why === undefined ? [] : [words('why', why)]),
      ...(say === undefined ? [] : [words('say', say, locale)]),
      ...Object.entries(sayIn).map(([language, said]) => words('say', said, language)),
      ...(article === undefined ? [] : [words('article', article)]),
      ...(capability === undefined ? [] : [words('capability', capability)]),
      ...(action === undefined ? [] : [words('action', action)]),
      ...(to === undefined ? [] : [words('failed', to)]),
      ...(solves ? [words('solves', '')] : []),
    ];
    return ['', `${at + 1}. ${done}`, ...parts.map((part) => `   ${part}`)];
  };
  const head = [`# ${title}`, about, fits, text.words.join(', '), text.checks.join(', ')];
  return [...head, ...steps.flatMap(ofStep), '', unfit.text, unfit.hand].join('\n');
}
