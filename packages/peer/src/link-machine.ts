import type { ErrorCode } from '@alongside/base';
import { type AttemptReport, NOTHING_TRIED } from './attempt/attempt-report.ts';
import type { LinkRole } from './link-role.ts';
import type { LinkTimings } from './link-timings.ts';

/**
 * How the link between agent and technician stands, over all its epochs. Times are monotonic milliseconds.
 *
 *                 connected            proven               2 s nothing heard
 *   connecting ─────────────▶ proving ────────▶ live ◀────────────────────────▶ silent
 *       │                        │               │        something heard         │
 *       │ 8 s                    │               │ WebRTC closed, asked,          │ 3.5 s
 *       │                        │ wrong proof   │ a higher epoch's offer         │
 *       ▼                        ▼               ▼                                ▼
 *     failed ◀────────────────────────────── rebuilding ─── attempts: waiting ▶ connecting ▶ proving ▶ live
 *               5 min, or a wrong proof        at 60 s: long loss (screen, input and shell end)
 *
 *   any ── close ──▶ closed
 *
 * The agent opens each epoch; the technician's side follows the offers and asks for a new one. A rebuild is under the
 * same keys and grants. A wrong proof ends the session in any epoch: there is no fallback.
 */
export type LinkState =
  | { readonly state: 'connecting'; readonly epoch: number; readonly since: number; readonly attempt: number }
  | { readonly state: 'proving'; readonly epoch: number; readonly since: number; readonly attempt: number }
  | { readonly state: 'live'; readonly epoch: number; readonly since: number }
  /** Nothing heard for 2 s: input is frozen, the picture grey. `since` is when something was heard last. */
  | { readonly state: 'silent'; readonly epoch: number; readonly since: number }
  | {
      readonly state: 'rebuilding';
      readonly epoch: number;
      /** When something was heard last. */
      readonly since: number;
      readonly attempt: number;
      /** More than 60 s: screen, input and shell have ended. */
      readonly long: boolean;
      readonly tried: AttemptReport;
    }
  | {
      readonly state: 'failed';
      readonly epoch: number;
      readonly since: number;
      readonly code: ErrorCode;
      readonly tried: AttemptReport;
    }
  | {
      readonly state: 'closed';
      readonly epoch: number;
      readonly since: number;
      readonly reason: string;
      readonly byOther: boolean;
    };

/** The machine's own memory beside what it shows. */
export interface LinkMachine {
  readonly shown: LinkState;
  /** What the current epoch's PeerLink is doing; `none` between attempts. */
  readonly attempt:
    | { readonly stage: 'none'; readonly retryAt: number }
    | { readonly stage: 'connecting' | 'proving'; readonly openedAt: number; readonly answered: boolean }
    | { readonly stage: 'up' };
  readonly heardAt: number;
}

export type LinkEvent = { readonly at: number } & (
  | { readonly type: 'tick' }
  | { readonly type: 'heard' }
  | { readonly type: 'connected'; readonly epoch: number }
  | { readonly type: 'answered'; readonly epoch: number }
  | { readonly type: 'proven'; readonly epoch: number }
  /** WebRTC gave up, or could not begin. */
  | { readonly type: 'peer-closed'; readonly epoch: number }
  /** To the agent: the other side asks for a new epoch, `epoch` being the last it knows. */
  | { readonly type: 'rebuild-asked'; readonly epoch: number }
  /** To the technician: an offer of an epoch. */
  | { readonly type: 'offered'; readonly epoch: number }
  /** The network or the server is back: do not wait out the pause. */
  | { readonly type: 'hurry' }
  /** Wrong proof, flood, broken numbering. */
  | { readonly type: 'broken'; readonly code: ErrorCode }
  | { readonly type: 'close'; readonly reason: string; readonly byOther: boolean }
);

/** What the driver must do, in order. */
export type LinkEffect =
  /** Drop the PeerLink of the current epoch, if there is one. */
  | { readonly type: 'drop' }
  | { readonly type: 'open'; readonly epoch: number }
  | { readonly type: 'ask-rebuild'; readonly epoch: number }
  | { readonly type: 'long-loss' }
  | { readonly type: 'finish' };

