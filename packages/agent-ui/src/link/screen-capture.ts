import { AppError, type Disposable, DisposableStore } from '@alongside/base';
import { pictureChanged, type SimplePeerLinkFactory, type VideoStats } from '@alongside/peer/browser';
import { linkPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { captureError } from './capture-error.ts';
import type { DelegatedClicks } from './delegated-click.ts';
import type { Ticks } from './ticks.ts';

export interface ScreenCaptureParts {
  readonly connection: Connection;
  readonly factories: {
    readonly session: Pick<SimplePeerLinkFactory, 'setVideoTrack' | 'videoStats'>;
    readonly watcher: Pick<SimplePeerLinkFactory, 'setVideoTrack'>;
  };
  readonly ticks: Ticks;
  readonly clicks: DelegatedClicks;
  readonly devices: Pick<MediaDevices, 'getDisplayMedia'>;
  /**
   * What may be chosen. Who points into the picture needs the entire screen; who only looks may get a window or a tab, which
   * is less, and some browsers do not tell which it is.
   */
  readonly surfaces: 'monitor' | 'any';
}

interface Running {
  readonly track: MediaStreamTrack;
  readonly store: DisposableStore;
  /** As last told by the core. */
  fps: number;
  /** The session has the picture. */
  shown: boolean;
  /** Who watches gets what the session has, as last told by the core: never more, and no longer than this capture. */
  watched: boolean;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The click of Allow and this request travel by two ways. */
const CLICK_WAIT_MS = 5_000;
const FULL_FPS = 60;
/** Up to this rate each second tick has a new frame at most; a look takes half a millisecond or more. */
const SLOW_FPS = 5;
/** While nothing is shown the source goes on as slowly as it can: it cannot be halted without being chosen anew. */
const UNSEEN_FPS = 1;

/** The members of DisplayMediaStreamOptions that the DOM types do not have yet (W3C Screen Capture). */
interface ScreenOptions extends DisplayMediaStreamOptions {
  readonly monitorTypeSurfaces: 'include';
  readonly selfBrowserSurface: 'exclude';
  readonly surfaceSwitching: 'exclude';
  readonly systemAudio: 'exclude';
}

const OPTIONS: ScreenOptions = {
  video: {
    displaySurface: 'monitor',
    frameRate: { ideal: FULL_FPS, max: FULL_FPS },
    cursor: 'always',
  } as MediaTrackConstraints,
  audio: false,
  monitorTypeSurfaces: 'include',
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'exclude',
  systemAudio: 'exclude',
};

/**
 * One screen at a time: chosen by the user in the browser's own picker, shown to the session and, where the core says so, to
 * who watches it, ended at once when told.
 */
export class ScreenCapture implements Disposable {
  readonly #parts: ScreenCaptureParts;
  #running: Running | undefined;
  /** Counts starts and stops, so that a picker answered late finds itself out of date. */
  #turn = 0;

  constructor(parts: ScreenCaptureParts) {
    this.#parts = parts;
    parts.connection.handle(linkPage.screenStart, () => this.#start());
    parts.connection.handle(linkPage.screenStop, () => this.#stop());
    parts.connection.handle(linkPage.screenWatched, ({ shown }) => this.#setWatched(shown));
    parts.connection.on(linkPage.screenRate, ({ fps }) => void this.#setRate(fps));
  }

  dispose(): void {
    void this.#stop();
    this.#parts.clicks.dispose();
  }

  async #start(): Promise<Size & { label: string }> {
    await this.#stop();
    this.#turn += 1;
    const turn = this.#turn;
    if (!(await this.#parts.clicks.next(CLICK_WAIT_MS))) {
      throw new AppError('screen.not-chosen', 'the click that allows it did not arrive here');
    }
    if (turn !== this.#turn) throw stoppedBefore();
    const track = await this.#choose();
    if (turn !== this.#turn) {
      track.stop();
      throw stoppedBefore();
    }
    const size = sizeOf(track);
    if (size === undefined) {
      track.stop();
      throw new AppError('screen.unavailable', 'the browser gave a screen without a size');
    }
    // Nothing of it leaves before the core says how fast: its grant has to be in the record, and may be paused.
    this.#run(track, size);
    return { ...size, label: track.label.slice(0, 120) };
  }

  async #choose(): Promise<MediaStreamTrack> {
    let stream: MediaStream;
    try {
      stream = await this.#parts.devices.getDisplayMedia(OPTIONS);
    } catch (thrown) {
      throw captureError(thrown);
    }
    const [track] = stream.getVideoTracks();
    if (track && (this.#parts.surfaces === 'any' || track.getSettings().displaySurface === 'monitor')) return track;
    for (const other of stream.getTracks()) other.stop();
    throw new AppError('screen.not-chosen', 'a window or a tab was chosen instead of the entire screen');
  }

  #run(track: MediaStreamTrack, size: Size): void {
    const store = new DisposableStore();
    const running: Running = { track, store, fps: 0, shown: false, watched: false };
    this.#running = running;
    const handleEnded = () => {
      void this.#stop();
      this.#parts.connection.notify(linkPage.screenEnded, {});
    };
    track.addEventListener('ended', handleEnded, { once: true });
    store.defer(() => track.removeEventListener('ended', handleEnded));
    store.add(this.#watch(running, size));
  }

  /** Tells size and activity when they change. */
  #watch(running: Running, first: Size): Disposable {
    const { track } = running;
    let size = first;
    let before: VideoStats | undefined;
    let looking = false;
    const look = async () => {
      const now = sizeOf(track);
      if (now !== undefined && (now.width !== size.width || now.height !== size.height)) {
        size = now;
        this.#parts.connection.notify(linkPage.screenSize, size);
      }
      const stats = await this.#parts.factories.session.videoStats();
      const changed = before === undefined || stats === undefined ? undefined : pictureChanged(before, stats);
      // Without a frame in between the last look goes on to count, so that slow rates are seen too.
      if (changed !== undefined || before === undefined || stats === undefined || stats.frames < before.frames) before = stats;
      if (changed === true) this.#parts.connection.notify(linkPage.screenChanged, {});
    };
    let ticks = 0;
    return this.#parts.ticks.onTick(() => {
      ticks += 1;
      if (looking || (running.fps <= SLOW_FPS && ticks % 2 === 1)) return;
      looking = true;
      void look().finally(() => {
        looking = false;
      });
    });
  }

  /** 0 shows nothing new: the other side keeps the last picture. */
  async #setRate(fps: number): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    const { track } = running;
    const wasShown = running.fps > 0;
    running.fps = fps;
    if (fps === 0) await this.#hide(running);
    const wanted = fps || UNSEEN_FPS;
    // A source that cannot keep to a rate keeps its own: slower or faster, it is the same picture.
    await track.applyConstraints({ frameRate: { ideal: wanted, max: wanted } }).catch(() => undefined);
    // A pause must not be undone by a rate that was asked before it and came about later. What is shown already stays as
    // it is: each rest and waking would configure the encoder anew.
    if (!wasShown && this.#running === running && running.fps > 0) await this.#show(running);
  }

  async #setWatched(shown: boolean): Promise<null> {
    const running = this.#running;
    if (running !== undefined) running.watched = shown;
    if (!shown) {
      await this.#parts.factories.watcher.setVideoTrack(null);
      return null;
    }
    // While it is paused, or waking, they get it together with the session.
    if (running?.shown === true) await this.#parts.factories.watcher.setVideoTrack(running.track);
    if (running === undefined || this.#running !== running || !running.watched) {
      throw new AppError('screen.unavailable', 'nothing is captured that could be watched');
    }
    return null;
  }

  async #show(running: Running): Promise<void> {
    const { session, watcher } = this.#parts.factories;
    running.shown = true;
    await Promise.all([session.setVideoTrack(running.track), running.watched && watcher.setVideoTrack(running.track)]);
  }

  /** From both at once: neither waits until the other let go. */
  async #hide(running: Running | undefined): Promise<void> {
    const { session, watcher } = this.#parts.factories;
    if (running !== undefined) running.shown = false;
    await Promise.all([session.setVideoTrack(null), watcher.setVideoTrack(null)]);
  }

  async #stop(): Promise<null> {
    this.#turn += 1;
    const running = this.#running;
    this.#running = undefined;
    // First the source, which is ours alone; then the sending, which asks WebRTC.
    running?.track.stop();
    running?.store.dispose();
    await this.#hide(running);
    return null;
  }
}

function stoppedBefore(): AppError {
  return new AppError('screen.not-chosen', 'it was stopped before a screen was chosen');
}

function sizeOf(track: MediaStreamTrack): Size | undefined {
  const { width, height } = track.getSettings();
  return width === undefined || height === undefined || width < 1 || height < 1 ? undefined : { width, height };
}
