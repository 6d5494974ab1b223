/** What the session page draws. Instants are this page's wall time, ms. Pure. */
import type { AskOutcome, JoinAnswer, LinkTrouble } from '@alongside/protocol';
import type { Ask, Grant, SessionEnd, SessionState } from '@alongside/technician-core';

/**
 *   offered ─► connecting ─► live ◄─► lost ─► ended
 *      └─► not-joined
 */
export type Stage =
  /** The user is asked whether one may join. */
  | { readonly stage: 'offered' }
  | { readonly stage: 'not-joined'; readonly why: Exclude<JoinAnswer, 'accepted'> }
  | { readonly stage: 'connecting' }
  | { readonly stage: 'live' }
  /** `trouble`: what the last attempt to come back met. */
  | { readonly stage: 'lost'; readonly since: number; readonly trouble: LinkTrouble | undefined }
  | { readonly stage: 'ended'; readonly at: number; readonly end: SessionEnd };

/** Silence is a lost connection to whoever looks at a picture that stands still. */
export function stageOf(state: SessionState): Stage {
  switch (state.state) {
    case 'connecting':
      return { stage: 'connecting' };
    case 'live':
      return { stage: 'live' };
    case 'silent':
      return { stage: 'lost', since: state.since, trouble: undefined };
    case 'rebuilding':
      return { stage: 'lost', since: state.since, trouble: state.trouble };
    case 'ended':
      return { stage: 'ended', at: state.at, end: state.end };
  }
}

/** Why the two computers do not reach each other, where that is what is wrong. */
export function troubleOf(stage: Stage): LinkTrouble | undefined {
  if (stage.stage === 'lost') return stage.trouble;
  return stage.stage === 'ended' && stage.end.by === 'link' ? stage.end.trouble : undefined;
}

/** Somebody else goes on: here is nothing left to ask for or to end. */
export function isHandedOver(stage: Stage): boolean {
  return stage.stage === 'ended' && stage.end.by === 'technician' && stage.end.reason === 'handed-over';
}

export interface ChatLine {
  readonly id: string;
  readonly from: 'user' | 'technician';
  readonly name: string;
  readonly text: string;
  readonly at: number;
  /** Said through the server, before the join. */
  readonly throughServer: boolean;
  readonly delivery: 'sending' | 'sent' | 'failed';
  /** Another one of three wrote it, and the user's side passed it on: who, only that says. */
  readonly passedOn?: true;
}

/** One capability as the list on the right shows it. */
export type Allowed =
  | { readonly state: 'allowed'; readonly endsAt: number; readonly frozen: boolean; readonly inUse: boolean }
  /** The dialog is open (`deadline`) or waits behind another one. */
  | { readonly state: 'asked'; readonly askId: string; readonly deadline: number | undefined }
  /** The user said yes; it begins. */
  | { readonly state: 'starting' }
  | {
      readonly state: 'none';
      readonly last: Extract<AskOutcome, 'refused' | 'unanswered' | 'failed'> | undefined;
      readonly code: string | undefined;
      readonly askAgainAt: number | undefined;
    };

/** A live grant wins over what was asked before it. */
export function allowedState(asked: Ask | undefined, granted: Grant | undefined): Allowed {
  if (granted !== undefined) {
    return { state: 'allowed', endsAt: granted.endsAt, frozen: granted.frozen, inUse: granted.inUse };
  }
  if (asked === undefined) return { state: 'none', last: undefined, code: undefined, askAgainAt: undefined };
  switch (asked.outcome) {
    case 'queued':
    case 'shown':
      return { state: 'asked', askId: asked.askId, deadline: asked.outcome === 'shown' ? asked.deadline : undefined };
    case 'allowed':
      return { state: 'starting' };
    case 'granted':
    case 'withdrawn':
      return { state: 'none', last: undefined, code: undefined, askAgainAt: asked.askAgainAt };
    case 'refused':
    case 'unanswered':
    case 'failed':
      return { state: 'none', last: asked.outcome, code: asked.code, askAgainAt: asked.askAgainAt };
  }
}
