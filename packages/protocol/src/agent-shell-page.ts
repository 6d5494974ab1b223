/**
 * Between the agent's core and its shell page (consent, bar, feed), on the loopback socket of the first site. The page
 * is the user's hand: it holds the only contract with `consent/answer`. The core sends whole views; the page draws them.
 */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { actionPreview, actionView } from './actions.ts';
import {
  capability,
  chatMessage,
  duration,
  id,
  instant,
  line,
  nothing,
  organisation,
  personName,
  prose,
  publicKey,
  sha256,
} from './common.ts';
import { articleId, readArticles } from './kb.ts';
import { linkTrouble, pathKind, serverTrouble } from './link-trouble.ts';
import { hoursOfWeek, policyRules } from './policy.ts';
import { groupName, MAX_GROUPS, MAX_STANDING_DAYS, standingCapabilities } from './standing.ts';
import { guardQuestion, guardReason, supportCode } from './starting.ts';
import { followStep } from './ticket-case.ts';

export * from './agent-fix-page.ts';
export * from './agent-health-page.ts';
export * from './agent-scan-page.ts';
export * from './agent-send-page.ts';

const ms = z.int().min(0);

/** Who a technician is to this machine. `standing` decides the sentence about them. */
export const technicianView = z.strictObject({
  name: personName,
  organisation: line(120),
  standing: z.discriminatedUnion('kind', [
    /** The organisation that this device pinned vouches for name and key. `newKey`: the name was here with another one. */
    z.strictObject({
      kind: z.literal('certified'),
      times: z.int().min(0),
      lastAt: instant.nullable(),
      newKey: z.boolean(),
    }),
    /** This key has been here before, and was certified or compared by voice then. */
    z.strictObject({ kind: z.literal('pinned'), times: z.int().min(1), lastAt: instant }),
    /** A name that was here before, with another key. */
    z.strictObject({ kind: z.literal('new-key') }),
    z.strictObject({ kind: z.literal('unknown') }),
    /** The words were compared in this session. */
    z.strictObject({ kind: z.literal('compared') }),
  ]),
  /** The name mixes scripts so that it may look like another. */
  lookAlike: z.boolean(),
});
export type TechnicianView = z.infer<typeof technicianView>;

/** A dialog about one capability. Its words, as shown, are hashed by the core from the same catalogue. */
export const askView = z.strictObject({
  askId: id,
  capability,
  reason: line(300),
  durationMs: duration,
  /** When it was shown; Allow works 1 s after the page said that it is wholly visible. */
  remainingMs: ms,
  moreTimeLeft: z.int().min(0).max(5),
  allowReady: z.boolean(),
  waitingBehind: z.int().min(0),
  /** For the shell: no cgroup, so background commands may survive the end. */
  mayOutlive: z.boolean(),
  /** The host can tell the user's mouse from the technician's. */
  userComesFirst: z.boolean(),
  /** The organisation's rules let it last no longer; null where they leave it as it is. */
  limit: z.strictObject({ durationMs: duration, by: z.enum(['longest', 'hours']) }).nullable(),
  /** For `actions.run`: what would be done. */
  action: actionPreview.nullable(),
  /** The scam guard is up: Allow works after 10 s. */
  guarded: z.boolean().optional(),
});
export type AskView = z.infer<typeof askView>;

/** Who is on the phone? Three strings of four words, of which one stands on the technician's screen; only the core knows which. */
export const wordsView = z.strictObject({
  comparisonId: id,
  choices: z.array(z.array(z.string().regex(/^[a-z]{3,8}$/u)).length(4)).length(3),
  remainingMs: ms,
  moreTimeLeft: z.int().min(0).max(5),
  allowReady: z.boolean(),
  waitingBehind: z.int().min(0),
});
export type WordsView = z.infer<typeof wordsView>;

export const lightView = z.strictObject({ capability, grantId: id, remainingMs: ms, inUse: z.boolean(), frozen: z.boolean() });

