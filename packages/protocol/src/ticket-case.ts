/** A ticket as a case: its states and tiers, and what is entered into its log beside the live help (desk-socket.ts). */
import { z } from 'zod';
import { attachmentEventBodies } from './attachments.ts';
import { id, instant, line, personName, prose, sentArticle, sha256 } from './common.ts';
import { crashEventBodies } from './crash-files.ts';
import { developersEventBody } from './developers.ts';
import { ticketContact } from './intake.ts';
import { broughtEventBodies } from './kept-record.ts';
import { language } from './languages.ts';
import { questionId, signatureFact } from './signature-fact.ts';

export { questionId };

/** Of what is said in the ticket that another ended in: it goes to that one's address as well, or does not reach its user. */
export const mergedAnswers = z.enum(['carried', 'left']);

/** A call that somebody waits for, as it goes along into another ticket. */
const wantedCall = z.strictObject({
  phone: line(40),
  when: line(80),
  askedAt: instant,
  wantedAt: instant,
  tries: z.int().min(0),
  triedAt: instant.nullable(),
});

export const TICKET_STATUSES = [
  'new',
  'open',
  'pending-user',
  'pending-vendor',
  'pending-fix',
  'resolved',
  'closed',
  'merged',
  'spam',
] as const;
export const ticketStatus = z.enum(TICKET_STATUSES);
export type TicketStatus = z.infer<typeof ticketStatus>;

/** How it ended. The last three are the system's words for what nobody solved. */
export const RESOLUTIONS = [
  'remote-repair',
  'advice',
  'workaround',
  'fixed-version',
  'on-site',
  'replacement',
  'vendor',
  'not-reproducible',
  'declined',
  'no-response',
  'withdrawn',
  'gone',
] as const;
export const resolution = z.enum(RESOLUTIONS);
export type Resolution = z.infer<typeof resolution>;
/** What a technician may say of their own ticket. */
export const givenResolution = resolution.exclude(['withdrawn', 'gone']);

/** The link of a ticket's user: 128 random bits, base64url; the server keeps their hash. */
export const followToken = z.string().regex(/^[A-Za-z0-9_-]{22}$/u);

/** What a user reads of a ticket: fewer words than staff have, and whose turn it is. */
export const followStep = z.enum([
  'waiting',
  'being-helped',
  'in-progress',
  'answer-us',
  'check-solution',
  'closed',
  'joined-other',
]);
export type FollowStep = z.infer<typeof followStep>;

export const tier = z.int().min(1).max(4);
export const grade = z.int().min(1).max(5);
/** From impact and urgency; 6 stands above the matrix, for what is major. */
export const priority = z.int().min(1).max(6);
export const ticketKind = z.enum(['incident', 'request', 'question']);
export const ticketTag = line(40);
export const MAX_TICKET_TAGS = 20;
/** A ticket is read whole, and nobody writes so many by hand. What ends something is taken beyond. */
export const MAX_TICKET_ENTRIES = 5000;
export const MAX_WATCHERS = 50;
/** Colleagues who are asked about one ticket and have not answered. */
export const MAX_ASKED = 10;
export const ticketRelation = z.enum(['related', 'duplicate-of', 'parent', 'split-from']);

export const namedPerson = z.strictObject({ id, name: personName });
export type NamedPerson = z.infer<typeof namedPerson>;
export const MAX_MENTIONS = 10;
export const mentions = z.array(namedPerson).max(MAX_MENTIONS);
export const supportGroupName = z.strictObject({ id, name: line(60), tier });
export type SupportGroupName = z.infer<typeof supportGroupName>;
export const otherTicket = z.strictObject({ ticketId: id, number: z.int().min(1) });

export const HANDOVER_KINDS = ['up', 'down', 'lateral', 'refer'] as const;
export const handoverKind = z.enum(HANDOVER_KINDS);
export type HandoverKind = z.infer<typeof handoverKind>;

/** What a handover can lack; a return names at least one. */
export const HANDOVER_NEEDS = [
  'questionnaire',
  'category',
  'steps',
  'diagnosis',
  'back-channel',
  'known-or-new',
  'analysis',
  'evidence',
  'vendor',
  'user-consent',
  'reason',
  'instructions',
  'supervisor',
  'level',
] as const;
export const handoverNeed = z.enum(HANDOVER_NEEDS);
export type HandoverNeed = z.infer<typeof handoverNeed>;

export const playbookId = z.string().regex(/^[a-z][a-z0-9-]{1,59}$/u);
export const playbookStepId = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/u);
export const stepResult = z.enum(['done', 'failed', 'skipped']);

