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
  isMeantFor,
  isStandingChoice,
  type Join,
  type JoinEvent,
  nextJoin,
  type StandingChoice,
  type StandingUser,
  standingLeftMs,
} from '@alongside/consent';
import type { Vouched } from '@alongside/identity';
import {
  type AgentView,
  type HoursOfWeek,
  type Language,
  MAX_STANDING,
  type Phase,
  type StandingGroup,
  type StandingOffer,
  type StandingReceipt,
  standingReceipt,
} from '@alongside/protocol';
import type { Document, Documents } from '../documents/documents.ts';
import type { Proven } from '../trust/pins.ts';
import { hoursLeft, type PolicyDesk } from '../trust/policy-desk.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';

/** Ended ones stay in the list this long, so that one can look back. */
const KEEP_ENDED_MS = 30 * 24 * 60 * 60 * 1000;
const USES_KEPT = 50;
/** What could not be kept is tried again at this pace: after the next start what was taken back would hold again. */
const KEEP_AGAIN_MS = 5_000;

type Kept = Document<'standing'>[number];

/** A permission with its receipt, the JWS that the user's yes made. */
export interface Permission {
  readonly receipt: StandingReceipt;
  readonly jws: string;
  readonly ended: Kept['ended'];
  readonly uses: Kept['uses'];
}

/** Who came, by what this machine knows; what was vouched for is looked at anew each time. */
export interface StandingVisitor extends Omit<StandingUser, 'vouched'> {
  readonly vouched: Vouched | undefined;
}

export interface StandingDeskParts {
  readonly documents: Documents;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** In which the user is spoken to now. */
  readonly language: () => Language;
  readonly policy: PolicyDesk;
  readonly trust: TrustDesk;
  readonly organisationName: () => string;
  readonly proven: () => readonly Proven[];
  /** A session is live or somebody asks to join: then nothing of this may be made, by whosever hand. */
  readonly busy: () => boolean;
}

