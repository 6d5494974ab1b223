import type { Clock, Disposable } from '@alongside/base';
import { DelayWindow } from './delay-window.ts';
import type { LinkFrame } from './link-frames.ts';

type Beat = Extract<LinkFrame, { type: 'heartbeat' }>;

export interface HeartbeatParts {
  readonly clock: Clock;
  readonly periodMs: number;
  /** What to acknowledge with the next beat. */
  readonly noteAck: () => number;
  readonly send: (beat: Beat) => void;
}

/** One epoch's heartbeats: they say that an end lives, carry its clock, and measure the way. */
export class Heartbeat implements Disposable {
  readonly #parts: HeartbeatParts;
  readonly #timer: Disposable;
  readonly #delays = new DelayWindow();
  #last: { readonly sentAt: number; readonly receivedAt: number } | undefined;
  #beatAt = 0;
  #roundTripMs: number | undefined;

  /** Beats at once, and then each period. */
  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#beat();
    this.#timer = parts.clock.every(parts.periodMs, () => this.#beat());
  }

  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  ageOf(sentAt: number): number {
    return this.#delays.ageOf(sentAt, this.#parts.clock.monotonic());
  }

  handleBeat(beat: Beat): void {
    const now = this.#parts.clock.monotonic();
    this.#delays.add(beat.sentAt, now);
    this.#last = { sentAt: beat.sentAt, receivedAt: now };
    if (beat.echo >= 0) this.#roundTripMs = Math.max(0, now - beat.echo - beat.heldMs);
    // A page in the background has slow timers, but messages still wake it: answer for the beat that did not fire.
    if (now - this.#beatAt > this.#parts.periodMs / 2) this.#beat();
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #beat(): void {
    const now = this.#parts.clock.monotonic();
    this.#beatAt = now;
    this.#parts.send({
      type: 'heartbeat',
      sentAt: now,
      ack: this.#parts.noteAck(),
      echo: this.#last?.sentAt ?? -1,
      heldMs: this.#last ? now - this.#last.receivedAt : 0,
    });
  }
}
