import {
  type FactKind,
  type ProblemText,
  problemSignature,
  problemText,
  type Questionnaire,
  type Signature,
  type SignatureFact,
  type SignatureRule,
} from '@alongside/protocol';
import { z } from 'zod';

/** What is being written, as the fields have it; nothing of it need be complete. */
const draftSchema = z.strictObject({
  /** The version that it began with; null for a new problem. */
  base: z.int().min(0).nullable(),
  title: z.string().max(240),
  symptoms: z.string().max(4000),
  impact: z.string().max(2000),
  cause: z.string().max(4000),
  workaround: z.string().max(4000),
  article: z.string().max(60),
  askAt: z.number(),
  signature: problemSignature,
});
export type ProblemDraft = z.infer<typeof draftSchema>;

const ASK_AT = 5;

export function newProblem(begun: { readonly symptoms: string; readonly signature: Signature }): ProblemDraft {
  const { symptoms, signature } = begun;
  return { base: null, title: '', symptoms, impact: '', cause: '', workaround: '', article: '', askAt: ASK_AT, signature };
}

export function draftOfProblem(text: ProblemText, version: number): ProblemDraft {
  return { ...text, base: version, article: text.article ?? '' };
}

/** What is sent: `field` names what is missing or does not fit. */
export function textOfProblem({ base: _, article, ...rest }: ProblemDraft): { text: ProblemText } | { field: string } {
  const parsed = problemText.safeParse({
    ...rest,
    title: rest.title.trim(),
    article: article.trim() === '' ? null : article.trim(),
  });
  return parsed.success ? { text: parsed.data } : { field: String(parsed.error.issues[0]?.path[0] ?? 'title') };
}

/** A draft that was kept by this browser; undefined for none, or one of another version of the program. */
export function readProblemDraft(kept: string): ProblemDraft | undefined {
  if (kept === '') return undefined;
  try {
    return draftSchema.safeParse(JSON.parse(kept)).data;
  } catch {
    return undefined; // Not written by this page.
  }
}

const NEW_FACTS: { readonly [K in FactKind]: Extract<SignatureFact, { fact: K }> } = {
  finding: { fact: 'finding', check: 'disk.space', status: 'bad' },
  event: { fact: 'event', check: 'log.app', about: '', code: null, times: 1 },
  app: { fact: 'app', name: '', from: '', before: '' },
  system: { fact: 'system', system: 'windows', name: '', from: '', before: '' },
  hardware: { fact: 'hardware', manufacturer: '', model: '' },
  answer: { fact: 'answer', question: 'scope', is: 'some' },
};

export function newFact(kind: FactKind): SignatureFact {
  return NEW_FACTS[kind];
}

/** How much a sign says, in words; other numbers stay as somebody gave them. */
export const WEIGHTS = { hint: 1, speaks: 3, strong: 5, certain: 10 } as const;

export function newRule(): SignatureRule {
  return { weight: WEIGHTS.speaks, must: false, anyOf: [NEW_FACTS.finding] };
}

/** The answers that a question offers; none where it is answered in words. */
export function choicesOf({ questions }: Pick<Questionnaire, 'questions'>, question: string): readonly string[] {
  return questions.find(({ id }) => id === question)?.choices?.map(({ id }) => id) ?? [];
}
