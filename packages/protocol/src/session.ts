/**
 * Between agent and technician, inside the verified link (packages/peer carries it). `needs` names the capability
 * whose live grant the agent's gate demands before it reads a message; messages without it are allowed from the join.
 */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { actionProgress, actionRequest, actionResult } from './actions.ts';
import {
  capability,
  chatMessage,
  duration,
  id,
  instant,
  jws,
  line,
  nonce,
  nothing,
  personName,
  prose,
  sha256,
} from './common.ts';
import { checkId, report, scanProfile } from './report.ts';

// -- Chat ------------------------------------------------------------------------------------------------------------

/**
 * What was written with somebody else in a session before, of the same request: only when the user passes it on. `name` says
 * who wrote each.
 */
export const chatBefore = notification('chat/before', {
  from: 'agent',
  maxBytes: 120 * 1024,
  params: z.strictObject({ messages: z.array(chatMessage).max(200) }),
});

/**
 * Who else is in this session, whole. Answered once the technician's page has it: before that nothing is passed on, so that
 * nobody writes without knowing who reads along.
 */
export const companyTold = request('company/told', {
  from: 'agent',
  params: z.strictObject({
    others: z.array(z.strictObject({ name: personName, part: z.enum(['helps', 'watches']) })).max(2),
  }),
  result: nothing,
});
export type Company = z.infer<typeof companyTold.params>['others'];

/** What one of the others wrote, as the user's side passes it on: `name` says who. */
export const chatRelayed = notification('chat/relayed', {
  from: 'agent',
  maxBytes: 32 * 1024,
  params: chatMessage.omit({ article: true }),
});

export const chatSay = request('chat/say', {
  from: 'either',
  maxBytes: 32 * 1024,
  params: z.strictObject({ messageId: id, text: prose(4000), at: instant }),
  result: nothing,
});

// -- Consent ---------------------------------------------------------------------------------------------------------

/** Asks the user for a capability. What comes of it is told by `consent/state`. */
export const consentAsk = request('consent/ask', {
  from: 'technician',
  params: z.strictObject({
    askId: id,
    capability,
    reason: line(300),
    durationMs: duration.min(60_000),
    /** For `actions.run`, and for nothing else: the one thing that is asked for. */
    action: actionRequest.optional(),
    /** The server's attestation that the technician has just given a second factor (consent: `stepUpPayload`). */
    stepUp: jws.optional(),
  }),
  result: nothing,
});
export const consentWithdraw = request('consent/withdraw', {
  from: 'technician',
  params: z.strictObject({ askId: id }),
  result: nothing,
});

export const askOutcome = z.enum([
  /** Behind another dialog. */
  'queued',
  /** The dialog is open; `deadline` tells how long. */
  'shown',
  /** Allowed; for the screen, the user now chooses which. */
  'allowed',
  /** Live: see `grant/state`. */
  'granted',
  'refused',
  'unanswered',
  'withdrawn',
  /** Allowed, but it could not begin (no screen chosen, no shell, no countersignature): `code` says why. */
  'failed',
]);
export type AskOutcome = z.infer<typeof askOutcome>;

export const consentState = notification('consent/state', {
  from: 'agent',
  params: z.strictObject({
    askId: id,
    capability,
    outcome: askOutcome,
    /** Until the dialog closes by itself, where it is shown. */
    remainingMs: z.int().min(0).nullable(),
    /** When the same may be asked again; null: at once. -1: not in this session. */
    askAgainInMs: z.int().min(-1).nullable(),
    /** Of the one table, as far as this version knows it. */
    code: z
      .string()
      .regex(/^[a-z.-]{1,64}$/u)
      .nullable(),
  }),
});

export const grantView = z.strictObject({
  grantId: id,
  capability,
  remainingMs: z.int().min(0),
  /** Nothing may be done under it now: a dialog is open, the user paused, or the link is being rebuilt. */
  frozen: z.boolean(),
  inUse: z.boolean(),
});
export type GrantView = z.infer<typeof grantView>;

/** All live grants, sent whole after each change. */
export const grantState = notification('grant/state', {
  from: 'agent',
  params: z.strictObject({
    grants: z.array(grantView).max(16),
    paused: z.boolean(),
    /** After 30 minutes: what may go on? */ userIsAsked: z.boolean(),
  }),
});
/** The technician gives a capability back. */
export const grantReturn = request('grant/return', {
  from: 'technician',
  params: z.strictObject({ capability }),
  result: nothing,
});

// -- Who is who ------------------------------------------------------------------------------------------------------

/**
 * The short authentication string (as ZRTP, RFC 6189), compared by voice:
 *
 *   agent ── words/commit ──▶   SHA-256 of its nonce
 *         ◀── words/nonce ──    the technician's, which the agent's cannot depend on any more
 *         ── words/reveal ──▶   the agent's nonce: both sides know the words
 *         ── words/outcome ─▶   what the user said
 *
 * `epoch` names the link whose transcript goes into the words.
 */
