/** What the session page draws. Instants are this page's wall time, ms. */
import type { AskOutcome, Capability, GrantView } from '@alongside/protocol';

/**
 *   offered ─► connecting ─► live ◄─► lost ─► ended
 *      └─► not-joined
 */
export type Stage =
  /** The user is asked whether one may join. */
  | { readonly stage: 'offered' }
  | { readonly stage: 'not-joined'; readonly why: 'declined' | 'lapsed' | 'device-away' | 'cancelled' }
  | { readonly stage: 'connecting' }
  | { readonly stage: 'live' }
  | { readonly stage: 'lost'; readonly since: number }
  | { readonly stage: 'ended'; readonly reason: string; readonly at: number };

/** The last asking for one capability. */
export interface Asked {
  readonly askId: string;
  readonly outcome: AskOutcome;
  /** When the dialog closes by itself, where it is open. */
  readonly deadline: number | undefined;
  /** When the same may be asked again; Infinity: not in this session. */
  readonly askAgainAt: number | undefined;
  readonly code: string | undefined;
}

export interface Granted extends Omit<GrantView, 'remainingMs'> {
  readonly endsAt: number;
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
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly label: string;
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

/** A live grant wins over what was asked before it. Pure. */
export function allowedState(asked: Asked | undefined, granted: Granted | undefined): Allowed {
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

export type Asking = Readonly<Partial<Record<Capability, Asked>>>;
export type Granting = Readonly<Partial<Record<Capability, Granted>>>;
