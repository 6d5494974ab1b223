import {
  type AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type ErrorCode,
  type Event,
  type Logger,
  Observable,
  type RandomSource,
  type SigningKey,
  toAppError,
} from '@alongside/base';
import type { IceServer, LinkTrouble, PathKind, SignalParams } from '@alongside/protocol';
import type { Transport } from '@alongside/rpc';
import { AttemptNotes, type AttemptReport, NOTHING_TRIED } from './attempt/attempt-report.ts';
import { explainAttempt } from './attempt/explain-attempt.ts';
import { Heartbeat } from './heartbeat.ts';
import { type Fingerprints, LinkEpoch } from './link-epoch.ts';
import type { LinkFrame } from './link-frames.ts';
import {
  firstStep,
  isOver,
  type LinkEffect,
  type LinkEvent,
  type LinkMachine,
  type LinkState,
  type MachineContext,
  next,
  nextDeadline,
  type Step,
} from './link-machine.ts';
import type { LinkRole } from './link-role.ts';
import type { LinkSignaling } from './link-signaling.ts';
import { LINK_TIMINGS, type LinkTimings } from './link-timings.ts';
import type { PeerLink, PeerLinkFactory } from './peer-link.ts';
import { ResumableTransport } from './resumable-transport.ts';

export interface LinkOptions {
  readonly role: LinkRole;
  readonly sessionId: string;
  readonly requestId: string;
  readonly identity: SigningKey;
  /** The only public key that the other end may have, in every epoch. */
  readonly peerKey: string;
  readonly factory: PeerLinkFactory;
  /** Of the first epoch; `useIceServers` gives later ones. */
  readonly iceServers: readonly IceServer[];
  readonly signaling: LinkSignaling;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly crypto: Crypto;
  readonly timings?: LinkTimings;
}

// Omit over each member of the union; the plain one would merge them.
type Untimed<E> = E extends unknown ? Omit<E, 'at'> : never;

/** Frames that are no frames at all, before the link is broken: a version of ours never sends one. */
const MAX_MALFORMED = 16;

/** Epochs whose transcripts are remembered, the first ones: who compares them does so early in a session. */
const MAX_TRANSCRIPTS = 64;

/** A live link is given up for the other side's asking at most this often. */
const LIVE_REBUILD_GAP_MS = 10_000;

/**
 * The verified link of one session: connects, proves both ends, carries frames, notices silence, rebuilds itself under
 * the next epoch, and gives up. It begins with its construction; the technician's side is constructed when the join was
 * accepted.
 */
export class Link implements Disposable {
  readonly #options: LinkOptions;
  readonly #timings: LinkTimings;
  readonly #store = new DisposableStore();
  readonly #transport: ResumableTransport;
  readonly #longLoss = new Emitter<void>();
  #machine: LinkMachine;
  #epoch: LinkEpoch | undefined;
  readonly #events: LinkEvent[] = [];
  #handling = false;
  #deadline: { readonly at: number; readonly timer: Disposable } | undefined;
  readonly #transcripts = new Map<number, string>();
  /** Of the proven epoch. */
  #heartbeat: Heartbeat | undefined;
  #malformed = 0;
  #rebuiltWhileLiveAt = Number.NEGATIVE_INFINITY;
  #iceServers: readonly IceServer[];
  /** Of the last epoch that is over: between two attempts it is what was tried. */
  #lastTried: AttemptReport = NOTHING_TRIED;

