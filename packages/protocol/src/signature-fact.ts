/** One thing that a report of checks or an answer can say of a case: what known problems are recognised by, and computers compared. */
import { z } from 'zod';
import { line } from './common.ts';
import { checkId, systemName } from './report.ts';

/** Of the questions that every technician would ask first. */
export const questionId = z.string().regex(/^[a-z][a-z-]{1,30}$/u);

/** Empty: no bound on this side. */
const bound = line(40);
const count = z.int().min(1).max(1_000_000);

export const signatureFact = z.discriminatedUnion('fact', [
  /** `bad` is warn or fail. */
  z.strictObject({ fact: z.literal('finding'), check: checkId, status: z.enum(['bad', 'fail', 'warn', 'pass']) }),
  /** What a check found in logs and devices: of which program, device or disk, by which code, how often. */
  z.strictObject({
    fact: z.literal('event'),
    check: checkId,
    about: line(120),
    code: z.int().min(-2_147_483_648).max(4_294_967_295).nullable(),
    times: count.nullable(),
  }),
  /** An installed program, by a part of its name; from one version on, before another. */
  z.strictObject({ fact: z.literal('app'), name: line(120), from: bound, before: bound }),
  z.strictObject({ fact: z.literal('system'), system: systemName.nullable(), name: line(80), from: bound, before: bound }),
  z.strictObject({ fact: z.literal('hardware'), manufacturer: line(80), model: line(80) }),
  z.strictObject({ fact: z.literal('answer'), question: questionId, is: line(100) }),
]);
export type SignatureFact = z.infer<typeof signatureFact>;
export type FactKind = SignatureFact['fact'];
export const FACT_KINDS = signatureFact.options.map((option) => option.shape.fact.value) as [FactKind, ...FactKind[]];
