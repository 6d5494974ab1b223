/** Known problems: what many tickets have in common, how it is recognised, and how far its mending is. */
import { notification } from '@alongside/rpc';
import { z } from 'zod';
import { articleId, id, instant, line, personName, prose } from './common.ts';
import { answeredParts } from './developers.ts';
import { signatureFact } from './signature-fact.ts';
import { ticketStatus } from './ticket-case.ts';

export * from './signature-fact.ts';

export const PROBLEM_STATES = [
  'candidate',
  'investigating',
  'known-error',
  'fix-planned',
  'fixed',
  'verified',
  'closed',
  'duplicate',
  'wont-fix',
] as const;
export const problemState = z.enum(PROBLEM_STATES);
export type ProblemState = z.infer<typeof problemState>;

export const MAX_RULES = 12;
export const MAX_ALTERNATIVES = 6;
/** Holds where one of its facts does. `must`: where none does, it is not this problem, whatever else fits. */
export const signatureRule = z.strictObject({
  weight: z.int().min(1).max(10),
  must: z.boolean(),
  anyOf: z.array(signatureFact).min(1).max(MAX_ALTERNATIVES),
});
export type SignatureRule = z.infer<typeof signatureRule>;
export const problemSignature = z.array(signatureRule).max(MAX_RULES);
export type Signature = z.infer<typeof problemSignature>;

export const problemText = z.strictObject({
  title: line(120).pipe(z.string().min(1)),
  /** What users notice. */
  symptoms: prose(2000),
  impact: prose(1000),
  cause: prose(2000),
  /** How to work all the same until it is mended; or that there is no way. */
  workaround: prose(2000),
  article: articleId.nullable(),
  /** From so many computers on the developers are asked, or from one major incident on. */
  askAt: z.int().min(2).max(1000),
  signature: problemSignature,
});
export type ProblemText = z.infer<typeof problemText>;

const number = z.int().min(1);
const amount = z.int().min(0);
export const problemEntry = z.strictObject({
  seq: amount,
  at: instant,
  /** Null: the server by itself. */
  by: z.strictObject({ id, name: personName }).nullable(),
  body: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('written'), text: problemText }),
    z.strictObject({
      type: z.literal('moved'),
      to: problemState,
      note: prose(1000),
      /** The version that has the fix. */
      fixedIn: line(60),
      duplicateOf: number.nullable(),
    }),
    /** The developers are asked, with how many computers have it. */
    z.strictObject({ type: z.literal('asked'), why: z.enum(['devices', 'major', 'person']), devices: amount }),
    /** What the developers said of the issue of this number. */
    z.strictObject({
      type: z.literal('answered'),
      issue: number,
      state: z.enum(['accepted', 'fixed', 'declined']),
      ...answeredParts,
    }),
    z.strictObject({ type: z.literal('told'), text: prose(4000), tickets: amount, solved: amount }),
  ]),
});
export type ProblemEntry = z.infer<typeof problemEntry>;
export type ProblemEntryBody = ProblemEntry['body'];

/** Days that a trend looks back, the newest last. */
export const TREND_DAYS = 30;
export const problemTrend = z.strictObject({
  days: z.array(amount).length(TREND_DAYS),
  last7: amount,
  /** Of the seven days before those. */
  before7: amount,
  last30: amount,
});
export type ProblemTrend = z.infer<typeof problemTrend>;

export const problemSummary = z.strictObject({
  id,
  number,
  title: problemText.shape.title,
  state: problemState,
  fixedIn: line(60),
  hasWorkaround: z.boolean(),
  /** Distinct computers of confirmed cases. */
  devices: amount,
  confirmed: amount,
  rejected: amount,
  trend: problemTrend,
  /** That helps with it. */
  article: articleId.nullable(),
  /** When the developers were asked; null where they were not, or have answered. */
  askedAt: instant.nullable(),
  updatedAt: instant,
});
export type ProblemSummary = z.infer<typeof problemSummary>;

export const problemCase = z.strictObject({
  ticketId: id,
  number,
  subject: line(120),
  requester: personName,
  device: line(80),
  system: line(80),
  status: ticketStatus,
  createdAt: instant,
});
export type ProblemCase = z.infer<typeof problemCase>;

export const SUGGESTED_FROM = 0.8;
export const LISTED_FROM = 0.5;
/** `words`: the signature says nothing, but what the user wrote sounds like it. */
export const problemBand = z.enum(['suggested', 'listed', 'words']);
export type ProblemBand = z.infer<typeof problemBand>;
/** A rule whose facts nobody knows is unknown, which neither fits nor speaks against it. */
export const ruleResult = z.enum(['fits', 'differs', 'unknown']);
export type RuleResult = z.infer<typeof ruleResult>;

export const problemSuggestion = z.strictObject({
  id,
  number,
  title: problemText.shape.title,
  state: problemState,
  fixedIn: line(60),
  workaround: problemText.shape.workaround,
  article: articleId.nullable(),
  devices: amount,
  band: problemBand,
  score: z.number().min(0).max(1),
  rules: z.array(z.strictObject({ rule: signatureRule, result: ruleResult })).max(MAX_RULES),
});
export type ProblemSuggestion = z.infer<typeof problemSuggestion>;

export const problemVerdict = z.enum(['confirmed', 'rejected', 'removed']);
export type ProblemVerdict = z.infer<typeof problemVerdict>;

/** For technicians' pages: so many computers have it now, or a major incident does, that the developers are asked. */
export const problemAsked = notification('problem/asked', {
  from: 'server',
  params: z.strictObject({ id, number, title: problemText.shape.title, devices: amount }),
});