const answers = {
  kind: z.literal('answers'),
  version: z.int().min(1).max(10_000),
  /** Of questions that the organisation wrote; else of those that come with the program. */
  own: z.literal(true).optional(),
  answers: z.record(questionId, line(400)).refine((given) => Object.keys(given).length <= 40),
};
/** The report of the ticket's computer that an answer was taken from. */
export const answerSource = z.strictObject({ diagnosisId: id, at: instant });
export type AnswerSource = z.infer<typeof answerSource>;

/**
 * How its user was there: on the computer that asked, whose key proves it, or by the ticket's link, which whoever has it can
 * open, the desk that made it too.
 */
const userWay = z.enum(['computer', 'link']);
export type UserWay = z.infer<typeof userWay>;

/** `own`: a version of the organisation's own, else of what came with the program. */
const edition = { playbook: playbookId, version: z.int().min(1).max(10_000), own: z.literal(true).optional() };

const givenItems = [
  z.strictObject({ kind: z.literal('step'), text: line(400), result: stepResult }),
  /** Why no step was tried. */
  z.strictObject({ kind: z.literal('no-steps'), reason: line(400) }),
  /** The user would rather not send a report, which is fine; it is said so that nobody asks again. */
  z.strictObject({ kind: z.literal('report-refused'), reason: line(400) }),
  z.strictObject({ kind: z.literal('known-or-new'), decision: z.enum(['known', 'new']), problem: line(120) }),
  z.strictObject({ kind: z.literal('analysis'), text: prose(4000), evidence: z.array(line(200)).max(20) }),
  /** How the machine is set up, down to files and code: for tier 3 alone. */
  z.strictObject({ kind: z.literal('configuration'), text: prose(4000) }),
  z.strictObject({ kind: z.literal('workaround'), text: prose(2000) }),
  /** Somebody comes to the machine: when, and what for. */
  z.strictObject({ kind: z.literal('visit'), when: line(80), text: line(400) }),
  /** A part that was ordered or replaced, and its number. */
  z.strictObject({ kind: z.literal('part'), text: line(400), reference: line(120), state: z.enum(['ordered', 'replaced']) }),
  z.strictObject({ kind: z.literal('vendor'), name: line(120), reference: line(120) }),
  /** Before users said it themselves (`vendor-answered`). */
  z.strictObject({ kind: z.literal('vendor-consent'), how: line(200) }),
  /** Which tier it needs, otherwise than the answers say (`derived`), and why. */
  z.strictObject({ kind: z.literal('level'), tier, derived: tier, reason: line(400).pipe(z.string().min(1)) }),
] as const;
/** What a page or a program enters as it stands. */
export const givenWorkItem = z.discriminatedUnion('kind', [z.strictObject(answers), ...givenItems]);
export type GivenWorkItem = z.infer<typeof givenWorkItem>;
/** What was found out and done, as it is carried through the tiers: nothing is asked twice. */
export const workItem = z.discriminatedUnion('kind', [
  ...givenItems,
  /** `sources`: of what somebody kept as a report had it. */
  z.strictObject({ ...answers, sources: z.record(questionId, answerSource).optional() }),
  /** On which other computers it is, too: counted by the server when somebody pressed. */
  z.strictObject({
    kind: z.literal('spread'),
    fact: signatureFact,
    count: z.int().min(0),
    /** Of how many computers it is known whether they have it. */
    outOf: z.int().min(0),
    /** The first of them. */
    devices: z.array(z.strictObject({ id, name: line(80) })).max(20),
  }),
  z.strictObject({
    kind: z.literal('playbook'),
    ...edition,
    title: line(120),
    how: z.enum(['begun', 'ended', 'unfit']),
    note: line(400),
  }),
  /** With the step's words, which a later version may change. */
  z.strictObject({
    kind: z.literal('playbook-step'),
    ...edition,
    step: playbookStepId,
    text: line(300),
    result: stepResult,
    note: line(400),
  }),
]);
export type WorkItem = z.infer<typeof workItem>;

export const handoverOffer = z.strictObject({
  handoverId: id,
  kind: handoverKind,
  toTier: tier,
  group: supportGroupName.nullable(),
  /** Somebody in particular, where it is not for the whole group. */
  person: namedPerson.nullable(),
  reason: prose(1000),
  instructions: prose(4000),
  /** Of the package that goes with it (canonical manifest). */
  package: sha256,
  /** Not accepted by then, it is over, and the ticket stays where it is. */
  lapsesAt: instant,
});
export type HandoverOffer = z.infer<typeof handoverOffer>;

