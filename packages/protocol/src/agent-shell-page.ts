/**
 * Between the agent's core and its shell page (consent, bar, feed), on the loopback socket of the first site. The page
 * is the user's hand: it holds the only contract with `consent/answer`. The core sends whole views; the page draws them.
 */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { agentView } from './agent-view.ts';
import { articleId, capability, duration, id, instant, line, nothing, personName, prose, publicKey, sha256 } from './common.ts';
import { readArticles } from './kb.ts';
import { keptWithTicket } from './kept-record.ts';
import { language } from './languages.ts';
import { hoursOfWeek } from './policy.ts';
import { groupName, MAX_STANDING_DAYS, standingCapabilities } from './standing.ts';
import { guardQuestion } from './starting.ts';

export * from './agent-article-page.ts';
export * from './agent-crash-page.ts';
export * from './agent-file-page.ts';
export * from './agent-fix-page.ts';
export * from './agent-health-page.ts';
export * from './agent-own-page.ts';
export * from './agent-picture-page.ts';
export * from './agent-record-page.ts';
export * from './agent-scan-page.ts';
export * from './agent-send-page.ts';
export * from './agent-view.ts';
export { logoRead } from './logo.ts';

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
/** `picture`: one that came whole by `picture/part`. */
export const helpSend = request('help/send', {
  from: 'page',
  maxBytes: 32 * 1024,
  params: z.strictObject({ text: prose(4000), name: personName, articles: readArticles.optional(), picture: id.optional() }),
  result: nothing,
});
/** In which language the user wants to be spoken to from now on. */
export const languageChoose = request('language/choose', { from: 'page', params: z.strictObject({ language }), result: nothing });
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
  params: z.strictObject({ phone: line(40), when: line(80), dueAt: instant.optional() }),
  result: nothing,
});
/** Back to the start page from `ended`. */
export const helpDismiss = request('help/dismiss', { from: 'page', params: z.strictObject({}), result: nothing });
export const noticeDismiss = notification('notice/dismiss', {
  from: 'page',
  params: z.strictObject({ kind: z.string().max(40) }),
});

/** Whose question a dialog is: the session's, or (null) nobody's who is in one: the join's, or a standing permission's. */
const dialogOf = { sessionId: id.nullable(), dialogId: id };
/**
 * The dialog is wholly visible (or no longer), as the page sees it; Allow works 1 s after the last change. `words` is
 * the dialog's text as drawn, which the grant signs a hash of.
 */
export const dialogVisible = notification('dialog/visible', {
  from: 'page',
  maxBytes: 16 * 1024,
  params: z.strictObject({ ...dialogOf, visible: z.boolean(), words: z.string().max(4000) }),
});
export const dialogMoreTime = request('dialog/more-time', {
  from: 'page',
  params: z.strictObject(dialogOf),
  result: nothing,
});
/** The user types or moves in the dialog: its time waits. */
export const dialogActive = notification('dialog/active', { from: 'page', params: z.strictObject(dialogOf) });

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
/**
 * What the user answers, allows and takes back names the session that it is of: whoever asks chooses the question's number,
 * so the number alone says nothing about who asked.
 */
const inSession = { sessionId: id };
export const consentAnswer = request('consent/answer', {
  from: 'page',
  params: z.strictObject({ ...inSession, askId: id, allow: z.boolean(), durationMs: duration, wordsHash: sha256 }),
  result: nothing,
});
/** `pick` counts from 0 in the order of `choices`. */
export const wordsAnswer = request('words/answer', {
  from: 'page',
  params: z.strictObject({
    ...inSession,
    comparisonId: id,
    pick: z.union([z.int().min(0).max(2), z.enum(['none', 'not-on-phone'])]),
    wordsHash: sha256,
  }),
  result: nothing,
});
/** The browser's picker was cancelled or the delegation failed. */
export const screenNotChosen = request('screen/not-chosen', { from: 'page', params: z.strictObject({}), result: nothing });
/** After "You did not choose a screen": the click that chooses again; live until the picker answers. */
export const screenChooseAgain = request('screen/choose-again', {
  from: 'page',
  params: z.strictObject(inSession),
  result: nothing,
});
/** After no answer: tells the technician that they may ask again now. */
export const askInvite = request('ask/invite', {
  from: 'page',
  params: z.strictObject({ ...inSession, askId: id }),
  result: nothing,
});

export const grantTakeBack = request('grant/take-back', {
  from: 'page',
  params: z.strictObject({ ...inSession, capability }),
  result: nothing,
});
/** "10 more" after the time was over or before it ends; a fresh yes of the user's, entered as such. */
export const grantProlong = request('grant/prolong', {
  from: 'page',
  params: z.strictObject({ ...inSession, capability, durationMs: duration }),
  result: nothing,
});
export const reviewAnswer = request('review/answer', {
  from: 'page',
  params: z.strictObject({ ...inSession, keep: z.array(capability).max(16) }),
  result: nothing,
});
export const sessionPause = request('session/pause', {
  from: 'page',
  params: z.strictObject({ ...inSession, paused: z.boolean() }),
  result: nothing,
});
export const sessionStop = request('session/stop', {
  from: 'page',
  params: z.strictObject({ by: z.enum(['button', 'bar-closed', 'window-closed']) }),
  result: nothing,
});
/** Whoever watches leaves; whoever helps stays. */
export const watchEnd = request('watch/end', { from: 'page', params: z.strictObject({ sessionId: id }), result: nothing });
/** The technician who is here may read what was written with another one before, in this request. */
export const chatPassOn = request('chat/pass-on', { from: 'page', params: z.strictObject({}), result: nothing });
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
  /** `skipped`: the page was too slow for what came before, so that this is the ring again. */
  params: z.strictObject({ shellId: id, data: z.string().max(64 * 1024), skipped: z.literal(true).optional() }),
});
/** So many units more of it are drawn. No more than a window of them is under way. */
export const mirrorDrawn = notification('mirror/drawn', {
  from: 'page',
  params: z.strictObject({ shellId: id, units: z.int().min(0) }),
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
  /** With its ticket; null: here alone. Absent where this host keeps none there. */
  kept: keptWithTicket.nullable().optional(),
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
