import { closedDayAt, nextOpening, openAt } from '@alongside/desk';
import type {
  AgentView,
  ChatMessage,
  KeptWithTicket,
  Language,
  Notice,
  Phase,
  PolicyRules,
  SessionView,
  UnreadNews,
  WatcherView,
} from '@alongside/protocol';
import { newestWithin } from '../connections/newest-within.ts';
import type { JoinView } from '../joins/join-desk.ts';
import type { WrongDesk } from '../joins/wrong-desk.ts';
import type { ShownCode } from '../requests/code-desk.ts';
import type { ShownRequests } from '../requests/request-desk.ts';
import type { Session } from '../session/session.ts';

type Limit = AgentView['limits'][number];

export interface ViewParts {
  readonly language: Language;
  readonly now: number;
  readonly monotonic: number;
  readonly server: AgentView['server'];
  readonly serverTrouble: AgentView['serverTrouble'];
  readonly requests: ShownRequests;
  readonly code: ShownCode | undefined;
  readonly join: JoinView | undefined;
  readonly wrong: WrongDesk;
  readonly session: Session | undefined;
  /** The third in it; absent where this host lets nobody watch. */
  readonly watch?: { readonly join: { readonly view: JoinView | undefined }; readonly session: Session | undefined };
  /** Of a session's record: with its ticket, or (null) here alone. Absent where this host keeps none there. */
  readonly keptRecord?: (sessionId: string) => KeptWithTicket | null;
  readonly stopKey: string | null;
  readonly mayOutlive: boolean;
  readonly userComesFirst: boolean;
  readonly notices: readonly Notice[];
  readonly unread: readonly UnreadNews[];
  readonly limits: readonly Limit[];
  readonly rules: PolicyRules;
  readonly standing: { readonly view: AgentView['standing']; readonly phase: Phase | undefined };
}

/** The others speak of questions and grants that are over with the session; above its end they would say something untrue. */
const OUTLIVES_SESSION: ReadonlySet<Notice['kind']> = new Set(['second-page', 'server-away']);

/** The whole of what the pages draw, derived anew from what is true now. */
export function agentView(parts: ViewParts): AgentView {
  const { requests, now } = parts;
  const phase = phaseOf(parts);
  const { organisation } = requests;
  const openNow = organisation ? openAt(organisation, now) : false;
  const closedDay = organisation ? (closedDayAt(organisation, now)?.name ?? '') : '';
  return {
    language: parts.language,
    userName: requests.state.state === 'none' ? requests.state.draft.name : requests.state.request.name,
    server: parts.server,
    ...(parts.serverTrouble === undefined ? {} : { serverTrouble: parts.serverTrouble }),
    organisation,
    openNow,
    nextOpening: organisation && !openNow ? (nextOpening(organisation, now) ?? null) : null,
    ...(closedDay === '' ? {} : { closedDay }),
    phase,
    notices: parts.notices.filter(({ kind }) => phase.phase !== 'ended' || OUTLIVES_SESSION.has(kind)),
    unread: [...parts.unread],
    limits: [...parts.limits],
    rules: parts.rules,
    standing: parts.standing.view,
  };
}

