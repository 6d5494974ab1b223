import type { AppError } from '@alongside/base';
import {
  type Ask,
  type Grant,
  type GrantLimit,
  MAX_GRANT_MS,
  type Moment,
  type Narrowed,
  type PolicyRefusal,
  policyError,
  remainingMs,
} from '@alongside/consent';
import type { AskView, Capability } from '@alongside/protocol';

/** A yes as the organisation's rules look at it. */
export interface YesNow {
  readonly capability: Capability;
  readonly durationMs: number;
  /** Since the grant began. */
  readonly sinceMs: number;
  readonly secondFactor: boolean;
}

/** What the user allowed before this session, for this technician. */
export interface StandingYes {
  /** Of the words under which it was allowed. */
  readonly wordsHash: string;
  names(capability: Capability): boolean;
  /** How much longer it holds, ms; 0: no more. */
  leftMs(): number;
  /** The page draws the notice: without it nothing begins. */
  noticeShown(): boolean;
}

interface LimitsParts {
  readonly narrow: (yes: YesNow) => Narrowed;
  readonly standing: StandingYes | undefined;
  /** Told once for each: whoever asks in vain over and over fills no record. */
  readonly onRefused: (capability: Capability, why: PolicyRefusal) => void;
}

/** What lies outside of a session's own questions and takes from what they give: the organisation's rules, a permission's end. */
export class Limits {
  readonly #parts: LimitsParts;
  readonly #refused = new Set<string>();
  /** Grants that began without a question. */
  readonly #standing = new Set<string>();
  readonly #takenBack = new Set<Capability>();

  constructor(parts: LimitsParts) {
    this.#parts = parts;
  }

  /** What the rules leave of a yes to this question. Throws `policy.…` where that is nothing. */
  narrowed({ capability, secondFactor = false }: Ask, durationMs: number): number {
    const narrowed = this.#parts.narrow({ capability, durationMs, sinceMs: 0, secondFactor });
    if (!narrowed.allowed) throw this.#refuse(capability, narrowed.why);
    return Math.floor(narrowed.durationMs);
  }

  /** A second factor counts for the start; it need not be proved again while the grant lives. */
  narrowedLive({ capability, startedAt }: Grant, durationMs: number, { monotonic, wall }: Moment): Narrowed {
    const sinceMs = Math.max(monotonic - startedAt.monotonic, wall - startedAt.wall);
    return this.#parts.narrow({ capability, durationMs, sinceMs, secondFactor: true });
  }

  /** The longest that a yes to this question could last, where the rules make it shorter. */
  longest({ capability, secondFactor = false }: Ask): AskView['limit'] {
    const longest = this.#parts.narrow({ capability, durationMs: MAX_GRANT_MS, sinceMs: 0, secondFactor });
    if (!longest.allowed || longest.cutBy === null) return null;
    return { durationMs: Math.floor(longest.durationMs), by: longest.cutBy };
  }

  /** How long each live grant may last from now on, at most. */
  of(grants: readonly Grant[], at: Moment): GrantLimit[] {
    const { standing } = this.#parts;
    return grants.flatMap((grant): GrantLimit[] => {
      const { capability } = grant;
      const narrowed = this.narrowedLive(grant, remainingMs(grant, at), at);
      const byRules: GrantLimit = { capability, leftMs: narrowed.allowed ? narrowed.durationMs : 0, reason: 'policy' };
      if (!standing || !this.isStanding(grant)) return [byRules];
      return [byRules, { capability, leftMs: standing.leftMs(), reason: 'standing-over' }];
    });
  }

  isStanding({ grantId }: { readonly grantId: string }): boolean {
    return this.#standing.has(grantId);
  }

  began(grantId: string): void {
    this.#standing.add(grantId);
  }

  /** What the user took back begins only by a new yes. */
  takenBack(capability: Capability): void {
    this.#takenBack.add(capability);
  }

  /** The permission under which this can begin without a question, if there is one. */
  standingFor(capability: Capability): StandingYes | undefined {
    const { standing } = this.#parts;
    const holds = standing?.names(capability) === true && standing.leftMs() > 0 && !this.#takenBack.has(capability);
    return holds ? standing : undefined;
  }

  #refuse(capability: Capability, why: PolicyRefusal): AppError {
    const key = `${capability} ${why}`;
    if (!this.#refused.has(key)) {
      this.#refused.add(key);
      this.#parts.onRefused(capability, why);
    }
    return policyError(why);
  }
}