/** Entries of the log beside those of live help. */
export const caseEventBodies = [
  /** Between user and desk, whether or not somebody has claimed it. */
  z.strictObject({ type: z.literal('reply'), messageId: id, text: prose(4000), article: sentArticle.optional() }),
  z.strictObject({
    type: z.literal('moved'),
    to: z.enum(['open', 'pending-user', 'pending-vendor', 'pending-fix', 'closed', 'spam']),
    note: prose(1000),
  }),
  /** The user says that it is solved. */
  z.strictObject({ type: z.literal('accepted') }),
  z.strictObject({ type: z.literal('rated'), stars: z.int().min(1).max(5), comment: prose(1000) }),
  z.strictObject({ type: z.literal('manager-asked'), reason: prose(500) }),
  /** Somebody who leads the desk has taken that up. */
  z.strictObject({ type: z.literal('manager-heard') }),
  z.strictObject({
    type: z.literal('assigned'),
    owner: namedPerson.nullable(),
    group: supportGroupName.nullable(),
    note: prose(500),
  }),
  /** By the server: somebody is asked to take it. */
  z.strictObject({ type: z.literal('offer-made'), person: namedPerson, group: supportGroupName, lapsesAt: instant }),
  /** It is for everybody again. `away`: that person left, or is busy. */
  z.strictObject({ type: z.literal('offer-passed'), person: namedPerson, how: z.enum(['declined', 'lapsed', 'away']) }),
  /** The owner stays; a note by that person answers it. */
  z.strictObject({ type: z.literal('colleague-asked'), person: namedPerson, question: prose(1000) }),
  z.strictObject({ type: z.literal('ranked'), urgency: grade, impact: grade, major: z.boolean() }),
  z.strictObject({ type: z.literal('classified'), kind: ticketKind, category: line(60) }),
  z.strictObject({
    type: z.literal('tagged'),
    add: z.array(ticketTag).max(MAX_TICKET_TAGS),
    remove: z.array(ticketTag).max(MAX_TICKET_TAGS),
  }),
  /** In which language its user is written to from now on. */
  z.strictObject({ type: z.literal('spoken'), language }),
  z.strictObject({ type: z.literal('watched'), person: namedPerson, on: z.boolean() }),
  z.strictObject({ type: z.literal('linked'), other: otherTicket, relation: ticketRelation, on: z.boolean() }),
  /** This one ended in the other; `absorbed` stands in that one, with the address that answers go to from then on. */
  z.strictObject({ type: z.literal('merged'), other: otherTicket, answers: mergedAnswers.optional() }),
  z.strictObject({
    type: z.literal('absorbed'),
    other: otherTicket,
    contact: ticketContact.optional(),
    language: language.optional(),
    /** That its user waits for. */
    call: wantedCall.optional(),
  }),
  z.strictObject({ type: z.literal('recorded'), item: workItem }),
  /** A person says that it is a known problem or is not; `score` is what its signature said then, null where it said nothing. */
  z.strictObject({
    type: z.literal('problem'),
    problem: z.strictObject({ problemId: id, number: z.int().min(1), title: line(120) }),
    verdict: z.enum(['confirmed', 'rejected', 'removed']),
    score: z.number().min(0).max(1).nullable(),
  }),
  developersEventBody,
  /** What is to be done here, as somebody of a higher tier said when passing a ticket down that is linked, or this one. */
  z.strictObject({ type: z.literal('task'), taskId: id, text: prose(4000), from: otherTicket, by: namedPerson }),
  z.strictObject({ type: z.literal('task-done'), taskId: id, note: prose(500) }),
  z.strictObject({ type: z.literal('handover-offered'), offer: handoverOffer }),
  z.strictObject({ type: z.literal('handover-accepted'), handoverId: id }),
  z.strictObject({
    type: z.literal('handover-returned'),
    handoverId: id,
    missing: z.array(handoverNeed).min(1).max(HANDOVER_NEEDS.length),
    note: prose(1000),
  }),
  z.strictObject({ type: z.literal('handover-ended'), handoverId: id, how: z.enum(['lapsed', 'withdrawn']) }),
  /** A vendor may have this package if its user says yes to it. */
  z.strictObject({
    type: z.literal('vendor-asked'),
    vendor: z.strictObject({ vendorId: id, name: line(120) }),
    package: sha256,
    bytes: z.int().min(0),
  }),
  z.strictObject({
    type: z.literal('vendor-answered'),
    package: sha256,
    answer: z.enum(['yes', 'no']),
    via: userWay.optional(),
  }),
  /** `dueAt`: when the vendor's contract promises an answer. */
  z.strictObject({ type: z.literal('vendor-sent'), package: sha256, reference: line(120), dueAt: instant }),
  /** Stands in no log: what a reader gets in the place of an entry that is not for them. */
  z.strictObject({ type: z.literal('withheld'), edits: z.boolean() }),
  ...attachmentEventBodies,
  ...crashEventBodies,
  ...broughtEventBodies,
  /** By the system: its user was asked for an answer once more. */
  z.strictObject({ type: z.literal('reminded'), nth: z.int().min(1).max(10) }),
] as const;
