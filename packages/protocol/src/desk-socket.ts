/** Between a technician's console and the server, on the socket `/ws/console`. HTTP has what is not live (http.ts). */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { callEntry } from './calls.ts';
import {
  chatMessage,
  iceServers,
  id,
  instant,
  jws,
  line,
  nonce,
  nothing,
  organisation,
  personName,
  presence,
  prose,
  publicKey,
  sha256,
  signalParams,
  signature,
} from './common.ts';
import { requestState, sessionEndReason } from './device.ts';
import { guestSide } from './guest.ts';
import { ticketChannel, ticketContact } from './intake.ts';
import { readArticles } from './kb.ts';
import { language } from './languages.ts';
import { toldNow } from './notices.ts';
import { type Permission, role } from './permissions.ts';
import { startedBy, supportCode } from './starting.ts';
import { caseEventBodies, givenResolution, mentions, namedPerson } from './ticket-case.ts';

export { diagnosisChanged } from './diagnosis.ts';
export { fleetChanged } from './fleet.ts';
export { problemAsked } from './problems.ts';

/** What a page's message needs is a permission of the table; the socket's gate looks it up. */
const may = (needed: Permission): Permission => needed;

/** The first frame of each connection. The console signs `alongside-console/1 LF nonce LF keyId` (UTF-8). */
export const consoleChallenge = notification('console/challenge', { from: 'server', params: z.strictObject({ nonce }) });

/** `token` comes from POST /api/socket-token, works once within 30 s. The key was registered by POST /api/keys. */
export const consoleAuthenticate = request('console/authenticate', {
  from: 'technician',
  params: z.strictObject({ token: z.string().min(20).max(100), keyId: id, signature }),
  result: z.strictObject({
    user: z.strictObject({ id, name: personName, role }),
    organisation,
    serverTime: instant,
    /** Sessions of this user that are still open, to come back to after a reload. */
    presence,
  }),
});

/** Whether this page's key was approved (until then nothing can be claimed here), and how many keys wait for this person. */
export const keysChanged = notification('keys/changed', {
  from: 'server',
  params: z.strictObject({ approved: z.boolean(), waiting: z.int().min(0) }),
});

export const ticketSummary = z.strictObject({
  id,
  number: z.int().min(1),
  state: requestState,
  /** The first line of what the user wrote. */
  subject: line(120),
  requester: personName,
  /** Null where it came without a computer. */
  device: z.strictObject({ id, name: line(80), online: z.boolean() }).nullable(),
  /** Its user waits in a page of a browser, opened by the ticket's link: that is asked to join. */
  guest: guestSide.optional(),
  createdAt: instant,
  /** Who claimed it, where somebody did. */
  technician: z.strictObject({ id, name: personName }).nullable(),
  sessionId: id.nullable(),
  /** Who handed over the session that is live, and may ask to watch it. */
  handedOverBy: id.optional(),
  callBack: z.strictObject({ phone: line(40), when: line(80) }).nullable(),
  /** Absent for a request that the user wrote by themselves. */
  startedBy: z.enum([...startedBy.exclude(['request']).options, 'standing', 'finding', 'form', 'call']).optional(),
  /** Whose link led to it: first in that technician's queue. */
  invitedBy: z.strictObject({ id, name: personName }).optional(),
});
export type TicketSummary = z.infer<typeof ticketSummary>;

/** Open tickets, oldest first, at most 200; sent whole at the start and after each change. */
export const queueChanged = notification('queue/changed', {
  from: 'server',
  maxBytes: 240 * 1024,
  params: z.strictObject({ tickets: z.array(ticketSummary).max(200), openCount: z.int().min(0) }),
});

/** Something was entered among this person's notices, or is to be read anew. */
export const noticesChanged = notification('notices/changed', { from: 'server', params: z.strictObject({}) });
/** To be shown by the browser, or heard, now. */
export const noticeTold = notification('notices/told', { from: 'server', params: toldNow });

