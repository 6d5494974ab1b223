import { AppError, type Disposable, DisposableStore, toAppError } from '@alongside/base';
import type { PathKind, Signal } from '@alongside/protocol';
import type { AttemptNotes, AttemptReport } from './attempt/attempt-report.ts';
import { Handshake, type HandshakeOptions } from './handshake.ts';
import { type LinkFrame, readFrame, writeFrame } from './link-frames.ts';
import type { PeerLink } from './peer-link.ts';
import type { FramePipe } from './resumable-transport.ts';

export interface Fingerprints {
  readonly local: string;
  readonly remote: string;
}

export interface LinkEpochEvents {
  signal(signal: Signal): void;
  connected(): void;
  proven(): void;
  closed(): void;
  /** The way that it takes; it may change. */
  path(path: PathKind): void;
  /** A wrong proof: `link.transcript` or `link.version`. */
  refused(error: AppError): void;
  /** Only after `proven`; undefined for a frame that is none. */
  frame(frame: LinkFrame | undefined): void;
}

/** Frames that may come right behind the other end's proof, while ours is still being checked. */
const MAX_WAITING_FRAMES = 512;
const MAX_WAITING_LENGTH = 2 * 1024 * 1024;

/** One PeerLink with its proof: nothing passes in either direction before both ends are proven. */
export class LinkEpoch implements Disposable, FramePipe {
  readonly #peer: PeerLink;
  readonly #events: LinkEpochEvents;
  readonly #makeHandshake: (fingerprints: Fingerprints) => HandshakeOptions;
  readonly #store = new DisposableStore();
  #handshake: Handshake | undefined;
  #fingerprints: Fingerprints | undefined;
  #proven = false;
  #framesSeen = 0;
  #waiting: string[] = [];
  #waitingLength = 0;
  readonly #notes: AttemptNotes;

  constructor(
    peer: PeerLink,
    notes: AttemptNotes,
    events: LinkEpochEvents,
    makeHandshake: (fingerprints: Fingerprints, send: (frame: string) => void) => HandshakeOptions,
  ) {
    this.#peer = peer;
    this.#notes = notes;
    this.#events = events;
    this.#makeHandshake = (fingerprints) => makeHandshake(fingerprints, (frame) => this.#sendRaw(frame));
    this.#store.add(peer);
    this.#store.add(peer.onSignal((signal) => this.#handleOwnSignal(signal)));
    this.#store.add(
      peer.onProgress((progress) => {
        this.#notes.handleProgress(progress);
        if (progress.type === 'path') this.#events.path(progress.path);
      }),
    );
    this.#store.add(peer.onFrame((frame) => this.#handleFrame(frame)));
    this.#store.add(
      peer.onState((state) => {
        if (state.state === 'connected') this.#handleConnected(state);
        if (state.state === 'closed') this.#events.closed();
      }),
    );
  }

  tried(now: number): AttemptReport {
    return this.#notes.report(now);
  }

  /** Known once proven. */
  get fingerprints(): Fingerprints | undefined {
    return this.#proven ? this.#fingerprints : undefined;
  }

  get bufferedBytes(): number {
    return this.#peer.bufferedBytes;
  }

  /** A signal of the other side, of this epoch. */
  handleSignal(signal: Signal): void {
    this.#notes.handleTheirs(signal);
    this.#peer.signal(signal);
  }

  /** Nothing leaves before both ends are proven. */
  send(frame: string): void {
    if (this.#proven) this.#sendRaw(frame);
  }

  sendFrame(frame: LinkFrame): void {
    this.send(writeFrame(frame));
  }

  dispose(): void {
    this.#waiting = [];
    this.#store.dispose();
  }

  #sendRaw(frame: string): void {
    if (!this.#store.disposed) this.#peer.send(frame);
  }

  #handleOwnSignal(signal: Signal): void {
    this.#notes.handleOwn(signal);
    this.#events.signal(signal);
  }

  #handleConnected(fingerprints: Fingerprints): void {
    if (this.#handshake) return;
    this.#fingerprints = { local: fingerprints.local, remote: fingerprints.remote };
    this.#handshake = new Handshake(this.#makeHandshake(this.#fingerprints));
    this.#events.connected();
    try {
      this.#handshake.start();
    } catch (thrown) {
      this.#refuse(thrown);
    }
  }

  #handleFrame(frame: string): void {
    if (this.#store.disposed) return;
    if (this.#proven) return this.#events.frame(readFrame(frame));
    if (!this.#handshake) return this.#refuse(new AppError('link.transcript', 'something came before the connection was up'));
    this.#framesSeen += 1;
    if (this.#framesSeen > 2) return this.#hold(frame);
    this.#handshake.handleFrame(frame).then(
      (proven) => {
        if (proven) this.#handleProven();
      },
      (thrown) => this.#refuse(thrown),
    );
  }

  /** The other end may be through with its check before we are, and its first frames are then already here. */
  #hold(frame: string): void {
    this.#waitingLength += frame.length;
    if (this.#waiting.length >= MAX_WAITING_FRAMES || this.#waitingLength > MAX_WAITING_LENGTH) {
      return this.#refuse(new AppError('link.transcript', 'too much came before the proof was checked'));
    }
    this.#waiting.push(frame);
  }

  #handleProven(): void {
    if (this.#store.disposed) return;
    this.#proven = true;
    this.#peer.handleProven?.();
    this.#events.proven();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) this.#handleFrame(frame);
  }

  #refuse(thrown: unknown): void {
    if (this.#store.disposed) return;
    this.#events.refused(toAppError(thrown, 'link.transcript'));
  }
}
