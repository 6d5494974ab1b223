import { AppError, DisposableStore, Emitter, type Event } from '@alongside/base';
import type { Narrowed } from '@alongside/consent';
import type { CapturedScreen, LinkFrame } from '../link-frame.ts';
import type { ScreenControl, SessionScreen } from './screen-control.ts';

export interface WatchedScreenParts {
  readonly frame: Pick<LinkFrame, 'showToWatcher'>;
  /** What whoever helps is shown. */
  readonly watched: Pick<ScreenControl, 'size' | 'running' | 'onOver' | 'onResized' | 'wake'>;
}

/**
 * The screen for whoever watches: the very picture that is shown to whoever helps, and only while it is. Nothing is captured
 * for it, and no source is chosen.
 */
export class WatchedScreen implements SessionScreen {
  readonly #parts: WatchedScreenParts;
  readonly #ended = new Emitter<void>();
  readonly #resized = new Emitter<CapturedScreen>();
  #running: DisposableStore | undefined;
  /** Counts stops: what is shown after one is taken away again. */
  #stops = 0;
  #held = false;
  #helperAway = false;
  /** What the frame was told last. */
  #showing = false;

  readonly onEnded: Event<void> = this.#ended.event;
  readonly onResized: Event<CapturedScreen> = this.#resized.event;

  constructor(parts: WatchedScreenParts) {
    this.#parts = parts;
  }

  get size(): CapturedScreen | undefined {
    return this.#running && this.#parts.watched.size;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  mustBeStartable(): void {
    this.#shown();
  }

  async start(): Promise<CapturedScreen> {
    const { frame, watched } = this.#parts;
    const screen = this.#shown();
    const stops = this.#stops;
    const shown = !this.#isHidden;
    await frame.showToWatcher(shown);
    // What it was told, however things stand by now: `#apply` tells it the difference.
    this.#showing = shown;
    if (stops !== this.#stops || !watched.running) {
      await this.stop();
      throw new AppError('consent.withdrawn', 'what is watched ended while it was being shown');
    }
    const running = new DisposableStore();
    this.#running = running;
    running.add(
      watched.onOver(() => {
        void this.stop();
        this.#ended.fire();
      }),
    );
    running.add(watched.onResized((size) => this.#resized.fire(size)));
    // Held, or let go, while it was being shown.
    this.#apply();
    return screen;
  }

  wake(): void {
    if (this.running) this.#parts.watched.wake();
  }

  /** The helper's pause is of the picture itself; what stands still for this one alone is not shown to them alone. */
  setPaused(paused: boolean, linkLost: boolean): void {
    this.#held = paused || linkLost;
    this.#apply();
  }

  /** Whoever is watched is shown nothing for now. */
  setHelperAway(away: boolean): void {
    this.#helperAway = away;
    this.#apply();
  }

  stop(): Promise<void> {
    this.#stops += 1;
    this.dispose();
    return this.#parts.frame.showToWatcher(false);
  }

  dispose(): void {
    this.#running?.dispose();
    this.#running = undefined;
  }

  get #isHidden(): boolean {
    return this.#held || this.#helperAway;
  }

  #apply(): void {
    const shown = !this.#isHidden;
    if (!this.#running || this.#showing === shown) return;
    this.#showing = shown;
    // A frame that cannot show it any more has ended the capture, or is thrown away.
    this.#parts.frame.showToWatcher(shown).catch(() => this.#ended.fire());
  }

  #shown(): CapturedScreen {
    const { size } = this.#parts.watched;
    if (!size) throw new AppError('screen.unavailable', 'nothing is shown at the moment: who watches sees what the helper sees');
    return size;
  }
}

/** So long may somebody watch by one yes, ms: the user is asked anew before the review of what is allowed would come. */
const LONGEST_MS = 20 * 60_000;

/** What is left of a yes to whoever watches, `sinceMs` after it began. */
export function narrowedToWatching(narrowed: Narrowed, sinceMs: number): Narrowed {
  if (!narrowed.allowed) return narrowed;
  return { ...narrowed, durationMs: Math.min(narrowed.durationMs, Math.max(0, LONGEST_MS - sinceMs)) };
}
