import { AppError, type Clock, type Disposable, DisposableStore, Emitter, type Event, type Logger } from '@alongside/base';
import type { InputEvent, session } from '@alongside/protocol';
import type { z } from 'zod';
import type { InputDevice, InputOutcome, InputPort, PointerButton } from '../ports/index.ts';
import { type Area, capturedArea, type Frame, mapPoint } from './screen-mapping.ts';

type Batch = z.infer<typeof session.inputBatch.params>;
type Refusal = z.infer<typeof session.inputRefused.params>;

/** DESIGN 4: a reliable channel delivers what it held after an outage (48 s old, measured); older than this is dropped. */
const STALE_MS = 750;
/** The user's own mouse or key wins for this long. */
const USER_FIRST_MS = 1_000;
/** At most two a second a code. */
const REFUSAL_GAP_MS = 500;
/** Events that wait for the window system; more than this means that it hangs. */
const MAX_WAITING = 512;
/** "Type this text" comes all at once: 8,000 characters, of which each line end is a key pressed and let go. */
const MAX_WAITING_TEXT = 16_384;

const BUTTONS: readonly PointerButton[] = ['left', 'middle', 'right', 'back', 'forward'];

export interface InputControlParts {
  readonly port: InputPort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Age of a batch by the other side's clock, ms. */
  readonly ageOf: (sentAt: number) => number;
  /** The live link's epoch. */
  readonly epoch: () => number;
  /** Whether acts are allowed this very moment: asked again for each event, since grants end between two of them. */
  readonly mayAct: () => boolean;
  /** The frame that the technician points into; without a picture there is no place to point at. */
  readonly frame: () => Frame | undefined;
  /** Called before the first event of a batch, so that the picture is awake. */
  readonly wake: () => void;
}

/** Mouse and keyboard while `input.control` lives: order, age, place, and letting go. */
export class InputControl implements Disposable {
  readonly #parts: InputControlParts;
  readonly #refused = new Emitter<Refusal>();
  readonly #lastRefusal = new Map<string, number>();
  #store: DisposableStore | undefined;
  #device: InputDevice | undefined;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #epoch = -1;
  #nextSeq = 0;
  #userUntil = 0;
  #generation = 0;
  /** Counts stops, so that a device that was still being opened then is closed at once. */
  #stops = 0;
  #releaseWaits = false;

  readonly onRefused: Event<Refusal> = this.#refused.event;

  constructor(parts: InputControlParts) {
    this.#parts = parts;
  }

  get device(): InputDevice | undefined {
    return this.#device;
  }

