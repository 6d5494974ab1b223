import { AppError, type Disposable, DisposableStore, toAppError } from '@alongside/base';
import type { PeerLink, PeerLinkFactory } from '@alongside/peer';
import { linkPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { Ticks } from './ticks.ts';

export interface PeerRelayParts {
  readonly connection: Connection;
  /** One for each group, so that what one group is shown is never the other's. */
  readonly factories: Readonly<Record<linkPage.LinkGroup, PeerLinkFactory>>;
  readonly ticks: Ticks;
}

/** The channel's queue is told when it is fuller than this, and again when it has run down. */
const HIGH_BYTES = 64 * 1024;
const LOW_BYTES = 16 * 1024;
interface Opening {
  readonly epoch: number;
  readonly iceServers: Parameters<PeerLinkFactory['open']>[0]['iceServers'];
  readonly group: linkPage.LinkGroup;
}

interface Entry {
  readonly group: linkPage.LinkGroup;
  readonly link: PeerLink;
  readonly store: DisposableStore;
}

/**
 * Of the session's, a link that is being rebuilt and the one before it. Of who watches, one: a link before it would keep the
 * picture that it had, since a factory takes it from its newest alone.
 */
const MOST_LINKS: Readonly<Record<linkPage.LinkGroup, number>> = { session: 2, watcher: 1 };
const MOST_REASON_UNITS = 200;

/** Carries signals and frames between the core and WebRTC, one link an epoch. Reads none of them. */
export class PeerRelay implements Disposable {
  readonly #connection: Connection;
  readonly #factories: PeerRelayParts['factories'];
  readonly #ticks: Ticks;
  readonly #links = new Map<number, Entry>();
  readonly #full = new Map<number, Disposable>();

  constructor({ connection, factories, ticks }: PeerRelayParts) {
    this.#connection = connection;
    this.#factories = factories;
    this.#ticks = ticks;
    connection.handle(linkPage.peerOpen, (params) => this.#open(params));
    connection.on(linkPage.peerProven, ({ epoch }) => this.#links.get(epoch)?.link.handleProven?.());
    connection.on(linkPage.peerClose, ({ epoch }) => this.#close(epoch));
    connection.on(linkPage.peerSignal, ({ epoch, signal }) => this.#links.get(epoch)?.link.signal(signal));
    connection.on(linkPage.peerSend, ({ epoch, frame }) => this.#send(epoch, frame));
  }

  dispose(): void {
    for (const epoch of [...this.#links.keys()]) this.#close(epoch);
  }

  #open({ epoch, iceServers, group }: Opening): null {
    if (this.#links.has(epoch)) throw new AppError('request.invalid', `link ${epoch} is open already`);
    // Of its own group only: whoever watches and comes again never closes the link that is helped in.
    const before = [...this.#links.keys()].filter((other) => this.#links.get(other)?.group === group).sort((a, b) => a - b);
    if (before.length >= MOST_LINKS[group] && before[0] !== undefined) this.#close(before[0]);
    // The agent begins: only then does it choose the picture's codec (link.md b).
    const link = this.#factories[group].open({ epoch, initiator: true, iceServers });
    const store = new DisposableStore();
    this.#links.set(epoch, { group, link, store });
    store.add(link.onSignal((signal) => this.#connection.notify(linkPage.peerSignalled, { epoch, signal })));
    store.add(link.onFrame((frame) => this.#receive(epoch, frame)));
    store.add(link.onProgress((progress) => this.#connection.notify(linkPage.peerProgressed, { epoch, progress })));
    store.add(
      link.onState((state) => {
        if (state.state === 'connecting') return;
        const told = state.state === 'closed' ? { ...state, reason: state.reason.slice(0, MOST_REASON_UNITS) } : state;
        this.#connection.notify(linkPage.peerState, { epoch, state: told, bufferedBytes: link.bufferedBytes });
        if (state.state === 'closed') this.#close(epoch);
      }),
    );
    return null;
  }

  /** A frame that the socket to the core does not carry is one that no honest side sends: the link ends. */
  #receive(epoch: number, frame: string): void {
    try {
      if (frame.length > linkPage.MAX_PEER_FRAME)
        throw new AppError('request.too-large', 'a frame of the other side is too large');
      this.#connection.notify(linkPage.peerReceived, { epoch, frame });
    } catch (thrown) {
      const state = { state: 'closed', reason: toAppError(thrown).message, localCandidates: 0, remoteCandidates: 0 } as const;
      this.#connection.notify(linkPage.peerState, { epoch, state, bufferedBytes: 0 });
      this.#close(epoch);
    }
  }

  #send(epoch: number, frame: string): void {
    const link = this.#links.get(epoch)?.link;
    if (link === undefined) return;
    link.send(frame);
    if (link.bufferedBytes > HIGH_BYTES && !this.#full.has(epoch)) this.#watchQueue(epoch, link);
  }

  /** Tells that the queue is full, how it goes on, and once when it has run down. */
  #watchQueue(epoch: number, link: PeerLink): void {
    const tell = () => {
      const { bufferedBytes } = link;
      this.#connection.notify(linkPage.peerBuffered, { epoch, bufferedBytes });
      if (bufferedBytes > LOW_BYTES) return;
      this.#full.get(epoch)?.dispose();
      this.#full.delete(epoch);
    };
    this.#full.set(epoch, this.#ticks.onTick(tell));
    tell();
  }

  #close(epoch: number): void {
    this.#full.get(epoch)?.dispose();
    this.#full.delete(epoch);
    const entry = this.#links.get(epoch);
    this.#links.delete(epoch);
    entry?.store.dispose();
    entry?.link.dispose();
  }
}