/** One line of the live feed; the page makes the sentence. */
export const feedItem = z.strictObject({
  seq: z.int().min(0),
  at: instant,
  /** A ledger entry's type, for instance `grant/granted`, `shell/command`. */
  type: z.string().max(40),
  capability: capability.nullable(),
  /** Text that belongs to it: a command line, a chat message, a reason. */
  text: prose(2000).nullable(),
  /** How sure the text is, for commands: reported by the shell, or as shown on the screen. */
  source: z.enum(['reported', 'shown']).nullable(),
  /**
   * What tells entries of one type apart: of `consent/answered` `allowed` or its `by`; of `chat/said` its `from`; of
   * `review/answered` its `by`; of `policy/refused` its `why`; of `identity/compared` its `outcome`; of the others their
   * `reason`. Absent where the type says all.
   */
  detail: z.string().max(40).nullable().optional(),
  /** Of `consent/asked`, `consent/answered`, `grant/started` and `grant/prolonged`. */
  durationMs: duration.nullable().optional(),
});
export type FeedItem = z.infer<typeof feedItem>;

/** What the user is told in one banner; the page has the words (UX.md, table of states). */
export const notice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unanswered'), capability, at: instant, askId: id }),
  z.strictObject({ kind: z.literal('refused') }),
  /** "I am not on the phone": what stays possible, and whom to call. */
  z.strictObject({ kind: z.literal('not-on-phone'), mayView: z.boolean() }),
  z.strictObject({ kind: z.literal('screen-not-chosen') }),
  z.strictObject({ kind: z.literal('could-not-start'), capability, code: z.string().max(64) }),
  z.strictObject({ kind: z.literal('expired'), capability }),
  /** The organisation's rules did not let it begin, or go on. */
  z.strictObject({
    kind: z.literal('restricted'),
    capability,
    why: z.enum(['forbidden', 'outside-hours', 'technician', 'second-factor', 'time-used-up']),
  }),
  /** The organisation's rules do not let this technician help here. */
  z.strictObject({ kind: z.literal('kept-out'), name: personName }),
  /** The organisation took back the key of whoever was here. */
  z.strictObject({ kind: z.literal('revoked'), name: personName }),
  /** A standing permission was allowed and could not be kept: there is none. */
  z.strictObject({ kind: z.literal('standing-not-kept'), code: z.string().max(64) }),
  z.strictObject({ kind: z.literal('server-away') }),
  z.strictObject({ kind: z.literal('clock-jumped') }),
  z.strictObject({ kind: z.literal('second-page') }),
  z.strictObject({ kind: z.literal('unverified-countersign') }),
  /** The code was not used within its ten minutes; it was tried wrongly too often. */
  /** The technician asked for something that is not given in the first minutes. */
  z.strictObject({ kind: z.literal('too-early'), capability, until: instant }),
  z.strictObject({ kind: z.literal('code-over') }),
  z.strictObject({ kind: z.literal('code-burnt') }),
  /** A technician's link was of no use any more when the request that names it was sent. */
  z.strictObject({ kind: z.literal('invitation-spent') }),
]);
export type Notice = z.infer<typeof notice>;

export const sessionView = z.strictObject({
  sessionId: id,
  number: z.int().min(1),
  technician: technicianView,
  /** `connecting` after the join, `live`, `lost` while it is rebuilt. */
  link: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('connecting') }),
    /** `path` is absent until it is known. */
    z.strictObject({ state: z.literal('live'), path: pathKind.optional() }),
    /** `trouble`: what the last attempt to come back met. */
    z.strictObject({ state: z.literal('lost'), since: instant, trouble: linkTrouble.optional() }),
  ]),
  ask: askView.nullable(),
  /** Comes before the question that waits behind it. */
  words: wordsView.nullable(),
  lights: z.array(lightView).max(16),
  paused: z.boolean(),
  /** The page must ask the browser for a screen now (Allow was pressed): the link frame waits for the delegation. */
  choosingScreen: z.boolean(),
  /** After 30 minutes: what may go on? Null while it is not asked. */
  review: z.strictObject({ remainingMs: ms, sinceMs: ms }).nullable(),
  shells: z.array(z.strictObject({ shellId: id, shell: line(40) })).max(8),
  feed: z.array(feedItem).max(200),
  chat: z.array(chatMessage).max(500),
  /** The last named action, while it runs and after; null where there was none. */
  action: actionView.nullable(),
  stopKey: line(40).nullable(),
  /** It began without a click, by a permission that the user gave then; null where somebody was let in. */
  standing: z
    .strictObject({
      standingId: id,
      /** Given to everybody in it; null: to this technician. */
      group: groupName.nullable(),
      capabilities: standingCapabilities,
      madeAt: instant,
      until: instant,
    })
    .nullable(),
  /** The scam guard is up. `heldUntil`: no commands before; null once that is over. */
  guard: z.strictObject({ reasons: z.array(guardReason).max(8), heldUntil: instant.nullable() }).optional(),
});
export type SessionView = z.infer<typeof sessionView>;

