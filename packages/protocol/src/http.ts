/**
 * The server's HTTP interface but for /api/auth (better-auth), as values: the server registers them with their schemas
 * (so that the OpenAPI page is made of them) and the console calls them with the same types.
 */

import { z } from 'zod';
import { browserKey } from './browser-keys.ts';
import { iceServers, id, instant, jws, line, organisation, personName, publicKey, sha256, signature } from './common.ts';
import { ticketEvent, ticketSummary } from './desk-socket.ts';
import { MAX_DEVICES } from './fleet.ts';
import { email, mailLine } from './mail.ts';
import { MAX_ACCOUNTS, permission, role } from './permissions.ts';
import { done, link, none, password, route } from './route.ts';
import { MAX_STANDING, standingOffer } from './standing.ts';
import { wrongReport } from './starting.ts';
import { MAX_TICKET_ENTRIES } from './ticket-case.ts';
import { certificateChain, publishedTrust, signedByAdmin } from './trust.ts';

export { callBacks, callEnd, callFind } from './calls.ts';
export * from './http-account.ts';
export * from './http-api-keys.ts';
export * from './http-assignment.ts';
export * from './http-attachments.ts';
export * from './http-crash-files.ts';
export * from './http-developers.ts';
export * from './http-diagnosis.ts';
export * from './http-editions.ts';
export * from './http-fleet.ts';
export * from './http-follow.ts';
export * from './http-kb.ts';
export * from './http-mail.ts';
export * from './http-notices.ts';
export * from './http-organisation.ts';
export * from './http-playbooks.ts';
export * from './http-problems.ts';
export * from './http-records.ts';
export * from './http-replies.ts';
export * from './http-spread.ts';
export * from './http-tasks.ts';
export * from './http-tickets.ts';
export * from './http-today.ts';
export * from './http-vendors.ts';
export { intakeRead, intakeWrite } from './intake.ts';
export { logo, logoAdd, logoRemove } from './logo.ts';
export type { Route } from './route.ts';
export { followSheet, sheetSend } from './sheets.ts';

const token = z.string().min(40).max(64);
/** No link makes an admin: only an admin does, with the account before their eyes. */
const invitedRole = role.exclude(['admin']);

