import type { Clock, Disposable } from '@alongside/base';
import { type InputEvent, session } from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';
import type { z } from 'zod';

export type InputBatch = z.infer<typeof session.inputBatch.params>;

export interface InputEncoderParts {
  readonly clock: Clock;
  /** The live link's epoch; batches are counted anew in each. */
  readonly epoch: () => number;
  /** Whether input is allowed and heard this moment: asked before each batch, nothing leaves otherwise. */
  readonly allowed: () => boolean;
  readonly send: (batch: InputBatch) => void;
}

/** One move a frame of a 125 Hz mouse; the first after a pause leaves at once. */
const MOVE_EACH_MS = 8;
/** The wire's bounds (session.ts). */
const MAX_EVENTS = 64;
const MAX_TEXT = 2_000;
/** Room for what stands around the events. */
const MAX_BYTES = session.inputBatch.maxBytes - 512;
const MAX_WHEEL = 100;
const KEY_CODE = /^[A-Za-z0-9]{1,24}$/u;

/**
 * Turns what a technician does into batches of input. Moves are thinned to one a frame, since only the last place
 * counts; keys, buttons, wheel and text never wait, and take a move that waits along, before them. Each batch has the
 * link's epoch, a number, and the time of sending, by which the agent drops what is late.
 */
export class InputEncoder implements Disposable {
  readonly #parts: InputEncoderParts;
  #epoch = -1;
  #seq = 0;
  #move: { readonly x: number; readonly y: number } | undefined;
  #movedAt = Number.NEGATIVE_INFINITY;
  #timer: Disposable | undefined;
  #touched = false;

  constructor(parts: InputEncoderParts) {
    this.#parts = parts;
  }

  /** Fractions of the captured frame. */
  move(x: number, y: number): void {
    this.#move = { x: fraction(x), y: fraction(y) };
    const wait = this.#movedAt + MOVE_EACH_MS - this.#parts.clock.monotonic();
    if (wait <= 0) return this.#flush([]);
    this.#timer ??= this.#parts.clock.after(wait, () => this.#flush([]));
  }

  /** `button` as in DOM events: 0 left, 1 middle, 2 right, 3 back, 4 forward. */
  button(button: number, down: boolean, x: number, y: number): void {
    if (button >= 0 && button <= 4) this.send([{ type: 'button', button, down, x, y }]);
  }

  /** Steps; positive is down and right. */
  wheel(dx: number, dy: number, x: number, y: number): void {
    this.send([{ type: 'wheel', dx, dy, x, y }]);
  }

  /** A physical key by KeyboardEvent.code. */
  key(code: string, down: boolean): void {
    this.send([{ type: 'key', code, down }]);
  }

  /** Text that no single key gives. */
  text(text: string): void {
    this.send([{ type: 'text', text }]);
  }

  lock(lock: Extract<InputEvent, { type: 'lock' }>['lock'], on: boolean): void {
    this.send([{ type: 'lock', lock, on }]);
  }

  /** Lets go of everything at the other side: blur, hidden page, leaving the picture. Said once, not each time. */
  release(): void {
    this.#dropMove();
    if (this.#touched) this.#flush([{ type: 'release' }]);
    this.#touched = false;
  }

  /** Events in order, at once; what does not fit the wire is mended or left out. A move among them replaces one that waits. */
  send(events: readonly InputEvent[]): void {
    const last = events.at(-1);
    if (last?.type === 'move' && events.length === 1) return this.move(last.x, last.y);
    if (last?.type === 'release' && events.length === 1) return this.release();
    this.#flush(events.flatMap(fit));
  }

  dispose(): void {
    this.release();
  }

  #flush(events: readonly InputEvent[]): void {
    const waiting = this.#move;
    this.#dropMove();
    if (!this.#parts.allowed()) return;
    const all: InputEvent[] = waiting ? [{ type: 'move', ...waiting }, ...events] : [...events];
    if (waiting) this.#movedAt = this.#parts.clock.monotonic();
    for (const batch of batches(all)) this.#sendBatch(batch);
  }

  #sendBatch(events: InputEvent[]): void {
    const epoch = this.#parts.epoch();
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#seq = 0;
    }
    this.#touched = true;
    this.#parts.send({ epoch, seq: this.#seq++, sentAt: this.#parts.clock.monotonic(), events });
  }

  #dropMove(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#move = undefined;
  }
}

function fraction(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}

function steps(value: number): number {
  return Number.isFinite(value) ? Math.min(MAX_WHEEL, Math.max(-MAX_WHEEL, value)) : 0;
}

/** The event as the wire has it; nothing where it cannot be said. */
function fit(event: InputEvent): InputEvent[] {
  switch (event.type) {
    case 'move':
      return [{ ...event, x: fraction(event.x), y: fraction(event.y) }];
    case 'button':
      return [{ ...event, x: fraction(event.x), y: fraction(event.y) }];
    case 'wheel':
      return [{ ...event, x: fraction(event.x), y: fraction(event.y), dx: steps(event.dx), dy: steps(event.dy) }];
    case 'key':
      return KEY_CODE.test(event.code) ? [event] : [];
    case 'text':
      return parts(event.text).map((text) => ({ type: 'text', text }));
    case 'lock':
    case 'release':
      return [event];
  }
}

/** As much at a time as the wire takes; text of some scripts is three bytes a character. */
function batches(events: readonly InputEvent[]): InputEvent[][] {
  const all: InputEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = utf8Length(JSON.stringify(event)) + 1;
    const last = all.at(-1);
    if (last && last.length < MAX_EVENTS && bytes + size <= MAX_BYTES) {
      last.push(event);
      bytes += size;
    } else {
      all.push([event]);
      bytes = size;
    }
  }
  return all;
}

/** Pieces of text that fit, never cut inside a surrogate pair. */
function parts(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + MAX_TEXT);
    if (end < text.length && /[\ud800-\udbff]/u.test(text.charAt(end - 1))) end -= 1;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