function phaseOf(parts: ViewParts): Phase {
  const { session, join, requests } = parts;
  if (session && !session.end) return { phase: 'session', session: sessionView(session, parts) };
  const { state } = requests;
  if (join && state.state === 'open') {
    return { phase: 'join', number: state.request.number, chat: newestWithin(CHAT_BYTES, state.request.chat), ...join };
  }
  const { warned } = parts.wrong;
  if (warned) {
    const { sessionId, number, technician, because, chat } = warned;
    const { reported } = parts.wrong.of(sessionId);
    return { phase: 'warned', sessionId, number, technician, because, hasMessages: chat.length > 0, reported };
  }
  if (session?.end) {
    const { sessionId } = session.joined;
    const kept = parts.keptRecord ? { kept: parts.keptRecord(sessionId) } : {};
    return { ...endedPhase(session, requests), ...parts.wrong.of(sessionId), ...kept };
  }
  if (parts.standing.phase) return parts.standing.phase;
  if (state.state === 'none') return beforeRequest(parts, state.draft.text);
  if (state.state === 'sending') return { phase: 'sending', text: state.request.text, serverAway: parts.server !== 'online' };
  if (state.state === 'over') {
    const { requestId, number, text } = state.request;
    return { phase: 'over', requestId, number, text };
  }
  const { request, status } = state;
  return {
    phase: 'waiting',
    requestId: request.requestId,
    number: request.number,
    text: request.text,
    place: status?.place ?? null,
    techniciansAvailable: requests.techniciansAvailable,
    expectedWaitMs: status?.expectedWaitMs ?? null,
    claimedBy: status?.technician ?? null,
    step: status?.step ?? 'waiting',
    callBack: request.callBack,
    chat: newestWithin(CHAT_BYTES, request.chat),
    managerAsked: request.managerAsked === true,
  };
}

function beforeRequest({ code, requests, monotonic }: ViewParts, unsent: string): Phase {
  if (code) return { phase: 'code', code: code.code, remainingMs: Math.max(0, Math.round(code.until - monotonic)) };
  const { invitation } = requests;
  const { state } = requests;
  const { articles } = state.state === 'none' ? state.draft : { articles: undefined };
  const read = articles === undefined ? {} : { articles };
  if (!invitation) return { phase: 'home', unsent, ...read };
  const { technician, expiresAt } = invitation;
  return { phase: 'home', unsent, ...read, invitation: { technician, expiresAt } };
}

function sessionView(session: Session, parts: ViewParts): SessionView {
  const { joined, consent } = session;
  const watcher = watcherView(parts);
  return {
    sessionId: joined.sessionId,
    ...(joined.standing || joined.host ? {} : { requestId: joined.requestId }),
    number: joined.requestNumber,
    technician: session.technicianView,
    link: linkView(session, parts),
    ask: askView(session, parts),
    words: session.identity.view(consent.waiting),
    lights: lightsOf(session),
    paused: consent.frozen.has('paused'),
    choosingScreen: consent.choosingScreen,
    review: consent.review,
    shells: session.shells.open.map(({ shellId, shell }) => ({ shellId, shell })),
    feed: newestWithin(FEED_BYTES, session.feed.items),
    chat: newestWithin(CHAT_BYTES, session.chat),
    ...(session.notPassedOn.length === 0 ? {} : { earlier: { count: session.notPassedOn.length } }),
    stopKey: parts.stopKey,
    action: session.actions.view,
    standing: joined.standing
      ? {
          standingId: joined.standing.receipt.standingId,
          group: joined.standing.receipt.type === 'alongside-standing-group/1' ? joined.standing.receipt.group.name : null,
          capabilities: joined.standing.receipt.capabilities,
          madeAt: joined.standing.receipt.from,
          until: joined.standing.receipt.until,
        }
      : null,
    ...(joined.guard.length === 0 ? {} : { guard: guardView(session, parts) }),
    ...(watcher && { watcher }),
  };
}

function askView({ joined, consent, actions }: Session, { mayOutlive, userComesFirst }: ViewParts): SessionView['ask'] {
  const { dialog } = consent;
  return (
    dialog && {
      ...dialog,
      mayOutlive,
      userComesFirst,
      action: dialog.capability === 'actions.run' ? actions.previewOf(dialog.askId) : null,
      guarded: joined.guard.length > 0,
    }
  );
}

function lightsOf(session: Session): SessionView['lights'] {
  return session.consent.live.map((grant) => ({
    capability: grant.capability,
    grantId: grant.grantId,
    remainingMs: grant.remainingMs,
    inUse: session.inUse(grant.capability) && session.linkState.state === 'live',
    frozen: session.isFrozen(grant.capability),
  }));
}

