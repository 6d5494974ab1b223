/** What the agent's core shows its shell page: whole views, which the page draws. */
import { z } from 'zod';
import { actionPreview, actionView } from './actions.ts';
import { capability, chatMessage, duration, id, instant, line, organisation, personName, prose, publicKey } from './common.ts';
import { readArticles } from './kb.ts';
import { keptWithTicket } from './kept-record.ts';
import { language } from './languages.ts';
import { linkTrouble, pathKind, serverTrouble } from './link-trouble.ts';
import { hoursOfWeek, policyRules } from './policy.ts';
import { groupName, MAX_GROUPS, MAX_STANDING_DAYS, standingCapabilities } from './standing.ts';
import { guardQuestion, guardReason, supportCode } from './starting.ts';
import { followStep } from './ticket-case.ts';

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

/** Whose it is, where that is not whoever helps. */
const ofWatcher = { sessionId: id.optional() };

/** What the user is told in one banner; the page has the words (UX.md, table of states). What can be answered names its session. */
export const notice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unanswered'), sessionId: id, capability, at: instant, askId: id }),
  z.strictObject({ kind: z.literal('refused'), ...ofWatcher }),
  /** "I am not on the phone": what stays possible, and whom to call. */
  z.strictObject({ kind: z.literal('not-on-phone'), ...ofWatcher, mayView: z.boolean() }),
  z.strictObject({ kind: z.literal('screen-not-chosen'), sessionId: id }),
  z.strictObject({ kind: z.literal('could-not-start'), ...ofWatcher, capability, code: z.string().max(64) }),
  /** "10 more minutes" could not be entered, so that there are none. */
  z.strictObject({ kind: z.literal('not-prolonged'), code: z.string().max(64) }),
  z.strictObject({ kind: z.literal('expired'), sessionId: id, capability }),
  /** The organisation's rules did not let it begin, or go on. */
  z.strictObject({
    kind: z.literal('restricted'),
    ...ofWatcher,
    capability,
    why: z.enum(['forbidden', 'outside-hours', 'technician', 'second-factor', 'time-used-up']),
  }),
  /** The organisation's rules do not let this technician help here. */
  z.strictObject({ kind: z.literal('kept-out'), name: personName }),
  /** A yes came too late: whoever asked to join does so no more. */
  z.strictObject({ kind: z.literal('not-waiting'), name: personName }),
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
  z.strictObject({ kind: z.literal('too-early'), ...ofWatcher, capability, until: instant }),
  z.strictObject({ kind: z.literal('code-over') }),
  z.strictObject({ kind: z.literal('code-burnt') }),
  /** A technician's link was of no use any more when the request that names it was sent. */
  z.strictObject({ kind: z.literal('invitation-spent') }),
  /** Something was said or done about a request that was put aside. */
  /** The request went without its picture. */
  z.strictObject({ kind: z.literal('picture-not-sent'), code: z.string().max(64) }),
  z.strictObject({ kind: z.literal('request-news'), number: z.int().min(1) }),
]);
export type Notice = z.infer<typeof notice>;

/** What a question whether somebody may join has besides who asks. */
const joinQuestion = {
  remainingMs: ms,
  moreTimeLeft: z.int().min(0).max(5),
  allowReady: z.boolean(),
  /** The scam guard is up. `question`: to be answered before anything can be allowed; null once all were. */
  guard: z
    .strictObject({
      reasons: z.array(guardReason).max(8),
      tools: z.array(line(60)).max(20),
      question: guardQuestion.nullable(),
    })
    .optional(),
};

/** Whoever handed over and stays to watch: asks to, or was let in, by a session of their own. */
export const watcherView = z.strictObject({
  sessionId: id,
  technician: technicianView,
  state: z.enum(['asking', 'connecting', 'live', 'lost']),
  /** The user is asked whether they may; null in every state but `asking`. */
  join: z.strictObject(joinQuestion).nullable(),
  ask: askView.nullable(),
  words: wordsView.nullable(),
  /** Of the screen, where they are shown it. */
  light: lightView.nullable(),
});
export type WatcherView = z.infer<typeof watcherView>;

export const sessionView = z.strictObject({
  sessionId: id,
  /** The request that it is for, where that is of this computer. */
  requestId: id.optional(),
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
  /** Of `chat`: written with somebody else before, which this technician does not have unless the user passes it on. */
  earlier: z.strictObject({ count: z.int().min(1) }).optional(),
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
  /** The third in the session. What they write stands in `chat`, and they read all of it from then on. */
  watcher: watcherView.optional(),
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

/** A request of this computer to which the desk said something that its user has not seen. */
export const unreadNews = z.strictObject({
  requestId: id,
  number: z.int().min(1),
  answers: z.int().min(0),
  solved: z.boolean(),
  /** Something waits for a yes or no: a file of a program, or what somebody from outside would get. */
  asked: z.boolean().default(false),
});
export type UnreadNews = z.infer<typeof unreadNews>;

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
    requestId: id,
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
    managerAsked: z.boolean(),
  }),
  /** The desk thinks that it is solved, or it went on elsewhere: shown until the user goes on. */
  z.strictObject({ phase: z.literal('over'), requestId: id, number: z.int().min(1), text: prose(4000) }),
  z.strictObject({
    phase: z.literal('join'),
    number: z.int().min(1),
    sessionId: id,
    technician: technicianView,
    chat: z.array(chatMessage).max(500),
    ...joinQuestion,
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
      'record-full',
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
    /** The technician said who goes on. */
    handedTo: personName.optional(),
    /** The desk has done with its request: what was done is shown next. */
    requestOver: z.boolean().optional(),
    /** The user ended it because something is wrong. */
    wrong: z.boolean().optional(),
    /** What is wrong was sent to the organisation. */
    reported: z.boolean().optional(),
    /** Its record is with the ticket; null: here alone. Absent where it cannot be kept there. */
    kept: keptWithTicket.nullable().optional(),
  }),
]);
export type Phase = z.infer<typeof phase>;

export const agentView = z.strictObject({
  /** In which the page speaks: what is agreed to is entered with it. */
  language,
  userName: personName,
  server: z.enum(['connecting', 'online', 'away', 'not-enrolled']),
  /** Why the server is not reached, where the last try told. */
  serverTrouble: serverTrouble.optional(),
  organisation: organisation.nullable(),
  openNow: z.boolean(),
  /** The next opening, where it is closed. */
  nextOpening: instant.nullable(),
  /** Why it is closed, where today is a holiday or a day of its own. */
  closedDay: line(60).optional(),
  phase,
  notices: z.array(notice).max(20),
  /** The newest last. */
  unread: z.array(unreadNews).max(20),
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
  limits: z
    .array(
      z.enum([
        'no-screen',
        'no-input',
        'no-shell',
        'keys-in-file',
        'no-stop-key',
        'bar-may-be-covered',
        'browser-without-sandbox',
      ]),
    )
    .max(8),
});
export type AgentView = z.infer<typeof agentView>;
