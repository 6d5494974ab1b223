/** Between an agent and the server, on the socket `/ws/device`. The agent proves its device key first. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import {
  articleId,
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
  prose,
  publicKey,
  sha256,
  signalParams,
  signature,
} from './common.ts';
import { readArticles } from './kb.ts';
import { language } from './languages.ts';
import { MAX_STANDING, standingOffer } from './standing.ts';
import { invitationToken, nameplate, wrongReport } from './starting.ts';
import { followStep } from './ticket-case.ts';
import { certificateChain, trustDocuments } from './trust.ts';

export { diagnosisDelete, diagnosisSend } from './diagnosis.ts';
export { scanAnswer, scanAsk } from './fleet.ts';
export { logoFetch } from './logo.ts';
export { offlineList, offlineRead } from './offline-articles.ts';
export { ownDetach, ownList, ownPackage, ownRead, ownSay, ownSheet, ownVerdict } from './own-requests.ts';

/** The first frame of each connection. The agent signs `alongside-device/1 LF nonce LF deviceId` (UTF-8). */
export const deviceChallenge = notification('device/challenge', { from: 'server', params: z.strictObject({ nonce }) });

export const techniciansAvailable = z.int().min(0);

export const deviceProve = request('device/prove', {
  from: 'agent',
  params: z.strictObject({ deviceId: id, signature, agentVersion: line(40) }),
  result: z.strictObject({ organisation, serverTime: instant, techniciansAvailable }),
});

export const organisationChanged = notification('organisation/changed', {
  from: 'server',
  maxBytes: 64 * 1024,
  params: z.strictObject({ organisation, techniciansAvailable }),
});

/** The device leaves the organisation for good: its open requests are cancelled, its key is known no more. */
export const deviceRetire = request('device/retire', { from: 'agent', params: z.strictObject({}), result: nothing });

/**
 * A request for help. `proof` is a JWS (EdDSA, device key) over canonical `{ requestId, deviceId, textHash, at }`, and
 * `invitationHash` (SHA-256 of the token) where an invitation led to it: joins name the request, and the agent knows its
 * own. Sending the same `requestId` again gives the same answer. Throws `auth.refused` and `auth.token-used` for an
 * invitation that is none or no more.
 */
export const requestCreate = request('request/create', {
  from: 'agent',
  maxBytes: 32 * 1024,
  params: z.strictObject({
    requestId: id,
    text: prose(4000),
    name: personName,
    at: instant,
    invitation: invitationToken.optional(),
    /** In which it was written, and is to be answered. */
    language: language.optional(),
    /** What the user read before, as the user saw that it is sent. */
    articles: readArticles.optional(),
    proof: jws,
  }),
  result: z.strictObject({ ticketId: id, number: z.int().min(1) }),
});

/** A user wants it to be known that a public article helped; it is counted, without the device. */
export const articleHelped = request('article/helped', {
  from: 'agent',
  params: z.strictObject({ article: articleId }),
  result: nothing,
});

/** Whom an invitation is from; reading it uses nothing up. Throws as `request/create` does. */
export const invitationRead = request('invitation/read', {
  from: 'agent',
  params: z.strictObject({ token: invitationToken }),
  result: z.strictObject({ technician: personName, expiresAt: instant }),
});

/**
 * A code to read out. The server gets its nameplate and the hash of the whole (`codeToHash`), never the digits. `proof` is
 * a JWS of the device over canonical `{ requestId, deviceId, codeHash, at, until }`. A device has one at a time: another
 * takes its place; the same again, on a new connection, lets it be used there. Throws `code.taken` for a nameplate in use.
 */
export const codeCreate = request('code/create', {
  from: 'agent',
  params: z.strictObject({
    requestId: id,
    name: personName,
    nameplate,
    codeHash: sha256,
    at: instant,
    until: instant,
    proof: jws,
  }),
  result: nothing,
});
export const codeCancel = request('code/cancel', { from: 'agent', params: z.strictObject({ requestId: id }), result: nothing });
/** It was tried wrongly too often and is void. */
export const codeBurnt = notification('code/burnt', { from: 'server', params: z.strictObject({ requestId: id }) });
/** A technician has entered it: from here on it is a request like any other, with a number. */
export const codeRedeemed = notification('code/redeemed', {
  from: 'server',
  params: z.strictObject({ requestId: id, number: z.int().min(1) }),
});

export const requestCancel = request('request/cancel', {
  from: 'agent',
  params: z.strictObject({ requestId: id }),
  result: nothing,
});

/** A number and a time to be called at, where nobody is there. */
export const requestCallBack = request('request/call-back', {
  from: 'agent',
  params: z.strictObject({ requestId: id, phone: line(40), when: line(80), dueAt: instant.optional() }),
  result: nothing,
});

export const requestState = z.enum(['waiting', 'claimed', 'in-session', 'done', 'cancelled']);
export type RequestState = z.infer<typeof requestState>;