/** A standing permission in the user's list. `endedAt`: taken back. */
export const standingView = z.strictObject({
  standingId: id,
  holder: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('technician'), name: personName }),
    z.strictObject({ kind: z.literal('group'), name: groupName }),
  ]),
  capabilities: standingCapabilities,
  hours: hoursOfWeek.nullable(),
  from: instant,
  until: instant,
  endedAt: instant.nullable(),
  uses: z.int().min(0),
  lastUsedAt: instant.nullable(),
});
export type StandingView = z.infer<typeof standingView>;

const standingProof = z.enum(['certified', 'words']);

export const phase = z.discriminatedUnion('phase', [
  /** Nothing is asked. `unsent` is text kept because the server was away or the window closed. */
  z.strictObject({
    phase: z.literal('home'),
    unsent: prose(4000),
    /** Articles that were read meanwhile; told with the request. */
    articles: readArticles.optional(),
    /** The technician whose link was pasted, whom the request will go to first. */
    invitation: z.strictObject({ technician: personName, expiresAt: instant }).optional(),
  }),
  /** A code is there to be read out. */
  z.strictObject({ phase: z.literal('code'), code: supportCode, remainingMs: ms }),
  z.strictObject({ phase: z.literal('sending'), text: prose(4000), serverAway: z.boolean() }),
  z.strictObject({
    phase: z.literal('waiting'),
    number: z.int().min(1),
    text: prose(4000),
    place: z.int().min(1).nullable(),
    techniciansAvailable: z.int().min(0),
    expectedWaitMs: ms.nullable(),
    claimedBy: personName.nullable(),
    /** Whose turn it is; `waiting` until the server has told. */
    step: followStep,
    callBack: z.strictObject({ phone: line(40), when: line(80) }).nullable(),
    chat: z.array(chatMessage).max(500),
  }),
  z.strictObject({
    phase: z.literal('join'),
    number: z.int().min(1),
    sessionId: id,
    technician: technicianView,
    remainingMs: ms,
    moreTimeLeft: z.int().min(0).max(5),
    allowReady: z.boolean(),
    chat: z.array(chatMessage).max(500),
    /** The scam guard is up. `question`: to be answered before anything can be allowed; null once all were. */
    guard: z
      .strictObject({
        reasons: z.array(guardReason).max(8),
        tools: z.array(line(60)).max(20),
        question: guardQuestion.nullable(),
      })
      .optional(),
  }),
  /** The user said something that scams look like, or that something is wrong: nobody joined. */
  z.strictObject({
    phase: z.literal('warned'),
    sessionId: id,
    number: z.int().min(1),
    technician: technicianView,
    because: guardQuestion.nullable(),
    hasMessages: z.boolean(),
    reported: z.boolean(),
  }),
  /** The user is about to allow something beforehand: it is read back, and asked like any other. */
  z.strictObject({
    phase: z.literal('standing'),
    proposalId: id,
    technician: personName,
    proof: standingProof,
    /** Everybody in it, also whom nobody here has met; null: the technician alone. */
    group: z.strictObject({ name: groupName, organisation: line(120) }).nullable(),
    capabilities: standingCapabilities,
    hours: hoursOfWeek.nullable(),
    days: z.int().min(1).max(MAX_STANDING_DAYS),
    remainingMs: ms,
    moreTimeLeft: z.int().min(0).max(5),
    allowReady: z.boolean(),
  }),
  z.strictObject({ phase: z.literal('session'), session: sessionView }),
  z.strictObject({
    phase: z.literal('ended'),
    sessionId: id,
    number: z.int().min(1),
    technician: technicianView,
    reason: z.enum([
      'user-stopped',
      'user-closed',
      'technician-left',
      'technician-barred',
      'link-lost',
      'expired',
      'failed',
      /** The words that the user heard were others. */
      'words-refused',
      /** Whoever was at the other end could not prove to be who was announced. */
      'not-proven',
    ]),
    at: instant,
    /** What was open when it ended, for "Closed: screen, commands". */
    closed: z.array(capability).max(16),
    feed: z.array(feedItem).max(200),
    chat: z.array(chatMessage).max(500),
    survivors: z.array(line(120)).max(20),
    ledgerIntact: z.boolean(),
    /** Where it ended because the two did not reach each other. */
    trouble: linkTrouble.optional(),
    requestOpen: z.boolean(),
    /** The user ended it because something is wrong. */
    wrong: z.boolean().optional(),
    /** What is wrong was sent to the organisation. */
    reported: z.boolean().optional(),
  }),
]);
export type Phase = z.infer<typeof phase>;