export const wordsCommit = notification('words/commit', {
  from: 'agent',
  params: z.strictObject({ epoch: z.int().min(0).max(100_000), commitment: sha256 }),
});
/** Names the commitment that it answers: a late one must not be taken for the answer to a later one. */
export const wordsNonce = notification('words/nonce', {
  from: 'technician',
  params: z.strictObject({ commitment: sha256, nonce }),
});
export const wordsReveal = notification('words/reveal', { from: 'agent', params: z.strictObject({ nonce }) });

export const wordsOutcome = z.enum([
  /** The user heard the words that stand on both screens. */
  'matched',
  /** The user heard others: link and session end on both sides. */
  'refused',
  /** View and chat only, for this session. */
  'not-on-phone',
  'unanswered',
]);
export type WordsOutcome = z.infer<typeof wordsOutcome>;
export const wordsTold = notification('words/outcome', { from: 'agent', params: z.strictObject({ outcome: wordsOutcome }) });

// -- Ledger ----------------------------------------------------------------------------------------------------------

/** A new entry, canonical (RFC 8785). `contents` are the salted texts that it commits to, outside the chain. */
export const ledgerEntry = notification('ledger/entry', {
  from: 'agent',
  maxBytes: 64 * 1024,
  params: z.strictObject({
    entry: z.string().max(24_000),
    contents: z.record(sha256, z.strictObject({ salt: z.string().max(64), text: z.string().max(16_000) })),
  }),
});
export const ledgerHead = notification('ledger/head', {
  from: 'agent',
  params: z.strictObject({ seq: z.int().min(0), hash: sha256, jws }),
});
export const ledgerCountersign = notification('ledger/countersign', {
  from: 'technician',
  params: z.strictObject({ seq: z.int().min(0), hash: sha256, jws }),
});

// -- Screen ----------------------------------------------------------------------------------------------------------

export const screenStarted = notification('screen/started', {
  from: 'agent',
  params: z.strictObject({
    grantId: id,
    width: z.int().min(1).max(32_768),
    height: z.int().min(1).max(32_768),
    label: line(120),
  }),
});
export const screenStopped = notification('screen/stopped', {
  from: 'agent',
  params: z.strictObject({ reason: z.enum(['taken-back', 'expired', 'stopped', 'browser-ended', 'returned']) }),
});
/** Wakes the full picture rate at once; the technician's side sends it when it looks closely again. */
export const screenWake = notification('screen/wake', { from: 'technician', needs: 'screen.view', params: z.strictObject({}) });

// -- Input -----------------------------------------------------------------------------------------------------------

/** A fraction of the captured frame, from its left or upper edge. */
const fraction = z.number().min(0).max(1);
const keyCode = z.string().regex(/^[A-Za-z0-9]{1,24}$/u);
export const inputEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('move'), x: fraction, y: fraction }),
  z.strictObject({ type: z.literal('button'), x: fraction, y: fraction, button: z.int().min(0).max(4), down: z.boolean() }),
  /** Wheel steps; positive is down and right. */
  z.strictObject({
    type: z.literal('wheel'),
    x: fraction,
    y: fraction,
    dx: z.number().min(-100).max(100),
    dy: z.number().min(-100).max(100),
  }),
  /** A physical key by KeyboardEvent.code. */
  z.strictObject({ type: z.literal('key'), code: keyCode, down: z.boolean() }),
  /** Text that no single key gives: AltGr, dead keys, IME, "type this text". */
  z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(2000) }),
  /** Sets a lock key to a state, never toggles it blindly. */
  z.strictObject({ type: z.literal('lock'), lock: z.enum(['CapsLock', 'NumLock', 'ScrollLock']), on: z.boolean() }),
  /** Releases whatever is held (blur, leaving the picture). */
  z.strictObject({ type: z.literal('release') }),
]);
export type InputEvent = z.infer<typeof inputEvent>;

/**
 * A batch of input. `epoch` is the link's; `seq` counts batches from 0 in an epoch; `sentAt` is the sender's monotonic
 * time, from which the agent derives the age (heartbeats carry the same clock).
 */
export const inputBatch = notification('input/batch', {
  from: 'technician',
  needs: 'input.control',
  maxBytes: 16 * 1024,
  params: z.strictObject({
    epoch: z.int().min(0),
    seq: z.int().min(0),
    sentAt: z.number().min(0),
    events: z.array(inputEvent).min(1).max(64),
  }),
});
/** Input had no effect; at most two a second a code. */
export const inputRefused = notification('input/refused', {
  from: 'agent',
  params: z.strictObject({
    code: z.enum(['input.own-window', 'input.stale', 'input.unavailable', 'consent.frozen']),
    userIsActive: z.boolean(),
  }),
});
/** What the user's side can do and how its keys stand, at the start of control and when it changes. */
export const inputState = notification('input/state', {
  from: 'agent',
  params: z.strictObject({
    locks: z.strictObject({ CapsLock: z.boolean(), NumLock: z.boolean(), ScrollLock: z.boolean() }),
    userComesFirst: z.boolean(),
  }),
});