/** Held only where the picture stands still: a question holds what acts, and this one only looks. */
function lightOfWatcher(session: Session, helper: Session | undefined): WatcherView['light'] {
  const [light] = lightsOf(session);
  const { frozen } = session.consent;
  const isHeld = frozen.has('paused') || frozen.has('clock') || frozen.has('link-lost') || helper?.linkState.state !== 'live';
  return light ? { ...light, frozen: isHeld } : null;
}

function watcherView(parts: ViewParts): WatcherView | undefined {
  const session = parts.watch?.session;
  const asking = parts.watch?.join.view;
  if (session) {
    const link = linkView(session, parts);
    return {
      sessionId: session.joined.sessionId,
      technician: session.technicianView,
      state: link.state,
      join: null,
      ask: askView(session, parts),
      words: session.identity.view(session.consent.waiting),
      light: lightOfWatcher(session, parts.session),
    };
  }
  if (!asking) return undefined;
  const { sessionId, technician, ...join } = asking;
  return { sessionId, technician, state: 'asking', join, ask: null, words: null, light: null };
}

function guardView(session: Session, { now, monotonic }: ViewParts): NonNullable<SessionView['guard']> {
  const until = session.heldBackUntil('shell.run');
  return { reasons: [...session.joined.guard], heldUntil: until === 0 ? null : Math.round(now + (until - monotonic)) };
}

function linkView({ linkState, linkPath, linkTrouble }: Session, { now, monotonic }: ViewParts): SessionView['link'] {
  if (linkState.state === 'live') return linkPath === undefined ? { state: 'live' } : { state: 'live', path: linkPath };
  if (linkState.state === 'connecting' || linkState.state === 'proving') return { state: 'connecting' };
  const since = Math.round(now - (monotonic - linkState.since));
  return linkTrouble === undefined ? { state: 'lost', since } : { state: 'lost', since, trouble: linkTrouble };
}

function endedPhase(session: Session, requests: ShownRequests): Extract<Phase, { phase: 'ended' }> {
  const { end, joined } = session;
  const reason = end?.reason ?? 'failed';
  const trouble = session.linkState.state === 'failed' ? session.linkTrouble : undefined;
  return {
    phase: 'ended',
    sessionId: joined.sessionId,
    number: joined.requestNumber,
    technician: session.technicianView,
    reason: reason === 'finished' ? 'technician-left' : isShown(reason) ? reason : 'failed',
    at: end?.at ?? 0,
    closed: [...(end?.closed ?? [])],
    feed: newestWithin(FEED_BYTES, session.feed.items),
    chat: newestWithin(CHAT_BYTES, chatWithLater(session, requests)),
    survivors: [...(end?.survivors ?? [])],
    // Undefined while it is being signed, or where there was nothing to record.
    ledgerIntact: end?.head !== null,
    ...(trouble === undefined ? {} : { trouble }),
    requestOpen: requests.state.state === 'open',
    ...(session.handedTo === undefined ? {} : { handedTo: session.handedTo }),
    ...(requests.state.state === 'over' ? { requestOver: true } : {}),
  };
}

/** What was said in the session, and after it through the server, where the request goes on. */
function chatWithLater({ chat }: Session, { state }: ShownRequests): ChatMessage[] {
  const known = new Set(chat.map(({ id }) => id));
  const later = state.state === 'open' ? state.request.chat.filter(({ id }) => !known.has(id)) : [];
  return [...chat, ...later].slice(-CHAT_SHOWN);
}

/** The bound of the view's schema. */
const CHAT_SHOWN = 500;
/**
 * Of the view's message (240 KiB), so that it always can be sent: whoever writes a lot must not be able to keep lights and
 * dialogs from the page. The whole stands in the record.
 */
const CHAT_BYTES = 96 * 1024;
const FEED_BYTES = 96 * 1024;

const SHOWN = [
  'user-stopped',
  'user-closed',
  'technician-left',
  'technician-barred',
  'link-lost',
  'expired',
  'record-full',
  'words-refused',
  'not-proven',
  'failed',
] as const;

function isShown(reason: string): reason is (typeof SHOWN)[number] {
  return SHOWN.some((shown) => shown === reason);
}
