import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  type RandomSource,
  randomId,
  type SigningKey,
} from '@alongside/base';
import {
  ALLOW_AFTER_MS,
  allowReady,
  askToJoin,
  canonical,
  type DialogEvent,
  dialogRemainingMs,
  isStandingChoice,
  type Join,
  type JoinEvent,
  nextJoin,
  type StandingChoice,
  type StandingUser,
  standingLeftMs,
} from '@alongside/consent';
import {
  type AgentView,
  type HoursOfWeek,
  MAX_STANDING,
  type Phase,
  type StandingOffer,
  type StandingReceipt,
  standingReceipt,
} from '@alongside/protocol';
import type { Document, Documents } from './documents.ts';
import { hoursLeft, type PolicyDesk } from './policy-desk.ts';

/** Ended ones stay in the list this long, so that one can look back. */
const KEEP_ENDED_MS = 30 * 24 * 60 * 60 * 1000;
const USES_KEPT = 50;

type Kept = Document<'standing'>[number];

/** A permission with its receipt, the JWS that the user's yes made. */
export interface Permission {
  readonly receipt: StandingReceipt;
  readonly jws: string;
  readonly ended: Kept['ended'];
  readonly uses: Kept['uses'];
}

/** A technician of whom this machine knows whose key it is. */
export interface KnownTechnician {
  readonly publicKey: string;
  readonly name: string;
  readonly proof: StandingReceipt['proof'];
}

export interface StandingDeskParts {
  readonly documents: Documents;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly language: string;
  readonly policy: PolicyDesk;
  readonly known: () => readonly KnownTechnician[];
  /** A session is live or somebody asks to join: then nothing of this may be made, by whosever hand. */
  readonly busy: () => boolean;
}

interface Proposal {
  readonly id: string;
  readonly technician: KnownTechnician;
  readonly choice: StandingChoice;
  join: Join & { state: 'asked' };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Standing permissions on this machine: proposed and allowed in the agent's page by a dialog like any other, signed, kept,
 * listed, taken back. Each is what its receipt says; a document that somebody wrote by hand makes none.
 */
export class StandingDesk implements Disposable {
  readonly #parts: StandingDeskParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #revoked = new Emitter<string>();
  readonly #failed = new Emitter<AppError>();
  #permissions: readonly Permission[] = [];
  #proposal: Proposal | undefined;
  #readyTimer: Disposable | undefined;

  readonly onChange: Event<void> = this.#changed.event;
  /** The user took one back: what was begun under it ends at once. */
  readonly onRevoked: Event<string> = this.#revoked.event;
  /** A yes that could not be kept: there is no permission then. */
  readonly onFailed: Event<AppError> = this.#failed.event;

  constructor(parts: StandingDeskParts) {
    this.#parts = parts;
    this.#store.add(parts.clock.every(1_000, () => this.#feed({ type: 'tick', at: parts.clock.monotonic() })));
  }

  /** What was kept, as far as this machine's own key signed it. */
  async load(): Promise<void> {
    const { documents, logger } = this.#parts;
    const read: Permission[] = [];
    for (const { jws, ended, uses } of (await documents.read('standing')) ?? []) {
      const receipt = await this.#verified(jws);
      if (receipt) read.push({ receipt, jws, ended, uses });
      else logger.warn('a kept standing permission does not hold and is not used', {});
    }
    this.#permissions = read;
  }

  /** Those that hold now or will again at their hours. */
  get live(): readonly Permission[] {
    const now = this.#parts.clock.now();
    return this.#permissions.filter(({ receipt, ended }) => ended === null && receipt.until > now);
  }

  /** For the server, which shows them to technicians. */
  get offers(): StandingOffer[] {
    return this.live.map(({ receipt: { standingId, technician, capabilities, hours, until } }) => ({
      standingId,
      technicianKey: technician.publicKey,
      capabilities,
      hours,
      until,
    }));
  }

