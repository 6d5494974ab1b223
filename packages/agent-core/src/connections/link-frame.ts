import { AppError, type Disposable, DisposableStore, Emitter, type Event, type Logger } from '@alongside/base';
import type { PeerLink, PeerLinkFactory, PeerState } from '@alongside/peer';
import { type IceServer, linkPage, type PeerProgress, type Signal } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { PageHost } from '../ports/index.ts';

/** The picker is a person's to answer; the consent's own time is over by then. */
const CHOOSE_SCREEN_MS = 120_000;
/** DESIGN 3.4: Stop cuts within 200 ms whatever else hangs; a frame that does not confirm is thrown away. */
const STOP_MS = 200;

export interface CapturedScreen {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** Chromium's own number of a screen, where it told one. */
  readonly source?: number;
}

/** `screen:411:0`: under X11 the number is the atom of the monitor's name (webrtc, ScreenCapturerX11::GetSourceList). */
const NUMBERED = /^(screen|window):(\d{1,10}):\d+$/u;

/**
 * The agent's link frame as its core sees it: WebRTC behind the PeerLink port, and the capture. The frame is not
 * trusted: it can see and send what live grants allow, and drop frames, nothing more.
 */
export class LinkFrame implements Disposable {
  readonly #pages: PageHost;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  readonly #peers = new Map<number, RemotePeerLink>();
  readonly #screenEnded = new Emitter<void>();
  readonly #screenSize = new Emitter<{ width: number; height: number }>();
  readonly #changed = new Emitter<void>();
  #connection: Connection | undefined;
  /** The frame was asked for the screen and has not confirmed an end since. */
  #capturing = false;
  /** The frame was asked to show it to who watches, and has not confirmed an end since. */
  #watched = false;
  /** One that hangs at two ends at once is thrown away once. */
  #thrownAway: Connection | undefined;
  #count = 0;

  /** The source went away by itself: the browser's own Stop, a display unplugged, the page closed. */
  readonly onScreenEnded: Event<void> = this.#screenEnded.event;
  readonly onScreenSize: Event<{ width: number; height: number }> = this.#screenSize.event;
  /** The encoded picture changed; again and again while it does. */
  readonly onChanged: Event<void> = this.#changed.event;

  constructor(pages: PageHost, logger: Logger) {
    this.#pages = pages;
    this.#logger = logger;
    this.#attach(pages.link);
    this.#store.add(pages.onLink((connection) => this.#attach(connection)));
  }

  get present(): boolean {
    return this.#connection !== undefined;
  }