export const me = route('GET', '/api/me', 'anyone', 'Who is signed in, and whether the first admin is still to come', {
  body: none,
  result: z.strictObject({
    user: z
      .strictObject({
        id,
        name: personName,
        email,
        role,
        permissions: z.array(permission),
        /** The role demands a second factor that this sign-in has not: until then there is one's own account alone. */
        factorMissing: z.boolean(),
      })
      .nullable(),
    setupNeeded: z.boolean(),
    organisationName: line(120),
    /** Of its logo, where it has one. */
    organisationLogo: sha256.optional(),
    /** Mail is set up: who forgot the password can have a link sent. */
    mail: z.boolean(),
  }),
});
/** The route is not registered once an admin exists: 404, as any unknown path. */
export const setup = route('POST', '/api/setup', 'anyone', 'Makes the first admin with the one-time token', {
  body: z.strictObject({ token, name: personName, email, password, organisationName: line(120) }),
  result: done,
});
export const socketToken = route(
  'POST',
  '/api/socket-token',
  'desk.connect',
  'A token for /ws/console, once, within 30 seconds',
  {
    body: z.strictObject({}),
    result: z.strictObject({ token: z.string() }),
  },
);
export const keyRegister = route('POST', '/api/keys', 'desk.connect', "Registers this browser's signing key", {
  body: z.strictObject({ publicKey, label: line(80), /** Over `alongside-key/1 LF userId`. */ proof: signature }),
  result: z.strictObject({ keyId: id }),
});
export const keys = route('GET', '/api/keys', 'keys.vouch', "Keys of one's own browsers; for an admin those of everybody", {
  body: none,
  result: z.array(browserKey).max(2000),
});
/** By `keyDecisionText`, signed by the approved key `by` of the same account or of an admin, `at` within 5 minutes of now. */
const keyDecision = z.strictObject({ by: id, at: instant, signature });
export const keyApprove = route('POST', '/api/keys/:id/approve', 'keys.vouch', "Adds another browser's key", {
  body: keyDecision,
  result: done,
});
/** For good: a browser whose key was removed makes another. */
export const keyRemove = route('POST', '/api/keys/:id/remove', 'keys.vouch', "Takes a browser's key away", {
  body: keyDecision,
  result: done,
});
export const trust = route(
  'GET',
  '/api/trust',
  'trust.read',
  "What the organisation's keys signed: to be verified by the reader",
  {
    body: none,
    result: z.strictObject({ organisations: z.array(publishedTrust).max(4) }),
  },
);
/** The same again changes nothing; an older one than is there is `trust.older`. So with the three below. */
export const trustAdminAdd = route('POST', '/api/trust/admins', 'trust.manage', "Publishes an admin's certificate", {
  body: z.strictObject({ certificate: jws }),
  result: done,
});
export const trustTechnicianAdd = route(
  'POST',
  '/api/trust/technicians',
  'trust.manage',
  "Publishes a technician's certificate, to go with each offer of that key",
  { body: certificateChain, result: done },
);
export const trustRevocationsAdd = route(
  'POST',
  '/api/trust/revocations',
  'trust.manage',
  'Publishes a list of revoked keys and sends it to every computer',
  { body: signedByAdmin, result: done },
);
export const trustPolicyAdd = route(
  'POST',
  '/api/trust/policies',
  'trust.manage',
  'Publishes a policy and sends it to every computer',
  {
    body: signedByAdmin,
    result: done,
  },
);
export const invitationCreate = route(
  'POST',
  '/api/invitations',
  'people.manage',
  'An invitation link for a person: once, within 72 hours',
  {
    body: z.strictObject({ name: personName, email, /** A technician, if unsaid. */ role: invitedRole.optional() }),
    /** `mail`: the one that carries the link to them; null where no mail is set up. */
    result: z.strictObject({ ...link.shape, mail: mailLine.nullable() }),
  },
);
export const invitations = route('GET', '/api/invitations', 'people.manage', 'Invitations that nobody has used yet', {
  body: none,
  result: z
    .array(z.strictObject({ id, name: personName, email, role: invitedRole, createdAt: instant, expiresAt: instant }))
    .max(200),
});
/** Whoever opens it from then on is told so (`auth.link-withdrawn`). `request.invalid` where it was used meanwhile. */
export const invitationWithdraw = route('POST', '/api/invitations/:id/withdraw', 'people.manage', 'Takes an invitation back', {
  body: z.strictObject({}),
  result: done,
});
export const invitationRead = route('POST', '/api/invitations/read', 'anyone', 'For whom an invitation or a reset link is', {
  body: z.strictObject({ token }),
  result: z.strictObject({ kind: z.enum(['invitation', 'reset']), name: personName, email }),
});
export const invitationAccept = route(
  'POST',
  '/api/invitations/accept',
  'anyone',
  'Sets the password with an invitation or a reset link',
  {
    body: z.strictObject({ token, password }),
    result: done,
  },
);
/** What users sent after "Something is wrong", the newest first. */
export const reports = route('GET', '/api/reports', 'reports.read', 'What users reported as wrong, the newest 200', {
  body: none,
  result: z
    .array(
      z.strictObject({
        id,
        at: instant,
        number: z.int().min(1),
        requester: personName,
        device: line(80),
        technician: z.strictObject({ id, name: personName, active: z.boolean() }),
        report: wrongReport,
        handledAt: instant.nullable(),
      }),
    )
    .max(200),
});
export const reportHandled = route('PUT', '/api/reports/:id/handled', 'reports.read', 'Marks a report as looked into', {
  body: z.strictObject({}),
  result: done,
});
export const helpInvitationCreate = route(
  'POST',
  '/api/help-invitations',
  'invitations.make',
  'A link by which a user asks this technician for help: once, within 72 hours',
  { body: z.strictObject({}), result: link },
);
export const users = route('GET', '/api/users', 'people.read', 'Accounts of the organisation', {
  body: none,
  result: z
    .array(
      z.strictObject({
        id,
        name: personName,
        email,
        role,
        active: z.boolean(),
        createdAt: instant,
        secondFactor: z.boolean(),
        /** That they answer for. */
        openTickets: z.int().min(0),
      }),
    )
    .max(MAX_ACCOUNTS),
});
/** How many open tickets went on, and how many could not (a vendor's user has not agreed, say). */
const passedOn = z.strictObject({ passed: z.int().min(0), left: z.int().min(0) });
/** Off also signs the account out everywhere. Nobody can switch off their own. */
export const userActive = route('PUT', '/api/users/:id/active', 'people.manage', 'Switches an account off or on', {
  body: z.strictObject({
    active: z.boolean(),
    /** With switching off: who gets their open tickets, null for the queue. They stay as they are where it is unsaid. */
    ticketsTo: id.nullable().optional(),
  }),
  result: z.strictObject({ ...done.shape, ...passedOn.shape }),
});
/** Of whoever has left: they answer for none of them any more. */
export const userTickets = route('POST', '/api/users/:id/tickets', 'people.manage', "Gives somebody's open tickets to others", {
  body: z.strictObject({ to: id.nullable() }),
  result: passedOn,
});
/** It signs the account out everywhere. Nobody can change their own, and one admin always stays. */
export const userRole = route('PUT', '/api/users/:id/role', 'people.manage', "Changes an account's role", {
  body: z.strictObject({ role }),
  result: done,
});
export const enrollmentCreate = route(
  'POST',
  '/api/enrollments',
  'devices.enroll',
  'An enrollment link for one device, within 72 hours',
  {
    body: z.strictObject({ label: line(80) }),
    result: link,
  },
);
/** `proof` is over `alongside-enroll/1 LF token LF publicKey`. Enrolling the same key again with a fresh token keeps its id. */
export const enroll = route('POST', '/api/enroll', 'anyone', 'A device enrolls with the token of its link', {
  body: z.strictObject({ token, publicKey, name: line(80), system: line(80), proof: signature }),
  result: z.strictObject({
    deviceId: id,
    organisation,
    /** With which this server attests second factors: the device keeps it, and believes no other. */
    stepUpKey: publicKey.optional(),
  }),
});
/**
 * For `alongside doctor`: the relays are for enrolled computers and for those that are about to be. A device signs
 * `alongside-doctor/1 LF deviceId LF at`, `at` by the server's clock; the token of a link stays unused.
 */
