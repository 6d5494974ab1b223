/** What the desk asks the developers: an issue of theirs, linked to a known problem or to tickets. */
import { z } from 'zod';
import { id, instant, line, personName, prose } from './common.ts';
import { answeredParts, developerState, developersAnswer } from './developers.ts';
import { MAX_RULES, signatureRule } from './problems.ts';

const amount = z.int().min(0);
const number = z.int().min(1);

/** A program or a system that has it: from one version on, before another; an empty bound is none. */
export const affectedVersion = z.strictObject({ name: line(120), from: line(40), before: line(40) });
export type AffectedVersion = z.infer<typeof affectedVersion>;

/** What leaves the desk, and all of it. Nobody's name, no computer's, nothing out of a report's P2 and P3. */
export const developersQuestion = z.strictObject({
  /** Somebody asked; so many computers have it; a major incident does. */
  why: z.enum(['person', 'devices', 'major']),
  /** The number of the known problem; null where there is none. */
  problem: number.nullable(),
  title: line(120).pipe(z.string().min(1)),
  symptoms: prose(2000),
  /** What the desk found out. */
  note: prose(2000),
  signs: z.array(signatureRule.pick({ must: true, anyOf: true })).max(MAX_RULES),
  versions: z.array(affectedVersion).max(24),
  /** Distinct computers, and tickets, that have it. */
  devices: amount,
  cases: amount,
});
export type DevelopersQuestion = z.infer<typeof developersQuestion>;

const by = z.strictObject({ id, name: personName }).nullable();
export const developerEntry = z.strictObject({
  seq: amount,
  at: instant,
  /** Null: the server by itself. */
  by,
  body: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('asked'), question: developersQuestion }),
    /** A ticket that is told what becomes of it. */
    z.strictObject({ type: z.literal('linked'), ticketId: id, number }),
    z.strictObject({ type: z.literal('answered'), answer: developersAnswer }),
  ]),
});
export type DeveloperEntry = z.infer<typeof developerEntry>;
export type DeveloperEntryBody = DeveloperEntry['body'];

/** As it stands. What is not known of its state yet is empty or null. */
export const developerIssue = z.strictObject({
  id,
  number,
  /** Counts the answers: of two that answer, the second is told. */
  version: amount,
  state: developerState,
  askedAt: instant,
  /** Null: by itself. */
  askedBy: by,
  answeredAt: instant.nullable(),
  ...answeredParts,
  problemId: id.nullable(),
  question: developersQuestion,
});
export type DeveloperIssueView = z.infer<typeof developerIssue>;