export interface MachineContext {
  readonly role: LinkRole;
  readonly timings: LinkTimings;
  /** What the current attempt saw. */
  readonly tried: AttemptReport;
  /** The pause before attempt `attempt`, with jitter. */
  readonly backoffMs: (attempt: number) => number;
}

export interface Step {
  readonly machine: LinkMachine;
  readonly effects: readonly LinkEffect[];
}

/** Epochs jump only by lost attempts; a server that names a far one would lock out all honest ones after it. */
const MAX_EPOCH_JUMP = 256;
/** An ask this soon after an attempt began crossed its offer. */
const CROSSED_MS = 500;

/** Epoch 0 begins at once: the agent opens it, the technician's side waits for its offer. */
export function firstStep(role: LinkRole, at: number): Step {
  const shown: LinkState = { state: 'connecting', epoch: 0, since: at, attempt: 1 };
  if (role === 'technician')
    return { machine: { shown, attempt: { stage: 'none', retryAt: Infinity }, heardAt: at }, effects: [] };
  const attempt = { stage: 'connecting', openedAt: at, answered: false } as const;
  return { machine: { shown, attempt, heardAt: at }, effects: [{ type: 'open', epoch: 0 }] };
}

export function isOver(shown: LinkState): shown is Extract<LinkState, { state: 'failed' | 'closed' }> {
  return shown.state === 'failed' || shown.state === 'closed';
}

/** Before the first proof: nothing was allowed yet, and there is one deadline for all attempts. */
function isFirst(shown: LinkState): shown is Extract<LinkState, { state: 'connecting' | 'proving' }> {
  return shown.state === 'connecting' || shown.state === 'proving';
}

/** When the next tick is due; undefined where time changes nothing. */
export function nextDeadline(machine: LinkMachine, timings: LinkTimings): number | undefined {
  const { shown, attempt, heardAt } = machine;
  if (isOver(shown)) return undefined;
  if (shown.state === 'live') return heardAt + timings.silentMs;
  if (shown.state === 'silent') return heardAt + timings.rebuildMs;
  const end = isFirst(shown) ? shown.since + timings.connectMs : heardAt + (shown.long ? timings.giveUpMs : timings.longLossMs);
  if (attempt.stage === 'up') return end;
  if (attempt.stage === 'none') return Math.min(end, attempt.retryAt);
  return isFirst(shown) ? end : Math.min(end, attemptDeadline(attempt, timings));
}

function attemptDeadline(attempt: { readonly openedAt: number; readonly answered: boolean }, timings: LinkTimings): number {
  return attempt.openedAt + (attempt.answered ? timings.connectMs : timings.unansweredMs);
}

/** The machine. Never throws; an event that means nothing in a state changes nothing. */
export function next(machine: LinkMachine, event: LinkEvent, context: MachineContext): Step {
  const { shown } = machine;
  if (isOver(shown)) return { machine, effects: [] };
  switch (event.type) {
    case 'tick':
      return handleTick(machine, event.at, context);
    case 'heard':
      return handleHeard(machine, event.at);
    case 'answered':
      return event.epoch === shown.epoch && machine.attempt.stage === 'connecting'
        ? stay({ ...machine, attempt: { ...machine.attempt, answered: true } })
        : stay(machine);
    case 'connected':
      return event.epoch === shown.epoch ? handleConnected(machine) : stay(machine);
    case 'proven':
      return event.epoch === shown.epoch && machine.attempt.stage === 'proving'
        ? stay({ shown: { state: 'live', epoch: shown.epoch, since: event.at }, attempt: { stage: 'up' }, heardAt: event.at })
        : stay(machine);
    case 'peer-closed':
      return event.epoch === shown.epoch && machine.attempt.stage !== 'none'
        ? handleLost(machine, event.at, context)
        : stay(machine);
    case 'rebuild-asked':
      return handleAsked(machine, event, context);
    case 'offered':
      return handleOffered(machine, event, context);
    case 'hurry':
      return handleHurry(machine, event.at, context);
    case 'broken':
      return fail(machine, event.at, event.code, context);
    case 'close':
      return {
        machine: {
          ...machine,
          shown: { state: 'closed', epoch: shown.epoch, since: event.at, reason: event.reason, byOther: event.byOther },
        },
        effects: [{ type: 'finish' }],
      };
  }
}