  find(standingId: string): Permission | undefined {
    return this.live.find(({ receipt }) => receipt.standingId === standingId);
  }

  /** How long it lets this person begin something now, ms; 0: not. */
  leftMs(standingId: string, by: StandingUser): number {
    const { clock, policy } = this.#parts;
    const permission = this.find(standingId);
    return permission ? standingLeftMs(permission.receipt, { by, at: clock.now(), rules: policy.rules }, hoursLeft) : 0;
  }

  get view(): AgentView['standing'] {
    const { policy, known } = this.#parts;
    return {
      permissions: this.#permissions.map(({ receipt, ended, uses }) => ({
        standingId: receipt.standingId,
        technician: receipt.technician.name,
        capabilities: receipt.capabilities,
        hours: receipt.hours,
        from: receipt.from,
        until: receipt.until,
        endedAt: ended?.at ?? null,
        uses: uses.length,
        lastUsedAt: uses.at(-1)?.at ?? null,
      })),
      people: policy.rules.noStanding ? [] : [...known()],
    };
  }

  get phase(): Extract<Phase, { phase: 'standing' }> | undefined {
    const proposal = this.#proposal;
    if (!proposal) return undefined;
    const at = this.#parts.clock.monotonic();
    const { dialog } = proposal.join;
    return {
      phase: 'standing',
      proposalId: proposal.id,
      technician: proposal.technician.name,
      proof: proposal.technician.proof,
      capabilities: [...proposal.choice.capabilities],
      hours: proposal.choice.hours,
      days: proposal.choice.days,
      remainingMs: Math.round(dialogRemainingMs(dialog, at)),
      moreTimeLeft: dialog.moreTimeLeft,
      allowReady: allowReady(dialog, at),
    };
  }

  /** The user chose; now it is read back and asked. Throws `standing.not-now`, `standing.not-covered`. */
  propose(choice: StandingChoice & { readonly technicianKey: string }): void {
    const { busy, known, policy, random, clock } = this.#parts;
    if (busy() || this.live.length >= MAX_STANDING) throw new AppError('standing.not-now', 'not while somebody is here');
    const technician = known().find(({ publicKey }) => publicKey === choice.technicianKey);
    const { capabilities, days, hours } = choice;
    const possible = isStandingChoice({ capabilities, days, hours }, policy.rules) && hasHours(hours);
    if (!technician || !possible) throw new AppError('standing.not-covered', 'this cannot be allowed beforehand');
    const join = askToJoin(clock.monotonic());
    if (join.state !== 'asked') return;
    this.#proposal = { id: randomId(random), technician, choice: { capabilities, days, hours }, join };
    this.#changed.fire();
  }

  handleVisible(dialogId: string, visible: boolean, words: string): void {
    const { clock, crypto } = this.#parts;
    if (this.#proposal?.id !== dialogId) return;
    const at = clock.monotonic();
    this.#feed({ type: 'dialog', at, event: { type: 'visible', at, visible, wordsHash: crypto.sha256(words) } });
    this.#readyTimer?.dispose();
    this.#readyTimer = visible ? clock.after(ALLOW_AFTER_MS, () => this.#changed.fire()) : undefined;
  }

  handleActive(dialogId: string): void {
    this.#feedDialog(dialogId, { type: 'active', at: this.#parts.clock.monotonic() });
  }

  moreTime(dialogId: string): void {
    this.#feedDialog(dialogId, { type: 'more-time', at: this.#parts.clock.monotonic() });
  }

  /** A yes that comes too soon has no effect. */
  answer(proposalId: string, allow: boolean): void {
    if (this.#proposal?.id !== proposalId) return;
    this.#feed({ type: 'answered', at: this.#parts.clock.monotonic(), accept: allow });
  }

  /** Somebody asks to join, or is in: the question is put away. */
  withdraw(): void {
    if (this.#proposal) this.#feed({ type: 'withdrawn', at: this.#parts.clock.monotonic() });
  }

  /** First it holds no more, then it is kept so. */
  async revoke(standingId: string): Promise<void> {
    if (!this.find(standingId)) return;
    this.#change(standingId, { ended: { at: this.#parts.clock.now() } });
    this.#revoked.fire(standingId);
    await this.#keep();
  }

  async used(standingId: string, sessionId: string): Promise<void> {
    const uses = this.find(standingId)?.uses ?? [];
    this.#change(standingId, { uses: [...uses, { sessionId, at: this.#parts.clock.now() }].slice(-USES_KEPT) });
    await this.#keep();
  }

  dispose(): void {
    this.#readyTimer?.dispose();
    this.#store.dispose();
  }

  #feedDialog(dialogId: string, event: DialogEvent): void {
    if (this.#proposal?.id === dialogId) this.#feed({ type: 'dialog', at: event.at, event });
  }

  #feed(event: JoinEvent): void {
    const proposal = this.#proposal;
    if (!proposal) return;
    const join = nextJoin(proposal.join, event);
    if (join === proposal.join) return;
    if (join.state === 'asked') {
      proposal.join = join;
      return this.#changed.fire();
    }
    this.#proposal = undefined;
    this.#changed.fire();
    if (join.state === 'accepted') void this.#make(proposal, join.wordsHash);
  }

  async #make({ technician, choice }: Proposal, wordsHash: string): Promise<void> {
    const { busy, clock, identity, random, language, policy, logger } = this.#parts;
    const from = clock.now();
    const receipt: StandingReceipt = {
      type: 'alongside-standing/1',
      standingId: randomId(random),
      device: identity.publicKey,
      technician: { publicKey: technician.publicKey, name: technician.name },
      proof: technician.proof,
      capabilities: [...choice.capabilities],
      hours: choice.hours,
      from,
      until: from + choice.days * DAY_MS,
      wordsHash,
      language,
    };
    try {
      if (busy() || !isStandingChoice(choice, policy.rules)) throw new AppError('standing.not-now', 'not any more');
      const jws = await identity.signJws(canonical(standingReceipt.parse(receipt)));
      // As they are now: one may have been taken back while this was signed.
      const others = this.#permissions.filter((one) => this.#isWorthKeeping(one));
      this.#permissions = [{ receipt, jws, ended: null, uses: [] }, ...others];
      await this.#keep();
    } catch (thrown) {
      // What cannot be kept would be gone after the next start, and nobody could say what was allowed.
      this.#permissions = this.#permissions.filter((one) => one.receipt.standingId !== receipt.standingId);
      logger.error('a standing permission could not be made', { error: String(thrown) });
      this.#failed.fire(thrown instanceof AppError ? thrown : new AppError('storage.broken', String(thrown)));
    }
    this.#changed.fire();
  }

  #isWorthKeeping({ receipt, ended }: Permission): boolean {
    const over = ended?.at ?? receipt.until;
    return over > this.#parts.clock.now() - KEEP_ENDED_MS;
  }

  #change(standingId: string, change: Partial<Permission>): void {
    this.#permissions = this.#permissions.map((one) => (one.receipt.standingId === standingId ? { ...one, ...change } : one));
    this.#changed.fire();
  }

  async #keep(): Promise<void> {
    const kept = this.#permissions.map(({ jws, ended, uses }) => ({ jws, ended, uses: [...uses] }));
    await this.#parts.documents.write('standing', kept.slice(0, MAX_STANDING * 3));
  }

  async #verified(jws: string): Promise<StandingReceipt | undefined> {
    const { crypto, identity } = this.#parts;
    const payload = await crypto.verifyJws(identity.publicKey, jws);
    if (payload === undefined) return undefined;
    const receipt = standingReceipt.safeParse(JSON.parse(payload)).data;
    return receipt?.device === identity.publicKey && canonical(receipt) === payload ? receipt : undefined;
  }
}

function hasHours(hours: HoursOfWeek | null): boolean {
  return hours === null || hours.hours.some((day) => day.some(({ from, to }) => to > from));
}