export const colleaguesChanged = notification('presence/changed', {
  from: 'server',
  maxBytes: 64 * 1024,
  params: z.strictObject({ technicians: z.array(z.strictObject({ id, name: personName, presence })).max(200) }),
});
export const presenceSet = request('presence/set', {
  from: 'technician',
  needs: may('desk.connect'),
  params: z.strictObject({ presence }),
  result: nothing,
});
/** An answer says that the server still hears this page: of a network that went away a browser tells a page nothing. */
export const consoleBeat = request('console/beat', {
  from: 'technician',
  needs: may('desk.connect'),
  params: z.strictObject({}),
  result: nothing,
});

const claimed = z.strictObject({
  sessionId: id,
  requestId: id,
  device: z.strictObject({ id, name: line(80), publicKey }),
  /** The user's side is a page in a browser: `device` is that page. */
  guest: guestSide.optional(),
  requester: personName,
  iceServers,
  chat: z.array(chatMessage).max(500),
  /** It is to stay and watch: whose session. */
  watches: z.strictObject({ sessionId: id, technician: personName }).optional(),
});
/** One wins; the other gets `ticket.claimed-by-other` with the winner's name in its data. A claim lapses after 5 minutes without a join. */
export const ticketClaim = request('ticket/claim', {
  from: 'technician',
  needs: may('tickets.claim'),
  params: z.strictObject({ ticketId: id }),
  result: claimed,
});
/**
 * A code that a user reads out, at once a claimed request of whoever enters it. A wrong one, an old one, a used one and
 * none answer alike (`code.refused`); `code.locked` with its `minutes` after too many wrong ones.
 */
export const codeRedeem = request('code/redeem', {
  from: 'technician',
  needs: may('codes.redeem'),
  params: z.strictObject({ code: supportCode }),
  result: z.strictObject({ ticketId: id, claim: claimed }),
});
/**
 * By a standing permission of the user's, for this very browser's key: a ticket of its own, at once claimed. The user's
 * computer decides whether the permission holds.
 */
export const standingStart = request('standing/start', {
  from: 'technician',
  needs: may('standing.start'),
  params: z.strictObject({ deviceId: id, standingId: id }),
  result: z.strictObject({ ticketId: id, claim: claimed }),
});
/**
 * To stay and watch: whoever handed a session over asks to be let into the one that goes on, with the same browser. The
 * user's computer asks its user. Throws `session.not-found` where nothing is live that one has handed over, and
 * `ticket.wrong-state` where one watches already.
 */
export const sessionWatch = request('session/watch', {
  from: 'technician',
  needs: may('tickets.claim'),
  params: z.strictObject({ ticketId: id }),
  result: claimed,
});
export const ticketRelease = request('ticket/release', {
  from: 'technician',
  needs: may('tickets.write'),
  params: z.strictObject({ ticketId: id }),
  result: nothing,
});
export const ticketDone = request('ticket/done', {
  from: 'technician',
  needs: may('tickets.write'),
  maxBytes: 32 * 1024,
  params: z.strictObject({ ticketId: id, solution: prose(4000) }),
  result: nothing,
});
export const ticketNote = request('ticket/note', {
  from: 'technician',
  needs: may('tickets.write'),
  maxBytes: 32 * 1024,
  params: z.strictObject({ ticketId: id, text: prose(4000) }),
  result: nothing,
});