  readonly factory: PeerLinkFactory = { open: ({ iceServers }) => this.#open('session', iceServers) };
  /** The links of whoever watches: without the picture, until `showToWatcher`. */
  readonly watcherFactory: PeerLinkFactory = { open: ({ iceServers }) => this.#open('watcher', iceServers) };

  /** Throws `screen.not-chosen`, `screen.permission` or `screen.unavailable`. */
  async startScreen(): Promise<CapturedScreen> {
    if (!this.#connection) throw new AppError('screen.unavailable', 'the page that shares the screen is not open');
    this.#capturing = true;
    const screen = await this.#connection.call(linkPage.screenStart, {}, { timeoutMs: CHOOSE_SCREEN_MS });
    // Also where it was stopped while the user chose.
    this.#capturing = true;
    const [, kind, number] = NUMBERED.exec(screen.label) ?? [];
    if (number === undefined) return screen;
    // The number says nothing to those who read the record.
    return { ...screen, label: '', ...(kind === 'screen' && { source: Number(number) }) };
  }

  /** Ends the capture, where there was one. A frame that does not confirm in time is thrown away with all that it holds. */
  async stopScreen(): Promise<void> {
    const connection = this.#connection;
    if (!connection || !this.#capturing) return;
    try {
      await connection.call(linkPage.screenStop, {}, { timeoutMs: STOP_MS });
      this.#capturing = false;
      this.#watched = false;
    } catch (error) {
      this.#throwAway(connection, 'the link frame did not confirm the end of the capture', error);
    }
  }

  /**
   * Shows who watches what the session is shown, until the capture ends, or no longer; resolves when it is so. Throws
   * `screen.unavailable` where nothing is captured. A frame that does not confirm the end of it in time is thrown away with
   * all that it holds.
   */
  async showToWatcher(shown: boolean): Promise<void> {
    if (shown) return this.#showToWatcher();
    const connection = this.#connection;
    if (!connection || !this.#watched) return;
    try {
      await connection.call(linkPage.screenWatched, { shown: false }, { timeoutMs: STOP_MS });
      this.#watched = false;
    } catch (error) {
      this.#throwAway(connection, 'the link frame did not confirm that nobody watches', error);
    }
  }

  setRate(fps: number): void {
    this.#connection?.notify(linkPage.screenRate, { fps });
  }

  dispose(): void {
    for (const peer of [...this.#peers.values()]) peer.dispose();
    this.#store.dispose();
  }

  #open(group: linkPage.LinkGroup, iceServers: readonly IceServer[]): PeerLink {
    const connection = this.#connection;
    // Counted over all sessions: a frame of an older link that is still on its way must not meet a newer one.
    const epoch = this.#count;
    this.#count += 1;
    const peer = new RemotePeerLink(epoch, connection, () => this.#peers.delete(epoch));
    if (!connection) {
      peer.fail('the page that carries the connection is not open');
      return peer;
    }
    this.#peers.set(epoch, peer);
    connection
      .call(linkPage.peerOpen, { epoch, iceServers: [...iceServers], group })
      .catch((error: AppError) => peer.fail(error.message));
    return peer;
  }

  async #showToWatcher(): Promise<void> {
    const connection = this.#connection;
    if (!connection || !this.#capturing) throw new AppError('screen.unavailable', 'nothing is captured');
    this.#watched = true;
    try {
      await connection.call(linkPage.screenWatched, { shown: true }).finally(() => {
        // Also where it was taken away meanwhile: in which order the frame did both is not known.
        if (connection === this.#connection) this.#watched = true;
      });
    } catch (error) {
      // What a frame did that does not say so is not known: nobody is told that it is shown, so it must not be.
      await this.showToWatcher(false);
      throw error;
    }
  }

  #throwAway(connection: Connection, why: string, error: unknown): void {
    this.#logger.warn(why, { error: String(error) });
    if (this.#thrownAway === connection) return;
    this.#thrownAway = connection;
    this.#pages.resetLink();
  }

  #attach(connection: Connection | undefined): void {
    if (connection === this.#connection) return;
    const had = this.#connection !== undefined;
    this.#connection = connection;
    this.#capturing = false;
    this.#watched = false;
    for (const peer of [...this.#peers.values()]) peer.fail('the page that carries the connection closed');
    this.#peers.clear();
    if (had) this.#screenEnded.fire();
    if (!connection) return;
    const peer = (epoch: number) => this.#peers.get(epoch);
    connection.on(linkPage.peerSignalled, ({ epoch, signal }) => peer(epoch)?.handleSignalled(signal));
    connection.on(linkPage.peerReceived, ({ epoch, frame }) => peer(epoch)?.handleFrame(frame));
    connection.on(linkPage.peerState, ({ epoch, state }) => peer(epoch)?.handleState(state));
    connection.on(linkPage.peerProgressed, ({ epoch, progress }) => peer(epoch)?.handleProgress(progress));
    connection.on(linkPage.peerBuffered, ({ epoch, bufferedBytes }) => peer(epoch)?.handleBuffered(bufferedBytes));
    connection.on(linkPage.screenEnded, () => this.#screenEnded.fire());
    connection.on(linkPage.screenSize, (size) => this.#screenSize.fire(size));
    connection.on(linkPage.screenChanged, () => this.#changed.fire());
  }
}

/** A PeerLink whose WebRTC half lives in the link frame. */
class RemotePeerLink implements PeerLink {
  readonly #epoch: number;
  readonly #connection: Connection | undefined;
  readonly #forget: () => void;
  readonly #signals = new Emitter<Signal>();
  readonly #states = new Emitter<PeerState>();
  readonly #frames = new Emitter<string>();
  readonly #progress = new Emitter<PeerProgress>();
  #closed = false;
  #queuedInPage = 0;

  readonly onSignal = this.#signals.event;
  readonly onState = this.#states.event;
  readonly onFrame = this.#frames.event;
  readonly onProgress = this.#progress.event;

  constructor(epoch: number, connection: Connection | undefined, forget: () => void) {
    this.#epoch = epoch;
    this.#connection = connection;
    this.#forget = forget;
  }

  get bufferedBytes(): number {
    return this.#queuedInPage + (this.#connection?.bufferedBytes ?? 0);
  }

  signal(signal: Signal): void {
    if (!this.#closed) this.#connection?.notify(linkPage.peerSignal, { epoch: this.#epoch, signal });
  }

  send(frame: string): void {
    if (!this.#closed) this.#connection?.notify(linkPage.peerSend, { epoch: this.#epoch, frame });
  }

  handleProven(): void {
    if (!this.#closed) this.#connection?.notify(linkPage.peerProven, { epoch: this.#epoch });
  }

  handleSignalled(signal: Signal): void {
    if (!this.#closed) this.#signals.fire(signal);
  }

  handleFrame(frame: string): void {
    if (!this.#closed) this.#frames.fire(frame);
  }

  handleProgress(progress: PeerProgress): void {
    if (!this.#closed) this.#progress.fire(progress);
  }

  handleState(state: Extract<PeerState, { state: 'connected' | 'closed' }>): void {
    if (this.#closed) return;
    if (state.state === 'closed') {
      this.#closed = true;
      this.#forget();
    }
    this.#states.fire(state);
  }

  handleBuffered(bytes: number): void {
    this.#queuedInPage = bytes;
  }

  /** Closes from our side, in a later turn, so that whoever opened it can listen first. */
  fail(reason: string): void {
    void Promise.resolve().then(() => this.handleState({ state: 'closed', reason, localCandidates: 0, remoteCandidates: 0 }));
  }

  dispose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forget();
    this.#connection?.notify(linkPage.peerClose, { epoch: this.#epoch });
  }
}
