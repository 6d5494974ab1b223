import { AppError, type Clock, type Disposable, DisposableStore, Emitter, type Event } from '@alongside/base';
import type { CapturedScreen, LinkFrame } from '../connections/link-frame.ts';
import type { DesktopPort, ScreenActivityPort } from '../ports/index.ts';
import { ASLEEP, FULL_FPS, nextPace, type PaceEvent, type PicturePace, REST_FPS } from './picture-pace.ts';

/** What a session shows of the screen, whoever captures it. */
export interface SessionScreen extends Disposable {
  /** The shown frame's size, while there is one. */
  readonly size: CapturedScreen | undefined;
  readonly running: boolean;
  /** It went away by itself. */
  readonly onEnded: Event<void>;
  readonly onResized: Event<CapturedScreen>;
  /** Throws `screen.unavailable` where it could not begin now, before anybody is asked. */
  mustBeStartable(): void;
  /** Throws `screen.not-chosen`, `screen.permission`, `screen.unavailable`. */
  start(): Promise<CapturedScreen>;
  wake(): void;
  /** `linkLost`: of the one that it is shown to. */
  setPaused(paused: boolean, linkLost: boolean): void;
  /** Safe at any time; resolves when nothing is shown any more. */
  stop(): Promise<void>;
}

/**
 * The picture while `screen.view` lives: chooses the source, keeps the rate to what happens on the screen, and ends.
 * Nothing is captured before `start` and after `stop`.
 */
export class ScreenControl implements SessionScreen {
  readonly #frame: LinkFrame;
  readonly #activity: ScreenActivityPort;
  readonly #desktop: DesktopPort;
  readonly #clock: Clock;
  readonly #isGranted: () => boolean;
  readonly #ended = new Emitter<void>();
  readonly #resized = new Emitter<CapturedScreen>();
  readonly #over = new Emitter<void>();
  #running: DisposableStore | undefined;
  #size: CapturedScreen | undefined;
  #awake: Disposable | undefined;
  #stopping: Promise<void> | undefined;
  #pace: PicturePace = ASLEEP;
  #paused = false;
  /** Its grant has begun: until then nothing of what was chosen leaves. */
  #begun = false;
  #rate = 0;
  /** Counts stops, so that a source that was chosen after one is let go at once. */
  #stops = 0;

  /** The source ended by itself. */
  readonly onEnded: Event<void> = this.#ended.event;
  readonly onResized: Event<CapturedScreen> = this.#resized.event;
  /** It is shown no more, for whatever reason. */
  readonly onOver: Event<void> = this.#over.event;

  constructor(parts: {
    frame: LinkFrame;
    activity: ScreenActivityPort;
    desktop: DesktopPort;
    clock: Clock;
    /** The grant lives, and stands in the record: told again by `setPaused` with each change of it. */
    isGranted: () => boolean;
  }) {
    this.#frame = parts.frame;
    this.#activity = parts.activity;
    this.#desktop = parts.desktop;
    this.#clock = parts.clock;
    this.#isGranted = parts.isGranted;
  }

  /** The captured frame's size, while there is one. */
  get size(): CapturedScreen | undefined {
    return this.#size;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  mustBeStartable(): void {
    // The user chooses a source, whenever it is.
  }

  /** Lets the user choose a source and begins. Throws `screen.not-chosen`, `screen.permission`, `screen.unavailable`. */
  async start(): Promise<CapturedScreen> {
    if (this.#running) throw new AppError('screen.unavailable', 'the screen is being shown already');
    const stops = this.#stops;
    await this.#desktop.rememberFocus();
    const screen = await this.#frame.startScreen();
    if (stops !== this.#stops) {
      await this.stop();
      throw new AppError('consent.withdrawn', 'the screen was chosen after it was taken back');
    }
    const running = new DisposableStore();
    this.#running = running;
    this.#begun = false;
    this.#size = screen;
    // Unlike any rate, so that the first is told, 0 too: it may be paused already.
    this.#rate = -1;
    running.add(
      this.#frame.onScreenEnded(() => {
        this.#release();
        this.#ended.fire();
      }),
    );
    running.add(
      this.#frame.onScreenSize((size) => {
        if (!this.#size) return;
        this.#size = { ...this.#size, ...size };
        this.#resized.fire(this.#size);
      }),
    );
    running.add(this.#frame.onChanged(() => this.#happened('changed')));
    this.wake();
    // Chromium's "sharing" bar takes the focus (link.md k): the user goes on typing where they were.
    await this.#desktop.restoreFocus();
    const watch = await this.#activity.watch(() => this.#happened('changed'));
    running.add(watch);
    if (this.#running !== running) throw new AppError('screen.unavailable', 'the screen went away while it was being opened');
    return screen;
  }

  /** Full rate at once, and for a while: something happens or is about to. */
  wake(): void {
    this.#happened('acted');
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    const begins = this.#running !== undefined && !this.#begun && this.#isGranted();
    if (!begins) return this.#apply();
    this.#begun = true;
    this.wake();
  }

  /** Cuts the track. Safe at any time; resolves when the frame confirmed or was thrown away. */
  stop(): Promise<void> {
    this.#stops += 1;
    this.#release();
    this.#stopping ??= this.#frame.stopScreen().finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  dispose(): void {
    this.#release();
  }

  #happened(type: PaceEvent['type']): void {
    if (!this.#running) return;
    const now = this.#clock.monotonic();
    this.#pace = nextPace(this.#pace, { type, at: now });
    this.#awake?.dispose();
    this.#awake = undefined;
    if (this.#pace.awakeUntil > now) {
      this.#awake = this.#clock.after(this.#pace.awakeUntil - now, () => {
        this.#awake = undefined;
        this.#apply();
      });
    }
    this.#apply();
  }

  #apply(): void {
    if (!this.#running) return;
    const rate = this.#paused || !this.#begun ? 0 : this.#awake ? FULL_FPS : REST_FPS;
    if (rate === this.#rate) return;
    this.#rate = rate;
    this.#frame.setRate(rate);
  }

  #release(): void {
    this.#awake?.dispose();
    this.#awake = undefined;
    const wasRunning = this.running;
    this.#running?.dispose();
    this.#running = undefined;
    this.#size = undefined;
    this.#pace = ASLEEP;
    if (wasRunning) this.#over.fire();
  }
}