export const iceCheck = route('POST', '/api/ice-check', 'anyone', 'ICE servers for a check from a computer, for ten minutes', {
  body: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('device'), deviceId: id, at: instant, signature }),
    z.strictObject({ by: z.literal('enrollment'), token }),
  ]),
  result: z.strictObject({ iceServers }),
});
export const devices = route('GET', '/api/devices', 'devices.read', 'Enrolled devices, the newest first', {
  body: none,
  result: z
    .array(
      z.strictObject({
        id,
        name: line(80),
        system: line(80),
        enrolledAt: instant,
        lastSeenAt: instant.nullable(),
        online: z.boolean(),
      }),
    )
    .max(MAX_DEVICES),
});
export const device = route('GET', '/api/devices/:id', 'devices.read', 'One device, and what its user allowed beforehand', {
  body: none,
  result: z.strictObject({
    id,
    name: line(80),
    system: line(80),
    enrolledAt: instant,
    lastSeenAt: instant.nullable(),
    online: z.boolean(),
    /**
     * Told by the device while it is online. `technician`: whose key it is, null where nobody's is known for it. `ownKeys`:
     * those browsers of the asker's for which it is, as far as the server knows.
     */
    standing: z
      .array(z.strictObject({ ...standingOffer.shape, technician: personName.nullable(), ownKeys: z.array(publicKey).max(100) }))
      .max(MAX_STANDING),
  }),
});
export const tickets = route('GET', '/api/tickets', 'tickets.read', 'The newest tickets, open or not, at most 200', {
  body: none,
  result: z.array(ticketSummary).max(200),
});
export const ticket = route('GET', '/api/tickets/:id', 'tickets.read', 'A ticket and all that happened in it', {
  body: none,
  result: z.strictObject({ ticket: ticketSummary, text: z.string(), events: z.array(ticketEvent).max(2 * MAX_TICKET_ENTRIES) }),
});
