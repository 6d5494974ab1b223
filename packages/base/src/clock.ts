import type { Disposable } from './disposable.ts';

/**
 * Time, as a port: real adapters wrap the platform's timers, tests use the testkit's fake clock.
 * All durations are milliseconds.
 */
export interface Clock {
  /** Wall time since the Unix epoch; may jump. */
  now(): number;
  /** Monotonic time from an arbitrary origin; never goes back, may stop while the machine sleeps. */
  monotonic(): number;
  /** Runs `callback` once after `delayMs`; disposing cancels. */
  after(delayMs: number, callback: () => void): Disposable;
  /** Runs `callback` each `periodMs` until disposed. */
  every(periodMs: number, callback: () => void): Disposable;
}

interface TimerGlobals {
  performance: { now(): number };
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
  setInterval(callback: () => void, periodMs: number): unknown;
  clearInterval(handle: unknown): void;
}

/** The platform's own clock; the same in Node and browsers, which share these globals. */
export function systemClock(): Clock {
  const g = globalThis as unknown as TimerGlobals;
  const origin = g.performance;
  return {
    now: () => Date.now(),
    monotonic: () => origin.now(),
    after(delayMs, callback) {
      const handle = g.setTimeout(callback, delayMs);
      return { dispose: () => g.clearTimeout(handle) };
    },
    every(periodMs, callback) {
      const handle = g.setInterval(callback, periodMs);
      return { dispose: () => g.clearInterval(handle) };
    },
  };
}