function stay(machine: LinkMachine): Step {
  return { machine, effects: [] };
}

function handleTick(machine: LinkMachine, at: number, context: MachineContext): Step {
  const { shown, attempt, heardAt } = machine;
  const { timings, tried } = context;
  if (isFirst(shown)) {
    if (at >= shown.since + timings.connectMs) return fail(machine, at, connectFailure(tried, context.role), context);
  } else if (at >= heardAt + timings.giveUpMs) return fail(machine, at, 'link.lost', context);
  else if (shown.state === 'rebuilding' && !shown.long && at >= heardAt + timings.longLossMs) {
    const on = handleTick({ ...machine, shown: { ...shown, long: true } }, at, context);
    return { machine: on.machine, effects: [{ type: 'long-loss' }, ...on.effects] };
  } else if (shown.state === 'live' && at >= heardAt + timings.silentMs) {
    return handleTick({ ...machine, shown: { state: 'silent', epoch: shown.epoch, since: heardAt } }, at, context);
  } else if (shown.state === 'silent' && at >= heardAt + timings.rebuildMs) return handleLost(machine, at, context);
  if (attempt.stage === 'none' && at >= attempt.retryAt) return beginAttempt(machine, at, context);
  const tooLong = (attempt.stage === 'connecting' || attempt.stage === 'proving') && at >= attemptDeadline(attempt, timings);
  return tooLong && shown.state === 'rebuilding' ? handleLost(machine, at, context) : stay(machine);
}

/** `link.no-candidates`: one of the two found no way out of its machine at all. The technician's side looks only once offered. */
function connectFailure(tried: AttemptReport, role: LinkRole): ErrorCode {
  const looked = role === 'agent' || tried.answered;
  const none = (looked && tried.local.total === 0) || (tried.answered && tried.remote.total === 0);
  return none ? 'link.no-candidates' : 'link.timeout';
}

function handleHeard(machine: LinkMachine, at: number): Step {
  const { shown } = machine;
  if (machine.attempt.stage !== 'up') return stay(machine);
  if (shown.state !== 'silent') return stay({ ...machine, heardAt: at });
  return stay({ ...machine, shown: { state: 'live', epoch: shown.epoch, since: at }, heardAt: at });
}

function handleConnected(machine: LinkMachine): Step {
  const { shown, attempt } = machine;
  if (attempt.stage !== 'connecting') return stay(machine);
  const proving = { ...machine, attempt: { ...attempt, stage: 'proving', answered: true } as const };
  // The deadline is the whole attempt's, so `since` stays.
  return stay(shown.state === 'connecting' ? { ...proving, shown: { ...shown, state: 'proving' } } : proving);
}

/** The current epoch is over: pause, then the next attempt. A link that was up is rebuilt at once. */
function handleLost(machine: LinkMachine, at: number, context: MachineContext): Step {
  const { shown, attempt, heardAt } = machine;
  if (isOver(shown)) return stay(machine);
  const wasUp = attempt.stage === 'up';
  const count = shown.state === 'live' || shown.state === 'silent' ? 0 : shown.attempt;
  const lost: LinkMachine = {
    shown: isFirst(shown)
      ? { ...shown, state: 'connecting' }
      : {
          state: 'rebuilding',
          epoch: shown.epoch,
          since: heardAt,
          attempt: count,
          long: shown.state === 'rebuilding' && shown.long,
          tried: wasUp ? NOTHING_TRIED : context.tried,
        },
    attempt: { stage: 'none', retryAt: wasUp ? at : at + context.backoffMs(count) },
    heardAt,
  };
  const dropped: LinkEffect = { type: 'drop' };
  if (!wasUp) return { machine: lost, effects: [dropped] };
  const begun = beginAttempt(lost, at, context);
  return { machine: begun.machine, effects: [dropped, ...begun.effects] };
}