/** Append-only history of a ticket, as pages show it. */
export const ticketEvent = z.strictObject({
  seq: z.int().min(0),
  at: instant,
  actor: z.strictObject({ kind: z.enum(['user', 'technician', 'system']), id: id.nullable(), name: personName }),
  body: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('created'),
      text: prose(4000),
      articles: readArticles.optional(),
      /** By an agent, where it is not said. */
      channel: ticketChannel.optional(),
      contact: ticketContact.optional(),
      language: language.optional(),
    }),
    z.strictObject({ type: z.literal('claimed') }),
    z.strictObject({
      type: z.literal('released'),
      reason: z.enum(['by-technician', 'lapsed', 'join-declined', 'session-over', 'handed-over']),
    }),
    z.strictObject({ type: z.literal('joined'), sessionId: id }),
    z.strictObject({
      type: z.literal('session-ended'),
      sessionId: id,
      reason: line(40),
      headSeq: z.int().min(0).nullable(),
      headHash: sha256.nullable(),
    }),
    /** A session of its own, of whoever stays and watches the one that helps: it moves nothing of the ticket. */
    z.strictObject({ type: z.literal('watch-joined'), sessionId: id, person: namedPerson }),
    z.strictObject({
      type: z.literal('watch-ended'),
      sessionId: id,
      person: namedPerson,
      reason: line(40),
      headSeq: z.int().min(0).nullable(),
      headHash: sha256.nullable(),
    }),
    /** With the colleagues whom it names. */
    z.strictObject({ type: z.literal('note'), text: prose(4000), mentions: mentions.optional() }),
    z.strictObject({ type: z.literal('chat'), messageId: id, text: prose(4000) }),
    /** `dueAt`: where the user named a time. */
    z.strictObject({ type: z.literal('call-back'), phone: line(40), when: line(80), dueAt: instant.optional() }),
    callEntry,
    /** Without a code before there were codes. */
    z.strictObject({ type: z.literal('done'), solution: prose(4000), code: givenResolution.optional() }),
    z.strictObject({ type: z.literal('cancelled') }),
    /** By the system: what it was opened for is there again. */
    z.strictObject({ type: z.literal('reopened') }),
    ...caseEventBodies,
  ]),
});
export type TicketEvent = z.infer<typeof ticketEvent>;

export const ticketChanged = notification('ticket/changed', {
  from: 'server',
  maxBytes: 64 * 1024,
  params: z.strictObject({ ticketId: id, event: ticketEvent }),
});

/**
 * The user's answer to the offer to join, or what came instead of one; `withdrawn`: the desk is done with what it was for,
 * `elsewhere`: another page of the same person waits for it.
 */
const joinAnswer = z.enum(['accepted', 'declined', 'lapsed', 'device-away', 'cancelled', 'withdrawn', 'elsewhere']);
export type JoinAnswer = z.infer<typeof joinAnswer>;

export const joinAnswered = notification('join/answered', {
  from: 'server',
  params: z.strictObject({ sessionId: id, answer: joinAnswer }),
});

export const consoleSignal = notification('signal/from-console', {
  from: 'technician',
  needs: may('sessions.run'),
  maxBytes: 48 * 1024,
  params: signalParams,
});
export const consoleSignalled = notification('signal/to-console', { from: 'server', maxBytes: 48 * 1024, params: signalParams });

/** Fresh ICE servers of a joined session, for its next link: their credentials live 10 minutes. */
export const consoleIceServers = request('ice/for-console', {
  from: 'technician',
  needs: may('sessions.run'),
  params: z.strictObject({ sessionId: id }),
  result: iceServers,
});

export const consoleChatSay = request('chat/from-console', {
  from: 'technician',
  needs: may('tickets.write'),
  maxBytes: 32 * 1024,
  params: z.strictObject({ ticketId: id, messageId: id, text: prose(4000) }),
  result: nothing,
});
export const consoleChatSaid = notification('chat/to-console', {
  from: 'server',
  maxBytes: 32 * 1024,
  params: z.strictObject({ ticketId: id, message: chatMessage }),
});

/**
 * The head before a start of shell or input, kept outside the user's machine: hash and signatures only
 * (DESIGN 3.7). Both are JWS over the canonical head.
 */
export const headKeep = request('ledger/keep-head', {
  from: 'technician',
  needs: may('sessions.run'),
  maxBytes: 16 * 1024,
  params: z.strictObject({ sessionId: id, seq: z.int().min(0), hash: sha256, agent: jws, technician: jws }),
  result: nothing,
});

/** The technician's page leaves the session (closed, signed out, ended). */
export const sessionLeave = request('session/leave', {
  from: 'technician',
  needs: may('sessions.run'),
  params: z.strictObject({ sessionId: id }),
  result: nothing,
});
/** `reason` stands with `ended` where the user's machine told one. */
export const devicePresence = notification('session/device', {
  from: 'server',
  params: z.strictObject({ sessionId: id, state: z.enum(['here', 'away', 'ended']), reason: sessionEndReason.optional() }),
});