export const agentView = z.strictObject({
  /** The locale of texts, BCP 47. */
  language: z.string().max(35),
  userName: personName,
  server: z.enum(['connecting', 'online', 'away', 'not-enrolled']),
  /** Why the server is not reached, where the last try told. */
  serverTrouble: serverTrouble.optional(),
  organisation: organisation.nullable(),
  openNow: z.boolean(),
  /** The next opening, where it is closed. */
  nextOpening: instant.nullable(),
  phase,
  notices: z.array(notice).max(20),
  /** What the organisation restricts on this computer. */
  rules: policyRules,
  standing: z.strictObject({
    permissions: z.array(standingView).max(60),
    /** To whom one can be given: whose key this machine knows for theirs. */
    people: z
      .array(
        z.strictObject({
          publicKey,
          name: personName,
          proof: standingProof,
          /** In which the organisation has them now. */
          groups: z.array(groupName).max(MAX_GROUPS),
        }),
      )
      .max(200),
  }),
  /** What this host cannot do, to be said plainly. */
  limits: z.array(z.enum(['no-screen', 'no-input', 'no-shell', 'keys-in-file', 'no-stop-key', 'browser-without-sandbox'])).max(8),
});
export type AgentView = z.infer<typeof agentView>;

/** The first frame of the page: the secret that its one-time token was changed into. A second page is refused. */
export const pageHello = request('page/hello', {
  from: 'page',
  params: z.strictObject({ secret: z.string().min(20).max(100) }),
  result: nothing,
});
/** After each accepted `page/hello`: what the same page says instead of its token when it has to connect again; once. */
export const pageWelcome = notification('page/welcome', {
  from: 'core',
  params: z.strictObject({ resumeSecret: z.string().min(20).max(100) }),
});
/**
 * Where the link frame is, and what it says in its `frame/hello`, once; the page loads `URL#token=SECRET` in the frame.
 * Sent after `page/hello`, and again with a new secret when the frame's socket was lost: load the frame anew then.
 */
export const linkAddress = notification('link/address', {
  from: 'core',
  params: z.strictObject({ url: z.string().max(100), secret: z.string().min(20).max(100) }),
});
export const viewChanged = notification('view/changed', { from: 'core', maxBytes: 240 * 1024, params: agentView });