/** The agent opens the next epoch; the technician's side asks for it, and again after a pause. */
function beginAttempt(machine: LinkMachine, at: number, context: MachineContext): Step {
  const { shown } = machine;
  if (isOver(shown) || shown.state === 'live' || shown.state === 'silent') return stay(machine);
  const attempt = shown.attempt + 1;
  if (context.role === 'agent') {
    const epoch = shown.epoch + 1;
    return {
      machine: {
        ...machine,
        shown: { ...shown, epoch, attempt },
        attempt: { stage: 'connecting', openedAt: at, answered: false },
      },
      effects: [{ type: 'open', epoch }],
    };
  }
  return {
    machine: {
      ...machine,
      shown: { ...shown, attempt },
      attempt: { stage: 'none', retryAt: at + context.timings.firstRetryMs + context.backoffMs(attempt) },
    },
    effects: [{ type: 'ask-rebuild', epoch: shown.epoch }],
  };
}

function handleAsked(
  machine: LinkMachine,
  event: { readonly at: number; readonly epoch: number },
  context: MachineContext,
): Step {
  const { shown, attempt } = machine;
  if (context.role !== 'agent') return stay(machine);
  const unanswered = attempt.stage === 'connecting' && !attempt.answered && event.at >= attempt.openedAt + CROSSED_MS;
  // One that knows of the current epoch wants the next; one that does not has lost our offer, or it crossed.
  if (event.epoch < shown.epoch && !unanswered && attempt.stage !== 'none') return stay(machine);
  if (attempt.stage !== 'none' && attempt.stage !== 'up' && event.at < attempt.openedAt + CROSSED_MS) return stay(machine);
  return restart(machine, event.at, context);
}

function handleHurry(machine: LinkMachine, at: number, context: MachineContext): Step {
  const { attempt } = machine;
  if (attempt.stage === 'none') return attempt.retryAt === Infinity ? stay(machine) : beginAttempt(machine, at, context);
  // An offer that nobody answered went out while the way was closed.
  const unanswered = attempt.stage === 'connecting' && !attempt.answered;
  return unanswered && machine.shown.state === 'rebuilding' ? restart(machine, at, context) : stay(machine);
}

/** Gives the current attempt up and begins the next without a pause. */
function restart(machine: LinkMachine, at: number, context: MachineContext): Step {
  const lost = handleLost(machine, at, context);
  if (lost.machine.attempt.stage !== 'none') return lost;
  const begun = beginAttempt(lost.machine, at, context);
  return { machine: begun.machine, effects: [...lost.effects, ...begun.effects] };
}

function handleOffered(
  machine: LinkMachine,
  event: { readonly at: number; readonly epoch: number },
  context: MachineContext,
): Step {
  const { shown, attempt, heardAt } = machine;
  if (context.role !== 'technician' || isOver(shown)) return stay(machine);
  const first = isFirst(shown) && attempt.stage === 'none' && event.epoch === shown.epoch;
  if (!first && (event.epoch <= shown.epoch || event.epoch > shown.epoch + MAX_EPOCH_JUMP)) return stay(machine);
  const opened: LinkMachine = {
    shown: first
      ? shown
      : isFirst(shown)
        ? { ...shown, state: 'connecting', epoch: event.epoch }
        : {
            state: 'rebuilding',
            epoch: event.epoch,
            since: heardAt,
            attempt: shown.state === 'rebuilding' ? shown.attempt : 1,
            long: shown.state === 'rebuilding' && shown.long,
            tried: attempt.stage === 'connecting' ? context.tried : shown.state === 'rebuilding' ? shown.tried : NOTHING_TRIED,
          },
    attempt: { stage: 'connecting', openedAt: event.at, answered: true },
    heardAt,
  };
  return { machine: opened, effects: [{ type: 'drop' }, { type: 'open', epoch: event.epoch }] };
}

function fail(machine: LinkMachine, at: number, code: ErrorCode, context: MachineContext): Step {
  const shown: LinkState = { state: 'failed', epoch: machine.shown.epoch, since: at, code, tried: context.tried };
  return { machine: { ...machine, shown }, effects: [{ type: 'finish' }] };
}