  /** Throws `input.unavailable`. */
  async start(): Promise<InputDevice> {
    if (this.#device) throw new AppError('input.unavailable', 'mouse and keyboard are open already');
    const stops = this.#stops;
    const device = await this.#parts.port.open();
    if (stops !== this.#stops) {
      device.dispose();
      throw new AppError('consent.withdrawn', 'mouse and keyboard were taken back while they were being opened');
    }
    const store = new DisposableStore();
    store.add(device);
    store.add(device.onUserInput(() => this.#handleUserInput()));
    this.#store = store;
    this.#device = device;
    this.#epoch = -1;
    return device;
  }

  /** One batch that the gate let through. */
  handleBatch(batch: Batch): void {
    const device = this.#device;
    if (!device) return this.#refuse('input.unavailable');
    if (batch.epoch !== this.#parts.epoch()) return this.#refuse('input.stale');
    if (batch.epoch !== this.#epoch) {
      this.#epoch = batch.epoch;
      this.#nextSeq = batch.seq;
    }
    if (batch.seq < this.#nextSeq) return this.#refuse('input.stale');
    // A gap means that something between was lost or dropped: whatever is held might have been released in it.
    if (batch.seq > this.#nextSeq) this.#enqueueRelease(device);
    this.#nextSeq = batch.seq + 1;
    if (this.#parts.ageOf(batch.sentAt) > STALE_MS) {
      this.#enqueueRelease(device);
      return this.#refuse('input.stale');
    }
    const most = batch.events.some(({ type }) => type === 'text') ? MAX_WAITING_TEXT : MAX_WAITING;
    if (this.#waiting + batch.events.length > most) {
      // What is dropped may hold the end of a press.
      this.#enqueueRelease(device);
      return this.#refuse('input.unavailable');
    }
    this.#parts.wake();
    for (const event of batch.events) this.#enqueue((isCurrent) => this.#act(device, event, isCurrent));
  }

  /** Lets go of all that is held: blur, freeze, pause, loss. Whatever waits is dropped. */
  async release(): Promise<void> {
    this.#generation += 1;
    this.#waiting = 0;
    this.#releaseWaits = false;
    try {
      await this.#device?.releaseAll();
    } catch (error) {
      this.#parts.logger.error('input could not be released', { error: String(error) });
    }
  }

  /** Ends: nothing that waits happens any more, all is let go, the device is closed. */
  async stop(): Promise<void> {
    const store = this.#store;
    const device = this.#device;
    this.#stops += 1;
    this.#generation += 1;
    this.#waiting = 0;
    this.#releaseWaits = false;
    this.#device = undefined;
    this.#store = undefined;
    try {
      await device?.releaseAll();
    } finally {
      store?.dispose();
    }
  }

  dispose(): void {
    void this.stop().catch((error: unknown) => this.#parts.logger.error('input could not be released', { error: String(error) }));
  }

  /** One is enough, however many gaps there are. */
  #enqueueRelease(device: InputDevice): void {
    if (this.#releaseWaits) return;
    this.#releaseWaits = true;
    this.#enqueue(async () => {
      this.#releaseWaits = false;
      await device.releaseAll();
    });
  }

  #enqueue(act: (isCurrent: () => boolean) => Promise<unknown>): void {
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation;
    this.#waiting += 1;
    this.#queue = this.#queue.then(async () => {
      if (!isCurrent()) return;
      this.#waiting -= 1;
      try {
        await act(isCurrent);
      } catch (error) {
        this.#parts.logger.warn('input failed', { error: String(error) });
        this.#refuse('input.unavailable');
      }
    });
  }

  async #act(device: InputDevice, event: InputEvent, isCurrent: () => boolean): Promise<void> {
    if (!isRelease(event)) {
      if (!this.#parts.mayAct()) return this.#refuse('consent.frozen');
      if (this.#parts.clock.monotonic() < this.#userUntil) return this.#refuse('consent.frozen', true);
    }
    const outcome = await this.#perform(device, event, () => isCurrent() && this.#parts.mayAct());
    if (outcome === 'too-late') return this.#refuse('consent.frozen');
    if (outcome === 'own-window') this.#refuse('input.own-window');
    if (outcome === 'unavailable') this.#refuse('input.unavailable');
  }

  /** `mayGoOn` is asked after each wait: a dialog may have opened while the pointer was on its way to a press. */
  async #perform(device: InputDevice, event: InputEvent, mayGoOn: () => boolean): Promise<InputOutcome | 'too-late'> {
    switch (event.type) {
      case 'move':
        return this.#moveTo(device, event);
      case 'button': {
        const button = BUTTONS[event.button];
        if (!button) return 'unavailable';
        if (event.down) {
          const moved = await this.#moveTo(device, event);
          if (moved !== 'done') return moved;
          if (!mayGoOn()) return 'too-late';
        }
        return device.button(button, event.down);
      }
      case 'wheel': {
        const moved = await this.#moveTo(device, event);
        if (moved !== 'done') return moved;
        return mayGoOn() ? device.wheel(event.dx, event.dy) : 'too-late';
      }
      case 'key':
        return device.key(event.code, event.down);
      case 'text':
        return device.type(event.text);
      case 'lock':
        return device.setLock(event.lock, event.on);
      case 'release':
        await device.releaseAll();
        return 'done';
    }
  }

  async #moveTo(device: InputDevice, at: { x: number; y: number }): Promise<InputOutcome> {
    const frame = this.#parts.frame();
    if (!frame) return 'unavailable';
    const area: Area = capturedArea(device.displays, frame);
    const point = mapPoint(area, frame, at);
    return device.move(point.x, point.y);
  }

  #handleUserInput(): void {
    const first = this.#parts.clock.monotonic() >= this.#userUntil;
    this.#userUntil = this.#parts.clock.monotonic() + USER_FIRST_MS;
    if (first) void this.release();
  }

  #refuse(code: Refusal['code'], userIsActive = false): void {
    const now = this.#parts.clock.monotonic();
    const last = this.#lastRefusal.get(code);
    if (last !== undefined && now - last < REFUSAL_GAP_MS) return;
    this.#lastRefusal.set(code, now);
    this.#refused.fire({ code, userIsActive });
  }
}

/** Letting go is never refused. */
function isRelease(event: InputEvent): boolean {
  return event.type === 'release' || ((event.type === 'key' || event.type === 'button') && !event.down);
}