export const requestStatus = notification('request/status', {
  from: 'server',
  params: z.strictObject({
    requestId: id,
    number: z.int().min(1),
    state: requestState,
    /** 1 is next; null unless waiting. */
    place: z.int().min(1).nullable(),
    techniciansAvailable,
    /** Told only where at least 5 of today's waits are known. */
    expectedWaitMs: z.int().min(0).nullable(),
    /** The name of the technician who claimed it. */
    technician: personName.nullable(),
    /** Where its ticket stands, in a user's words. */
    step: followStep.optional(),
    /** What its user is asked beside the chat, each by an id of its own: another question has another. */
    asked: z.array(id).max(4).optional(),
  }),
});

/** A technician would like to join. Dropped by the agent unless `requestId` is a live request of its own. */
export const joinOffered = notification('join/offered', {
  from: 'server',
  maxBytes: 48 * 1024,
  params: z.strictObject({
    sessionId: id,
    requestId: id,
    technician: z.strictObject({
      id,
      name: personName,
      publicKey,
      /** Who vouches for this name and key; the agent believes what leads to the organisation that it pinned. */
      certificates: z.array(certificateChain).max(4),
    }),
    iceServers,
    /** Where it begins by a standing permission of this device's own: which, and the number of what was opened for it. */
    standing: z.strictObject({ standingId: id, number: z.int().min(1) }).optional(),
    /** To stay and watch: the session that is live, which this technician handed over. Dropped unless that is so. */
    watches: id.optional(),
  }),
});
export const joinWithdrawn = notification('join/withdrawn', {
  from: 'server',
  params: z.strictObject({ sessionId: id, reason: line(200) }),
});

export const joinAnswer = request('join/answer', {
  from: 'agent',
  params: z.strictObject({ sessionId: id, accepted: z.boolean() }),
  result: nothing,
});

/**
 * The revocations and policies that the server has, after each proof and each change. The agent takes what verifies under
 * the organisation that it pinned and is newer than what it has.
 */
export const trustChanged = notification('trust/changed', {
  from: 'server',
  maxBytes: 60 * 1024,
  params: z.strictObject({ documents: z.array(trustDocuments).max(4) }),
});

/**
 * The standing permissions that hold on this device, whole, after each proof and each change: for technicians to see. The
 * agent believes its own list alone.
 */
export const standingAnnounced = notification('standing/announced', {
  from: 'agent',
  maxBytes: 64 * 1024,
  params: z.strictObject({ permissions: z.array(standingOffer).max(MAX_STANDING) }),
});

/** Signals between the two ends of a joined session; the server routes and forgets them. */
export const deviceSignal = notification('signal/from-device', { from: 'agent', maxBytes: 48 * 1024, params: signalParams });
export const deviceSignalled = notification('signal/to-device', { from: 'server', maxBytes: 48 * 1024, params: signalParams });

/** Fresh ICE servers of a joined session, for its next link: their credentials live 10 minutes. */
export const deviceIceServers = request('ice/for-device', {
  from: 'agent',
  params: z.strictObject({ sessionId: id }),
  result: iceServers,
});

/** Chat through the server, from the claim until the join; both ends say so. */
export const deviceChatSay = request('chat/from-device', {
  from: 'agent',
  maxBytes: 32 * 1024,
  params: z.strictObject({ requestId: id, messageId: id, text: prose(4000) }),
  result: nothing,
});
export const deviceChatSaid = notification('chat/to-device', {
  from: 'server',
  maxBytes: 32 * 1024,
  params: z.strictObject({ requestId: id, message: chatMessage }),
});

/** Why a session ended, as the user's machine tells it. */
export const sessionEndReason = z.enum([
  'user-stopped',
  'technician-left',
  'link-lost',
  'expired',
  'user-closed',
  'words-refused',
  'not-proven',
  'watch-over',
  'failed',
]);

/** The session is over on the user's machine. `outcome` comes from the user; `head` is the ledger's last hash. */
export const sessionEnded = request('session/ended', {
  from: 'agent',
  params: z.strictObject({
    sessionId: id,
    reason: sessionEndReason,
    head: z.strictObject({ seq: z.int().min(0), hash: sha256 }).nullable(),
  }),
  result: nothing,
});

/**
 * "Something is wrong", once a session. `proof` is a JWS of the device over canonical
 * `{ sessionId, deviceId, reportHash, at }`, the hash being the SHA-256 of the canonical report.
 */
export const reportSend = request('report/send', {
  from: 'agent',
  maxBytes: 48 * 1024,
  params: z.strictObject({ sessionId: id, report: wrongReport, at: instant, proof: jws }),
  result: nothing,
});

export const technicianState = z.enum(['here', 'away', 'gone', 'barred', 'signed-out']);
export type TechnicianState = z.infer<typeof technicianState>;
/**
 * The server says that the technician's side is gone or came back (tab closed, socket lost). `barred`: the organisation has
 * barred this technician; `signed-out`: their sign-in ended, by themselves, by a new password or by a rule. Both end the
 * session at once.
 */
export const technicianPresence = notification('session/technician', {
  from: 'server',
  params: z.strictObject({ sessionId: id, state: technicianState }),
});

/**
 * To `gone`, of a session whose link lives: the two reach each other without the server, which ends nothing of it then. Where
 * nothing comes, the session is over.
 */
export const sessionLives = notification('session/lives', { from: 'agent', params: z.strictObject({ sessionId: id }) });
