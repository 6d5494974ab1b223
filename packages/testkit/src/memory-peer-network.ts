import { type Clock, Emitter, toDisposable } from '@alongside/base';
import type { PeerLink, PeerLinkFactory, PeerState } from '@alongside/peer';
import type { PeerProgress, Signal } from '@alongside/protocol';

type Side = 'agent' | 'technician';

/** `AB:CD:…` of 32 bytes, all the same; a stand-in for a certificate's hash. */
export function fingerprintOf(byte: number): string {
  return Array.from({ length: 32 }, () => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

/**
 * WebRTC's stand-in: the links that an agent and a technician open over one network in memory, with its faults.
 * Signals go through whatever carries the links' signals; frames go through here, in order.
 */
export class MemoryPeerNetwork {
  readonly #clock: Clock;
  readonly #peers = new Map<string, MemoryPeer>();
  readonly #offline: (() => void)[] = [];
  #held: (() => void)[] = [];
  #silent: ReadonlySet<Side> = new Set();
  #online = true;
  #opened = 0;

  /** One-way delay of each frame. */
  delayMs = 0;
  /** False: an end finds no way out of its machine, as with loopback alone. */
  hasCandidates = true;
  /** The certificates of a man in the middle, who holds one connection with each end; undefined where there is none. */
  middle: { readonly towardsAgent: string; readonly towardsTechnician: string } | undefined;

  readonly agent: PeerLinkFactory = { open: (options) => this.#open('agent', options.initiator) };
  readonly technician: PeerLinkFactory = { open: (options) => this.#open('technician', options.initiator) };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many links were opened so far, both ends together. */
  get opened(): number {
    return this.#opened;
  }

  /** Every connection fails at once, as WebRTC says when it gives up; none comes up until `restore`. */
  cut(): void {
    this.#online = false;
    for (const peer of [...this.#peers.values()]) if (peer.connected) peer.handleClosed('cut');
  }

  /**
   * Nothing passes towards these ends and nobody is told, as when a cable is pulled; what is sent waits, as in a
   * reliable channel.
   */
  silence(...towards: readonly Side[]): void {
    this.#silent = new Set(towards.length > 0 ? towards : ['agent', 'technician']);
    this.#online = this.#silent.size < 2;
  }

  /** Connections come up again, and what waited in those still open arrives. */
  restore(): void {
    this.#online = true;
    this.#silent = new Set();
    for (const deliver of this.#held.splice(0)) deliver();
    for (const connect of this.#offline.splice(0)) connect();
  }

  carry(towards: Side, deliver: () => void): void {
    const arrive = () => {
      if (this.#silent.has(towards)) this.#held.push(deliver);
      else deliver();
    };
    if (this.delayMs > 0) this.#clock.after(this.delayMs, arrive);
    else void Promise.resolve().then(arrive);
  }

  join(initiatorId: string, other: MemoryPeer): void {
    const connect = () => {
      const initiator = this.#peers.get(initiatorId);
      if (!initiator || !this.#peers.has(other.id)) return;
      if (!this.#online) return void this.#offline.push(connect);
      const { middle } = this;
      initiator.handleConnected(other, middle?.towardsAgent ?? other.fingerprint);
      other.handleConnected(initiator, middle?.towardsTechnician ?? initiator.fingerprint);
    };
    connect();
  }

  #open(side: Side, initiator: boolean): PeerLink {
    this.#opened += 1;
    const id = `${side}-${this.#opened}`;
    const peer = new MemoryPeer(this, side, id, fingerprintOf(this.#opened), () => this.#peers.delete(id));
    this.#peers.set(id, peer);
    if (initiator) peer.describe('offer');
    return peer;
  }
}

class MemoryPeer implements PeerLink {
  readonly side: Side;
  readonly id: string;
  readonly fingerprint: string;
  readonly #network: MemoryPeerNetwork;
  readonly #forget: () => void;
  readonly #signals = new Emitter<Signal>();
  readonly #states = new Emitter<PeerState>();
  readonly #frames = new Emitter<string>();
  readonly #progress = new Emitter<PeerProgress>();
  #other: MemoryPeer | undefined;
  /** The id of the one whose offer came. */
  #remote: string | undefined;
  #closed = false;

  readonly onSignal = this.#signals.event;
  readonly onState = this.#states.event;
  readonly onFrame = this.#frames.event;
  readonly onProgress = this.#progress.event;
  readonly bufferedBytes = 0;

  constructor(network: MemoryPeerNetwork, side: Side, id: string, fingerprint: string, forget: () => void) {
    this.#network = network;
    this.side = side;
    this.id = id;
    this.fingerprint = fingerprint;
    this.#forget = forget;
  }

  get connected(): boolean {
    return this.#other !== undefined && !this.#closed;
  }

  describe(type: 'offer' | 'answer'): void {
    void Promise.resolve().then(() => {
      if (this.#closed) return;
      this.#signals.fire({ type, sdp: `memory ${this.id}` });
      if (!this.#network.hasCandidates) return;
      this.#signals.fire({ type: 'candidate', candidate: `candidate:memory ${this.id}`, sdpMid: '0', sdpMLineIndex: 0 });
    });
  }

  signal(signal: Signal): void {
    if (this.#closed) return;
    if (signal.type === 'offer') {
      this.describe('answer');
      this.#remote = signal.sdp.slice('memory '.length);
    }
    if (signal.type === 'candidate' && this.#remote) this.#network.join(this.#remote, this);
  }

  send(frame: string): void {
    const other = this.#other;
    if (this.#closed || !other) return;
    this.#network.carry(other.side, () => {
      if (!other.#closed) other.#frames.fire(frame);
    });
  }

  handleConnected(other: MemoryPeer, remote: string): void {
    if (this.#closed || this.#other) return;
    this.#other = other;
    void Promise.resolve().then(() => {
      if (this.#closed) return;
      this.#states.fire({ state: 'connected', local: this.fingerprint, remote });
      this.#progress.fire({ type: 'path', path: 'direct' });
    });
  }

  handleClosed(reason: string): void {
    if (this.#closed) return;
    this.#end();
    this.#states.fire({ state: 'closed', reason, localCandidates: 1, remoteCandidates: 1 });
  }

  /** The other end sees a closed data channel soon after, where anything passes at all. */
  dispose(): void {
    if (this.#closed) return;
    const other = this.#other;
    this.#end();
    if (other) this.#network.carry(other.side, () => other.handleClosed('the other end closed'));
  }

  readonly #end = toDisposable(() => {
    this.#closed = true;
    this.#forget();
  }).dispose;
}