/** Kept by the core at each pause in typing, so that nothing typed is lost. */
export const draftKeep = notification('draft/keep', {
  from: 'page',
  maxBytes: 32 * 1024,
  params: z.strictObject({ text: prose(4000), name: personName, articles: readArticles.optional() }),
});
export const helpSend = request('help/send', {
  from: 'page',
  maxBytes: 32 * 1024,
  params: z.strictObject({ text: prose(4000), name: personName, articles: readArticles.optional() }),
  result: nothing,
});
/** An article was the answer. `tell`: the organisation is to hear that it helped; without it nothing leaves the machine. */
export const articleSolved = request('article/solved', {
  from: 'page',
  params: z.strictObject({ article: articleId, tell: z.boolean() }),
  result: nothing,
});
/** A code to read out, from the start page. */
export const helpCode = request('help/code', {
  from: 'page',
  params: z.strictObject({ name: personName }),
  result: nothing,
});
export const helpCodeCancel = request('help/code-cancel', { from: 'page', params: z.strictObject({}), result: nothing });
/** A technician's link, as pasted: it says whom the next request is for. */
export const helpInvitation = request('help/invitation', {
  from: 'page',
  params: z.strictObject({ link: z.string().max(500) }),
  result: nothing,
});
export const helpInvitationDrop = request('help/invitation-drop', { from: 'page', params: z.strictObject({}), result: nothing });
export const helpCancel = request('help/cancel', { from: 'page', params: z.strictObject({}), result: nothing });
export const helpCallBack = request('help/call-back', {
  from: 'page',
  params: z.strictObject({ phone: line(40), when: line(80) }),
  result: nothing,
});
/** Back to the start page from `ended`. */
export const helpDismiss = request('help/dismiss', { from: 'page', params: z.strictObject({}), result: nothing });
export const noticeDismiss = notification('notice/dismiss', {
  from: 'page',
  params: z.strictObject({ kind: z.string().max(40) }),
});

/**
 * The dialog is wholly visible (or no longer), as the page sees it; Allow works 1 s after the last change. `words` is
 * the dialog's text as drawn, which the grant signs a hash of.
 */
export const dialogVisible = notification('dialog/visible', {
  from: 'page',
  maxBytes: 16 * 1024,
  params: z.strictObject({ dialogId: id, visible: z.boolean(), words: z.string().max(4000) }),
});
export const dialogMoreTime = request('dialog/more-time', {
  from: 'page',
  params: z.strictObject({ dialogId: id }),
  result: nothing,
});
/** The user types or moves in the dialog: its time waits. */
export const dialogActive = notification('dialog/active', { from: 'page', params: z.strictObject({ dialogId: id }) });

export const joinDecide = request('join/decide', {
  from: 'page',
  params: z.strictObject({ sessionId: id, accept: z.boolean() }),
  result: nothing,
});
/** The user chose what to allow beforehand; what comes of it is the phase `standing`, which asks. */
export const standingPropose = request('standing/propose', {
  from: 'page',
  params: z.strictObject({
    technicianKey: publicKey,
    /** Not the technician alone, but everybody in this group of theirs. */
    group: groupName.nullable(),
    capabilities: standingCapabilities,
    hours: hoursOfWeek.nullable(),
    days: z.int().min(1).max(MAX_STANDING_DAYS),
  }),
  result: nothing,
});
export const standingAnswer = request('standing/answer', {
  from: 'page',
  params: z.strictObject({ proposalId: id, allow: z.boolean() }),
  result: nothing,
});
export const standingRevoke = request('standing/revoke', {
  from: 'page',
  params: z.strictObject({ standingId: id }),
  result: nothing,
});
/** The notice of a session that began without a click stands on the page; nothing begins before. */
export const standingShown = notification('standing/shown', { from: 'page', params: z.strictObject({ sessionId: id }) });