// -- Shell -----------------------------------------------------------------------------------------------------------

const columns = z.int().min(2).max(500);
const rows = z.int().min(1).max(300);
/** Output that the technician has not acknowledged: at most this much is under way (UTF-16 units). */
export const SHELL_WINDOW = 256 * 1024;
export const SHELL_CHUNK = 16 * 1024;

export const shellOpen = request('shell/open', {
  from: 'technician',
  needs: 'shell.run',
  params: z.strictObject({ cols: columns, rows }),
  result: z.strictObject({
    shellId: id,
    /** `bash`, `zsh`, … */
    shell: line(40),
    /** Whether commands are reported by the shell (OSC 633) or only as shown. */
    commandsReported: z.boolean(),
    /** Whether background commands may outlive the shell: no cgroup could be had. */
    mayOutlive: z.boolean(),
  }),
});
export const shellInput = notification('shell/input', {
  from: 'technician',
  needs: 'shell.run',
  maxBytes: 80 * 1024,
  params: z.strictObject({ shellId: id, data: z.string().max(64 * 1024) }),
});
export const shellResize = notification('shell/resize', {
  from: 'technician',
  needs: 'shell.run',
  params: z.strictObject({ shellId: id, cols: columns, rows }),
});
/** `received` is the total of units written to the terminal so far. */
export const shellAck = notification('shell/ack', {
  from: 'technician',
  needs: 'shell.run',
  params: z.strictObject({ shellId: id, received: z.int().min(0) }),
});
export const shellClose = request('shell/close', {
  from: 'technician',
  needs: 'shell.run',
  params: z.strictObject({ shellId: id }),
  result: nothing,
});

export const shellOutput = notification('shell/output', {
  from: 'agent',
  // Each unit may be up to 6 bytes once escaped.
  maxBytes: 128 * 1024,
  params: z.strictObject({
    shellId: id,
    /** Units before this chunk. */ offset: z.int().min(0),
    data: z.string().max(SHELL_CHUNK),
  }),
});
export const shellExited = notification('shell/exited', {
  from: 'agent',
  params: z.strictObject({
    shellId: id,
    exitCode: z.int().nullable(),
    signal: line(20).nullable(),
    reason: z.enum(['exited', 'closed', 'taken-back', 'expired', 'stopped', 'link-lost']),
    /** Processes that still live, named. */
    survivors: z.array(line(120)).max(20),
  }),
});

// -- Diagnosis -------------------------------------------------------------------------------------------------------

export const diagnosticsRun = request('diagnostics/run', {
  from: 'technician',
  needs: 'diagnostics.read',
  /** A report may have all checks in it. */
  maxBytes: 128 * 1024,
  params: z.strictObject({
    runId: id,
    profile: scanProfile,
    /** These alone, and no facts: to look again at what was found. */
    checks: z.array(checkId).min(1).max(100).optional(),
  }),
  result: report,
});
export const diagnosticsProgress = notification('diagnostics/progress', {
  from: 'agent',
  params: z.strictObject({ runId: id, done: z.int().min(0), total: z.int().min(1), now: line(60) }),
});

// -- Actions ---------------------------------------------------------------------------------------------------------

/** Does what was allowed, once: the grant is for this action with these parameters, and ends with it. */
export const actionRun = request('action/run', {
  from: 'technician',
  needs: 'actions.run',
  params: z.strictObject({ runId: id, action: actionRequest }),
  result: actionResult,
});
export const actionProgressed = notification('action/progress', {
  from: 'agent',
  params: z.strictObject({ runId: id, ...actionProgress.shape }),
});

// -- End -------------------------------------------------------------------------------------------------------------

/** Why one side ends the session on purpose; a lost link has no message. */
export const sessionBye = notification('session/bye', {
  from: 'either',
  params: z.strictObject({
    reason: z.enum([
      'user-stopped',
      'user-closed',
      'technician-left',
      'finished',
      'expired',
      'flooded',
      /** The record has no room for another entry. */
      'record-full',
      'countersignature-missing',
      /** The user heard other words than those on the technician's screen. */
      'words-refused',
      /** What should prove who is at the other end does not hold. */
      'not-proven',
      /** Somebody else goes on, by their name in `to`; the user is asked anew about them. */
      'handed-over',
      /** The session that was watched is over, and so is watching it. */
      'watch-over',
    ]),
    to: personName.optional(),
  }),
});