  readonly state: Observable<LinkState>;
  /** The way that the live epoch takes; undefined where it is not known. */
  readonly path = new Observable<PathKind | undefined>(undefined);
  /** For `Connection`; made once and living as long as the session. Frames sent while the link is away wait in it. */
  readonly transport: Transport;
  /** Nothing was heard for 60 s: screen, input and shell end, the session waits on. */
  readonly onLongLoss: Event<void> = this.#longLoss.event;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#iceServers = options.iceServers;
    this.#timings = options.timings ?? LINK_TIMINGS;
    this.#transport = new ResumableTransport({
      clock: options.clock,
      onCloseAsked: (reason) => this.close(reason),
      onBroken: (code, message) => this.#break(code, message),
    });
    this.transport = this.#transport;
    const first = firstStep(options.role, options.clock.monotonic());
    this.#machine = first.machine;
    this.state = new Observable<LinkState>(first.machine.shown);
    this.#store.add(options.signaling.onSignal((params) => this.#handleSignal(params)));
    this.#drain(first);
  }

  /** The current epoch; input of an older one is stale. */
  get epoch(): number {
    return this.#machine.shown.epoch;
  }

  /** The certificates of the live epoch; undefined while there is none. */
  get fingerprints(): Fingerprints | undefined {
    return this.#epoch?.fingerprints;
  }

  /**
   * The hash of what this end signed in an epoch, the same on both sides where nobody is between them. What the other
   * end has proven was signed here, whether or not this end ever saw the other's proof.
   */
  transcriptHash(epoch: number): string | undefined {
    return this.#transcripts.get(epoch);
  }

  /** The last measured round trip of this epoch; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.#heartbeat?.roundTripMs;
  }

  /** How long ago the other side was heard, milliseconds. */
  get lastHeardMs(): number {
    return Math.max(0, this.#now() - this.#machine.heardAt);
  }

  /**
   * How old something is that the other side sent at `sentAt` of its own monotonic clock, milliseconds: what it took
   * longer than the quickest heartbeat of the last minute. `Infinity` before the first heartbeat of an epoch.
   */
  ageOf(sentAt: number): number {
    return this.#heartbeat?.ageOf(sentAt) ?? Number.POSITIVE_INFINITY;
  }

  /** Why the two did not reach each other; undefined while they do, and where nothing was tried yet. */
  get trouble(): LinkTrouble | undefined {
    const { shown } = this.#machine;
    const failed = shown.state === 'failed' && ['link.timeout', 'link.no-candidates', 'link.lost'].includes(shown.code);
    if (!(failed || shown.state === 'rebuilding')) return undefined;
    // Nothing tried by the technician's side means that no offer came.
    if (shown.tried === NOTHING_TRIED && !(failed && this.#options.role === 'technician')) return undefined;
    return explainAttempt(shown.tried, this.#options.role);
  }

  /** For the next epoch and later ones: credentials of relays live ten minutes. */
  useIceServers(iceServers: readonly IceServer[]): void {
    this.#iceServers = iceServers;
  }

  /** Tells that the network or the server is back, so that a rebuild does not wait out its pause. */
  hurry(): void {
    this.#handle({ type: 'hurry' });
  }

  /** Ends the session's link on purpose; what was sent before still leaves, where it can. */
  close(reason: string): void {
    if (isOver(this.#machine.shown)) return;
    this.#epoch?.sendFrame({ type: 'close', reason });
    this.#handle({ type: 'close', reason, byOther: false });
  }

  dispose(): void {
    this.close('disposed');
    this.#epoch?.dispose();
    this.#store.dispose();
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }

  /** Events run one after the other, also those that an effect or a listener gives rise to. */
  #handle(event: Untimed<LinkEvent>): void {
    this.#events.push({ ...event, at: this.#now() } as LinkEvent);
    if (!this.#handling) this.#drain();
  }

  #drain(first?: Step): void {
    this.#handling = true;
    try {
      if (first) this.#apply(first);
      for (let due = this.#events.shift(); due; due = this.#events.shift())
        this.#apply(next(this.#machine, due, this.#context()));
    } finally {
      this.#handling = false;
    }
  }

  #context(): MachineContext {
    return {
      role: this.#options.role,
      timings: this.#timings,
      tried: this.#epoch?.tried(this.#now()) ?? this.#lastTried,
      backoffMs: (attempt) => this.#backoff(attempt),
    };
  }

  #apply(step: Step): void {
    const before = this.#machine.shown;
    const { shown } = step.machine;
    this.#machine = step.machine;
    for (const effect of step.effects) this.#perform(effect);
    this.#schedule();
    if (shown.state !== before.state) {
      this.#options.logger.info('link state', { state: shown.state, epoch: shown.epoch, role: this.#options.role });
    }
    this.state.set(shown);
    if (step.effects.some((effect) => effect.type === 'long-loss')) this.#longLoss.fire();
    if (isOver(shown) && !isOver(before)) this.#finish(shown);
  }

  #perform(effect: LinkEffect): void {
    switch (effect.type) {
      case 'drop':
        return this.#drop();
      case 'open':
        return this.#open(effect.epoch);
      case 'ask-rebuild':
        return this.#signal({ sessionId: this.#options.sessionId, epoch: effect.epoch, signal: { type: 'rebuild' } });
      case 'long-loss':
      case 'finish':
        return; // Told after the new state is.
    }
  }

  /** A timer that comes too early only looks again: each frame that is heard moves the deadline, none moves the timer. */
  #schedule(): void {
    const at = nextDeadline(this.#machine, this.#timings) ?? Number.POSITIVE_INFINITY;
    if (this.#deadline && this.#deadline.at <= at && at !== Number.POSITIVE_INFINITY) return;
    this.#deadline?.timer.dispose();
    this.#deadline = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const timer = this.#options.clock.after(Math.max(0, at - this.#now()), () => {
      this.#deadline = undefined;
      this.#handle({ type: 'tick' });
    });
    this.#deadline = { at, timer };
  }

  #open(epoch: number): void {
    const { role, sessionId, requestId, identity, peerKey, crypto, random, factory } = this.#options;
    let peer: PeerLink;
    try {
      peer = factory.open({ epoch, initiator: role === 'agent', iceServers: this.#iceServers });
    } catch (thrown) {
      this.#options.logger.warn('a peer link could not be opened', { error: toAppError(thrown).message });
      return this.#handle({ type: 'peer-closed', epoch });
    }
    // Each callback is of its epoch: one that was dropped says nothing more.
    const current = () => this.#epoch === opened;
    const opened: LinkEpoch = new LinkEpoch(
      peer,
      new AttemptNotes({ openedAt: this.#now(), iceServers: this.#iceServers }),
      {
        signal: (signal) => current() && this.#signal({ sessionId, epoch, signal }),
        connected: () => current() && this.#handle({ type: 'connected', epoch }),
        proven: () => current() && this.#handleProven(opened, epoch),
        path: (path) => current() && this.path.set(path),
        closed: () => current() && this.#handle({ type: 'peer-closed', epoch }),
        refused: (error) => current() && this.#handleRefused(error),
        frame: (frame) => current() && this.#handleFrame(frame),
      },
      (fingerprints, send) => ({
        ...{ role, sessionId, requestId, epoch, identity, peerKey, fingerprints, crypto, random, send },
        onTranscript: (hash) => {
          if (this.#transcripts.size < MAX_TRANSCRIPTS || this.#transcripts.has(epoch)) this.#transcripts.set(epoch, hash);
        },
      }),
    );
    this.#epoch = opened;
  }

  #drop(): void {
    this.#heartbeat?.dispose();
    this.#heartbeat = undefined;
    this.#transport.detach();
    const epoch = this.#epoch;
    this.#epoch = undefined;
    // What a link met on its way up says nothing of why it was lost later.
    if (epoch) this.#lastTried = epoch.fingerprints ? NOTHING_TRIED : epoch.tried(this.#now());
    this.path.set(undefined);
    epoch?.dispose();
  }

  #signal(params: SignalParams): void {
    this.#options.signaling.send(params);
  }

  #handleSignal(params: SignalParams): void {
    if (params.sessionId !== this.#options.sessionId || isOver(this.#machine.shown)) return;
    const { epoch, signal } = params;
    if (signal.type === 'rebuild') return this.#handleRebuildAsked(epoch);
    // Only the agent offers, and only the technician's side follows an offer to another epoch.
    if (signal.type === 'offer') this.#handle({ type: 'offered', epoch });
    if (epoch !== this.epoch || !this.#epoch) return;
    this.#epoch.handleSignal(signal);
    this.#handle({ type: 'answered', epoch });
  }

  /** Of a link that lives only now and then: whoever carries the signals could else keep it from living. */
  #handleRebuildAsked(epoch: number): void {
    const live = this.#machine.shown.state === 'live';
    if (live && this.#now() - this.#rebuiltWhileLiveAt < LIVE_REBUILD_GAP_MS) return;
    if (live) this.#rebuiltWhileLiveAt = this.#now();
    this.#handle({ type: 'rebuild-asked', epoch });
  }

  #handleProven(opened: LinkEpoch, epoch: number): void {
    this.#transport.attach(opened);
    this.#heartbeat = new Heartbeat({
      clock: this.#options.clock,
      periodMs: this.#timings.heartbeatMs,
      noteAck: () => this.#transport.noteAck(),
      send: (beat) => opened.sendFrame(beat),
    });
    this.#handle({ type: 'proven', epoch });
  }

  #handleRefused(error: AppError): void {
    this.#options.logger.warn('the link is burnt', { code: error.code, message: error.message, ...error.context });
    this.#break(error.code === 'link.version' ? 'link.version' : 'link.transcript', error.message);
  }

  #break(code: ErrorCode, message: string): void {
    this.#options.logger.warn('the link broke', { code, message });
    this.#epoch?.sendFrame({ type: 'close', reason: code });
    this.#handle({ type: 'broken', code });
  }

  #handleFrame(frame: LinkFrame | undefined): void {
    if (isOver(this.#machine.shown)) return;
    if (frame === undefined) {
      this.#malformed += 1;
      if (this.#malformed >= MAX_MALFORMED) this.#break('request.invalid', 'the other end sends what is no frame');
      return;
    }
    this.#handle({ type: 'heard' });
    if (frame.type === 'heartbeat') {
      if (this.#transport.handleAck(frame.ack)) this.#heartbeat?.handleBeat(frame);
      return;
    }
    if (frame.type === 'close') return this.#handle({ type: 'close', reason: frame.reason, byOther: true });
    this.#transport.handleFrame(frame);
  }

  #backoff(attempt: number): number {
    const { firstRetryMs, longestRetryMs } = this.#timings;
    const ceiling = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempt, 16));
    // Full jitter, so that two ends and many sessions do not try in step.
    return ((this.#options.random.bytes(1)[0] ?? 0) / 256) * ceiling;
  }

  #finish(shown: Extract<LinkState, { state: 'failed' | 'closed' }>): void {
    this.#store.dispose();
    this.#heartbeat?.dispose();
    this.#heartbeat = undefined;
    const epoch = this.#epoch;
    if (epoch?.fingerprints) {
      // A connection that is torn down loses what it has queued; the last frames say why this ends.
      this.#options.clock.after(this.#timings.lingerMs, () => epoch.dispose());
    } else epoch?.dispose();
    this.#transport.finish(shown.state === 'failed' ? shown.code : shown.reason);
  }
}
