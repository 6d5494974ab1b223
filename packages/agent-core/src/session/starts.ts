import { AppError, type Clock, type RandomSource, randomId, toAppError } from '@alongside/base';
import { ALLOW_AFTER_MS, type Ask, COUNTERSIGNED, type GrantEndReason, isOnce } from '@alongside/consent';
import type { Capability, Language } from '@alongside/protocol';
import type { Entering } from './ledger-desk.ts';

/** A yes that is being carried out. */
export interface Starting {
  readonly ask: Ask;
  readonly durationMs: number;
  readonly wordsHash: string;
  /** `standing`: nobody was asked, a permission of the user's holds. */
  readonly by: 'user' | 'standing';
}

/** A grant and what it is for, as those know it who open and cut. */
export interface GrantOf {
  readonly grantId: string;
  readonly capability: Capability;
}

export interface StartsParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** In which the user is spoken to now. */
  readonly language: () => Language;
  readonly technicianKey: string;
  readonly ledger: () => Entering;
  /** Opens what was allowed; a throw means that nothing is granted. */
  readonly begin: (grant: GrantOf) => Promise<void>;
  /** Cuts what a grant carried, at once. */
  readonly end: (grant: GrantOf, reason: GrantEndReason) => void;
  /** Whether what `begin` opened is still there. */
  readonly isOpen: (grant: GrantOf) => boolean;
  /** What the organisation's rules leave of a yes; throws `policy.…` where that is nothing. */
  readonly narrowed: (ask: Ask, durationMs: number) => number;
  readonly isLive: (capability: Capability) => boolean;
  readonly isClosed: () => boolean;
  /** Told in this order: begun, then either granted or failed; each with the state as it is then. */
  readonly onBegun: (starting: Starting) => void;
  readonly onGranted: (starting: Starting, grantId: string) => void;
  readonly onFailed: (starting: Starting, error: AppError) => void;
  readonly onChanged: () => void;
}

/** From a yes to a grant: entered, signed, countersigned where that is needed, opened, entered, live. */
export class Starts {
  readonly #parts: StartsParts;
  /** By the id that the grant will have. */
  readonly #running = new Map<string, Starting>();
  /** What the user may begin again without a new question: a screen that was not chosen, a grant that ran out. */
  readonly #again = new Map<Capability, Starting & { readonly since: number }>();

  constructor(parts: StartsParts) {
    this.#parts = parts;
  }

  get capabilities(): readonly Capability[] {
    return [...this.#running.values()].map(({ ask }) => ask.capability);
  }

  async start(yes: Starting): Promise<void> {
    const { ask } = yes;
    const { capability } = ask;
    let starting = yes;
    // One grant a capability: a second would outlive the first one's end.
    if (this.#parts.isLive(capability) || this.capabilities.includes(capability)) return;
    const grantId = randomId(this.#parts.random);
    this.#running.set(grantId, starting);
    this.#again.delete(capability);
    this.#parts.onBegun(starting);
    try {
      // The rules may have changed while the question stood open.
      starting = { ...yes, durationMs: this.#parts.narrowed(ask, yes.durationMs) };
      const countersigned = await this.#enterYes(starting);
      // Both may have come about while the dialog stood open or the signatures were waited for.
      const refused = this.#parts.isClosed()
        ? new AppError('session.ended', 'the session is over')
        : this.#parts.ledger().mayGrant();
      if (refused) throw refused;
      await this.#parts.begin({ grantId, capability });
      await this.#grant(starting, grantId, countersigned);
    } catch (thrown) {
      // Whatever opened before it failed must not stay open without a grant.
      this.#parts.end({ grantId, capability }, 'could-not-start');
      this.#remember(starting);
      this.#parts.onFailed(starting, toAppError(thrown));
    } finally {
      this.#running.delete(grantId);
      this.#parts.onChanged();
    }
  }

  /**
   * The user begins again what was allowed but did not begin, or ran out: the same thing under the same words, a fresh
   * yes. As with Allow, a press within a second of the notice was meant for something else; for the screen the browser's
   * own picker asks after it anyway.
   */
  startAgain(capability: Capability, durationMs?: number): void {
    const again = this.#again.get(capability);
    if (!again || this.#parts.isClosed()) return;
    if (capability !== 'screen.view' && this.#parts.clock.monotonic() - again.since < ALLOW_AFTER_MS) return;
    // A second factor was given for the question that was asked then: where the rules demand one, the technician asks anew.
    const ask: Ask = { ...again.ask, secondFactor: false, askId: randomId(this.#parts.random) };
    void this.start({ ask, durationMs: durationMs ?? again.durationMs, wordsHash: again.wordsHash, by: 'user' });
  }

  /** A grant ended. True where it ran out and can be begun again; what was ended on purpose cannot. */
  handleEnded(capability: Capability, reason: GrantEndReason): boolean {
    const again = this.#again.get(capability);
    this.#again.delete(capability);
    if (reason !== 'expired' || !again) return false;
    this.#remember(again);
    return true;
  }

  /** The receipt, signed; where the capability needs it, countersigned: then the number of that head. */
  async #enterYes({ ask, durationMs, wordsHash, by }: Starting): Promise<number | null> {
    const { language, technicianKey } = this.#parts;
    const ledger = this.#parts.ledger();
    const { askId, capability } = ask;
    await ledger.enter('consent/answered', {
      askId,
      capability,
      allowed: true,
      by,
      durationMs,
      wordsHash,
      language: language(),
      technicianKey,
    });
    if (COUNTERSIGNED.includes(capability)) return ledger.countersigned();
    await ledger.signed();
    return null;
  }

  /** The last step: entered, then live. */
  async #grant(starting: Starting, grantId: string, countersigned: number | null): Promise<void> {
    const { ask, durationMs } = starting;
    const { askId, capability } = ask;
    const ledger = this.#parts.ledger();
    await ledger.enter('grant/started', { grantId, askId, capability, durationMs, countersigned });
    if (this.#parts.isClosed()) {
      this.#parts.end({ grantId, capability }, 'session-ended');
      return ledger.enterLate('grant/ended', { grantId, capability, reason: 'session-ended' });
    }
    this.#remember(starting);
    this.#parts.onGranted(starting, grantId);
  }

  /**
   * What nobody was asked for cannot be begun again by a press under words that nobody read; what was allowed once is used
   * up.
   */
  #remember(starting: Starting): void {
    if (starting.by === 'standing' || isOnce(starting.ask.capability)) return;
    this.#again.set(starting.ask.capability, { ...starting, since: this.#parts.clock.monotonic() });
  }
}
