import { AppError, DisposableStore, Emitter, type Event } from '@alongside/base';
import type { Narrowed } from '@alongside/consent';
import type { CapturedScreen, LinkFrame } from '../connections/link-frame.ts';
import type { ScreenControl, SessionScreen } from './screen-control.ts';

export interface WatchedScreenParts {
  readonly frame: Pick<LinkFrame, 'showToWatcher'>;
  /** What whoever helps is shown. */
  readonly watched: Pick<ScreenControl, 'size' | 'onOver' | 'onResized' | 'wake'>;
  /** Their own grant lives, and stands in the record: told again by `setPaused` with each change of it. */
  readonly isGranted: () => boolean;
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

  /** Nothing leaves by it: the frame is told once the grant stands. */
  async start(): Promise<CapturedScreen> {
    const { watched } = this.#parts;
    const screen = this.#shown();
    const running = new DisposableStore();
    this.#running = running;
    running.add(
      watched.onOver(() => {
        void this.stop();
        this.#ended.fire();
      }),
    );
    running.add(watched.onResized((size) => this.#resized.fire(size)));
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
    this.dispose();
    return this.#parts.frame.showToWatcher(false);
  }

  dispose(): void {
    this.#running?.dispose();
    this.#running = undefined;
    this.#showing = false;
  }

  #apply(): void {
    const shown = this.#running !== undefined && !this.#held && !this.#helperAway && this.#parts.isGranted();
    if (this.#showing === shown) return;
    this.#showing = shown;
    void this.#tell(shown);
  }

  async #tell(shown: boolean): Promise<void> {
    const { frame } = this.#parts;
    try {
      await frame.showToWatcher(shown);
    } catch {
      // A frame that cannot show it has ended the capture, or is thrown away. What was held meanwhile need not have come.
      if (this.#showing) this.#ended.fire();
    }
    // Held, or over, while it was on its way: in which order the frame did both is not known.
    if (shown && !this.#showing) await frame.showToWatcher(false);
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
