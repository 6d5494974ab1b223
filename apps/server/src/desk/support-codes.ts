import { timingSafeEqual } from 'node:crypto';
import { AppError, type Clock, type Crypto, type Disposable } from '@alongside/base';
import { CODE_LIVES_MS, codeToHash } from '@alongside/protocol';
import { FixedWindow } from '../http/fixed-window.ts';
import type { DevicePeer } from './peers.ts';

/** So many wrong tries burn a nameplate. */
const BURNT_AFTER = 5;
/** So many wrong tries of one account within an hour lock its code entry for an hour. */
const LOCKED_AFTER = 10;
const HOUR_MS = 60 * 60_000;
/** Tries from one address, right ones included, for whichever accounts. */
const TRIES_OF_ADDRESS = { periodMs: 10 * 60_000, max: 30 };

export interface NewCode {
  readonly requestId: string;
  readonly name: string;
  readonly nameplate: string;
  readonly codeHash: string;
  readonly proof: string;
}

interface LiveCode extends NewCode {
  /** The connection that it was told on last: whoever comes back tells it again, or has forgotten it. */
  device: DevicePeer;
  wrong: number;
  readonly timer: Disposable;
}

interface Tries {
  /** When the wrong ones were, monotonic. */
  readonly wrong: readonly number[];
  readonly lockedUntil: number;
}

interface SupportCodesParts {
  readonly clock: Clock;
  readonly crypto: Crypto;
  /** Whether this is the device's connection now. */
  readonly isHere: (device: DevicePeer) => boolean;
  readonly onBurnt: (device: DevicePeer, requestId: string) => void;
}

/**
 * Support codes that can be used now. In memory alone, and of each only the hash that the device made: they live ten
 * minutes, and what is on no disk is in no backup.
 */
export class SupportCodes implements Disposable {
  readonly #clock: Clock;
  readonly #crypto: Crypto;
  readonly #parts: SupportCodesParts;
  readonly #byNameplate = new Map<string, LiveCode>();
  readonly #tries = new Map<string, Tries>();
  readonly #addresses: FixedWindow;

  constructor(parts: SupportCodesParts) {
    this.#parts = parts;
    this.#clock = parts.clock;
    this.#crypto = parts.crypto;
    this.#addresses = new FixedWindow(parts.clock, TRIES_OF_ADDRESS);
  }

  get liveCount(): number {
    return this.#byNameplate.size;
  }

  /** Throws `code.taken`. Another of the same device takes the place of its first. */
  keep(device: DevicePeer, code: NewCode): void {
    const taken = this.#byNameplate.get(code.nameplate);
    if (taken && taken.device.id !== device.id) throw new AppError('code.taken', 'this nameplate is in use');
    if (taken?.requestId === code.requestId && taken.codeHash === code.codeHash) {
      taken.device = device;
      return;
    }
    for (const live of this.#ofDevice(device)) this.#drop(live);
    const timer = this.#clock.after(CODE_LIVES_MS, () => this.#byNameplate.delete(code.nameplate));
    this.#byNameplate.set(code.nameplate, { ...code, device, wrong: 0, timer });
  }

  /** Throws `code.refused` where the device has no such code. */
  cancel(device: DevicePeer, requestId: string): void {
    const own = this.#ofDevice(device).find((live) => live.requestId === requestId);
    if (!own) throw refused();
    this.#drop(own);
  }

  /**
   * The code that these digits are; it is used up by that. Throws `code.locked`, `request.rate-limited`, and `code.refused`
   * for all else alike, but for `device.offline`. A wrong one never tells whether its nameplate is one, nor does the time it takes.
   */
  take(code: string, technicianId: string, address: string): { readonly device: DevicePeer } & NewCode {
    // First: whoever is locked must not use up the tries of all others at the same address.
    this.#mustNotBeLocked(technicianId);
    if (!this.#addresses.take(address)) throw new AppError('request.rate-limited', 'too many codes from this address');
    const live = this.#byNameplate.get(code.slice(0, 4));
    const tried = this.#crypto.sha256(codeToHash(live?.requestId ?? NO_REQUEST, code));
    const fits = timingSafeEqual(Buffer.from(tried), Buffer.from(live?.codeHash ?? NO_HASH));
    if (live && fits) {
      // Kept for when it comes back: nothing was learnt, and nothing is lost.
      if (!this.#parts.isHere(live.device)) throw new AppError('device.offline', 'the computer of this code is not connected');
      this.#drop(live);
      return live;
    }
    if (live) this.#countWrong(live);
    this.#countTry(technicianId);
    throw refused();
  }

  dispose(): void {
    for (const live of this.#byNameplate.values()) live.timer.dispose();
    this.#byNameplate.clear();
  }

  #ofDevice(device: DevicePeer): LiveCode[] {
    return [...this.#byNameplate.values()].filter((live) => live.device.id === device.id);
  }

  #drop(live: LiveCode): void {
    live.timer.dispose();
    this.#byNameplate.delete(live.nameplate);
  }

  #countWrong(live: LiveCode): void {
    live.wrong += 1;
    if (live.wrong < BURNT_AFTER) return;
    this.#drop(live);
    this.#parts.onBurnt(live.device, live.requestId);
  }

  /** Right ones in between forgive nothing: whoever guesses could enter codes of their own. */
  #countTry(technicianId: string): void {
    const now = this.#clock.monotonic();
    const before = this.#tries.get(technicianId)?.wrong ?? [];
    const wrong = [...before.filter((at) => at > now - HOUR_MS), now];
    const isLocked = wrong.length >= LOCKED_AFTER;
    this.#tries.set(technicianId, { wrong: isLocked ? [] : wrong, lockedUntil: isLocked ? now + HOUR_MS : 0 });
  }

  #mustNotBeLocked(technicianId: string): void {
    const leftMs = (this.#tries.get(technicianId)?.lockedUntil ?? 0) - this.#clock.monotonic();
    if (leftMs <= 0) return;
    const context = { minutes: Math.ceil(leftMs / 60_000) };
    throw new AppError('code.locked', 'too many wrong codes; wait', { context });
  }
}

/** In the place of a nameplate that is none: the same work, and no hash is this. */
const NO_REQUEST = 'A'.repeat(22);
const NO_HASH = '-'.repeat(64);

function refused(): AppError {
  return new AppError('code.refused', 'this code is not known, was used, or ran out');
}