interface Proposal {
  readonly id: string;
  readonly technician: Proven;
  /** Everybody in it; null: the technician alone. */
  readonly group: StandingGroup | null;
  /** As it stands in the words; whose group it is, the key decides. */
  readonly organisationName: string;
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
  /** There until all is kept as it is. */
  #keepAgain: Disposable | undefined;

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
    return this.live.map(({ receipt }) => {
      const { standingId, capabilities, hours, until } = receipt;
      const shown = { standingId, capabilities, hours, until };
      return receipt.type === 'alongside-standing/1'
        ? { ...shown, technicianKey: receipt.technician.publicKey }
        : { ...shown, technicianKey: null, group: receipt.group };
    });
  }

  find(standingId: string): Permission | undefined {
    return this.live.find(({ receipt }) => receipt.standingId === standingId);
  }

  /** How long it lets this person begin something now, ms; 0: not. What the organisation says of them is looked at anew. */
  leftMs(standingId: string, { vouched, ...who }: StandingVisitor): number {
    const { clock, policy, trust } = this.#parts;
    const permission = this.find(standingId);
    if (!permission || trust.isRevoked(who.publicKey)) return 0;
    const by: StandingUser = { ...who, vouched: vouched && { ...vouched, leftMs: trust.vouchedLeftMs(vouched) } };
    return standingLeftMs(permission.receipt, { by, at: clock.now(), rules: policy.rules }, hoursLeft);
  }

  get view(): AgentView['standing'] {
    const { policy } = this.#parts;
    return {
      permissions: this.#permissions.map(({ receipt, ended, uses }) => ({
        standingId: receipt.standingId,
        holder:
          receipt.type === 'alongside-standing/1'
            ? { kind: 'technician', name: receipt.technician.name }
            : { kind: 'group', name: receipt.group.name },
        capabilities: receipt.capabilities,
        hours: receipt.hours,
        from: receipt.from,
        until: receipt.until,
        endedAt: ended?.at ?? null,
        uses: uses.length,
        lastUsedAt: uses.at(-1)?.at ?? null,
      })),
      people: policy.rules.noStanding
        ? []
        : this.#known.map((technician) => {
            const { publicKey, name, proof } = technician;
            return { publicKey, name, proof, groups: [...this.#groupsOf(technician)] };
          }),
    };
  }

  get #known(): readonly Proven[] {
    const { proven, trust } = this.#parts;
    return proven().filter(({ publicKey }) => !trust.isRevoked(publicKey));
  }

  /** Those that the organisation vouches for as far as this machine knows now; who is in one is looked at when they come. */
  #groupsOf({ vouched }: Proven): readonly string[] {
    return vouched && this.#parts.trust.vouchedLeftMs(vouched) > 0 ? vouched.groups : [];
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
      group: proposal.group && { name: proposal.group.name, organisation: proposal.organisationName },
      capabilities: [...proposal.choice.capabilities],
      hours: proposal.choice.hours,
      days: proposal.choice.days,
      remainingMs: Math.round(dialogRemainingMs(dialog, at)),
      moreTimeLeft: dialog.moreTimeLeft,
      allowReady: allowReady(dialog, at),
    };
  }

  /** The user chose; now it is read back and asked. Throws `standing.not-now`, `standing.not-covered`. */
  propose(choice: StandingChoice & { readonly technicianKey: string; readonly group: string | null }): void {
    const { busy, policy, trust, organisationName, random, clock } = this.#parts;
    if (busy() || this.live.length >= MAX_STANDING) throw new AppError('standing.not-now', 'not while somebody is here');
    const technician = this.#known.find(({ publicKey }) => publicKey === choice.technicianKey);
    const { capabilities, days, hours } = choice;
    const possible = isStandingChoice({ capabilities, days, hours }, policy.rules) && hasHours(hours);
    const { organisation } = trust;
    const group = choice.group === null || organisation === null ? null : { name: choice.group, organisation };
    const isTheirs = choice.group === null || (technician && this.#groupsOf(technician).includes(choice.group));
    if (!technician || !isTheirs || !possible) throw new AppError('standing.not-covered', 'this cannot be allowed beforehand');
    const join = askToJoin(clock.monotonic());
    if (join.state !== 'asked') return;
    const words = { technician, group, organisationName: organisationName() };
    this.#proposal = { id: randomId(random), ...words, choice: { capabilities, days, hours }, join };
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

  /** Of somebody with whom something is wrong: by none of them do they come in again, whoever else it was for. */
  async revokeOf({ publicKey, vouched }: Pick<StandingVisitor, 'publicKey' | 'vouched'>): Promise<void> {
    // A certificate without the group, shown now, does not save one that was shown before.
    const before = this.#parts.proven().flatMap((each) => (each.publicKey === publicKey ? [each.vouched] : []));
    const known = [vouched, ...before].map((each) => ({ publicKey, vouched: each ?? undefined }));
    const theirs = this.live.filter(({ receipt }) => known.some((by) => isMeantFor(receipt, by)));
    await Promise.all(theirs.map(({ receipt }) => this.revoke(receipt.standingId)));
  }

  async used(standingId: string, sessionId: string): Promise<void> {
    const uses = this.find(standingId)?.uses ?? [];
    this.#change(standingId, { uses: [...uses, { sessionId, at: this.#parts.clock.now() }].slice(-USES_KEPT) });
    await this.#keep();
  }

  dispose(): void {
    this.#readyTimer?.dispose();
    this.#keepAgain?.dispose();
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

  async #make({ technician, group, choice }: Proposal, wordsHash: string): Promise<void> {
    const { busy, clock, identity, random, policy, logger } = this.#parts;
    const from = clock.now();
    const { publicKey, name, proof } = technician;
    const receipt: StandingReceipt = {
      ...(group
        ? { type: 'alongside-standing-group/1', group }
        : { type: 'alongside-standing/1', technician: { publicKey, name }, proof }),
      standingId: randomId(random),
      device: identity.publicKey,
      capabilities: [...choice.capabilities],
      hours: choice.hours,
      from,
      until: from + choice.days * DAY_MS,
      wordsHash,
      language: this.#parts.language(),
    };
    try {
      const isTheirs = group === null || this.#groupsOf(technician).includes(group.name);
      if (busy() || !isTheirs || !isStandingChoice(choice, policy.rules)) throw new AppError('standing.not-now', 'not any more');
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
    const { documents, clock } = this.#parts;
    const kept = this.#permissions.map(({ jws, ended, uses }) => ({ jws, ended, uses: [...uses] }));
    this.#keepAgain?.dispose();
    try {
      await documents.write('standing', kept.slice(0, MAX_STANDING * 3));
    } catch (error) {
      this.#keepAgain?.dispose();
      // Said where it failed first.
      this.#keepAgain = clock.after(KEEP_AGAIN_MS, () => void this.#keep().catch(() => undefined));
      throw error;
    }
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