/** An answer to a question of the scam guard. */
export const guardAnswer = request('guard/answer', {
  from: 'page',
  params: z.strictObject({ sessionId: id, question: guardQuestion, yes: z.boolean() }),
  result: nothing,
});
/** "Something is wrong": ends the session, or the question whether to join, at once. */
export const somethingWrong = request('session/wrong', { from: 'page', params: z.strictObject({}), result: nothing });
/** Tells the organisation what was wrong, with what the user chose to send of it; after the end, once. */
export const wrongReport = request('wrong/report', {
  from: 'page',
  maxBytes: 32 * 1024,
  params: z.strictObject({ text: prose(2000), withMessages: z.boolean() }),
  result: nothing,
});
export const consentAnswer = request('consent/answer', {
  from: 'page',
  params: z.strictObject({ askId: id, allow: z.boolean(), durationMs: duration, wordsHash: sha256 }),
  result: nothing,
});
/** `pick` counts from 0 in the order of `choices`. */
export const wordsAnswer = request('words/answer', {
  from: 'page',
  params: z.strictObject({
    comparisonId: id,
    pick: z.union([z.int().min(0).max(2), z.enum(['none', 'not-on-phone'])]),
    wordsHash: sha256,
  }),
  result: nothing,
});
/** The browser's picker was cancelled or the delegation failed. */
export const screenNotChosen = request('screen/not-chosen', { from: 'page', params: z.strictObject({}), result: nothing });
/** After "You did not choose a screen": the click that chooses again; live until the picker answers. */
export const screenChooseAgain = request('screen/choose-again', { from: 'page', params: z.strictObject({}), result: nothing });
/** After no answer: tells the technician that they may ask again now. */
export const askInvite = request('ask/invite', { from: 'page', params: z.strictObject({ askId: id }), result: nothing });

export const grantTakeBack = request('grant/take-back', {
  from: 'page',
  params: z.strictObject({ capability }),
  result: nothing,
});
/** "10 more" after the time was over or before it ends; a fresh yes of the user's, entered as such. */
export const grantProlong = request('grant/prolong', {
  from: 'page',
  params: z.strictObject({ capability, durationMs: duration }),
  result: nothing,
});
export const reviewAnswer = request('review/answer', {
  from: 'page',
  params: z.strictObject({ keep: z.array(capability).max(16) }),
  result: nothing,
});
export const sessionPause = request('session/pause', {
  from: 'page',
  params: z.strictObject({ paused: z.boolean() }),
  result: nothing,
});
export const sessionStop = request('session/stop', {
  from: 'page',
  params: z.strictObject({ by: z.enum(['button', 'bar-closed', 'window-closed']) }),
  result: nothing,
});
export const pageChatSay = request('page/chat-say', {
  from: 'page',
  maxBytes: 32 * 1024,
  params: z.strictObject({ text: prose(4000) }),
  result: nothing,
});

/** The shell, mirrored: a ring of the last output, then what follows. */
export const mirrorOpen = request('mirror/open', {
  from: 'page',
  params: z.strictObject({ shellId: id }),
  result: z.strictObject({ cols: z.int(), rows: z.int(), recent: z.string().max(64 * 1024) }),
});
export const mirrorOutput = notification('mirror/output', {
  from: 'core',
  maxBytes: 512 * 1024,
  params: z.strictObject({ shellId: id, data: z.string().max(64 * 1024) }),
});
export const mirrorResized = notification('mirror/resized', {
  from: 'core',
  params: z.strictObject({ shellId: id, cols: z.int(), rows: z.int() }),
});

export const pastSession = z.strictObject({
  sessionId: id,
  number: z.int().min(1),
  technician: personName,
  startedAt: instant,
  endedAt: instant.nullable(),
  allowed: z.array(capability).max(16),
});
export const historyList = request('history/list', {
  from: 'page',
  params: z.strictObject({}),
  result: z.array(pastSession).max(200),
});
/** The export's bytes, which are canonical JSON; up to 8 MiB in parts of at most 128 Ki units. */
export const historyExport = request('history/export', {
  from: 'page',
  params: z.strictObject({ sessionId: id, offset: z.int().min(0) }),
  result: z.strictObject({
    part: z.string().max(128 * 1024),
    total: z.int().min(0),
    /** This computer's, so that the page can say whether the record is its own. */
    ownKey: publicKey,
  }),
});
/** Erases the words of an ended session's record on this computer; it cannot be undone. */
export const historyErase = request('history/erase', {
  from: 'page',
  params: z.strictObject({ sessionId: id }),
  result: nothing,
});
