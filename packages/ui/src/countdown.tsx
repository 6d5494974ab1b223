import { useEffect, useRef, useState } from 'react';
import { clockFace } from './formats.ts';

export interface CountdownProps {
  /** As last told. */
  readonly remainingMs: number;
  /** Anything that changes with each telling: the count starts anew from `remainingMs` when it does. */
  readonly told: unknown;
  /** Draws around the clock face, for instance "07:12 left"; the face alone where it is not given. */
  readonly text?: (face: string, remainingMs: number) => string;
}

/** A clock that goes down by itself between two tellings. Quiet: screen readers read it when asked, not each second. */
export function Countdown({ remainingMs, told, text = (face) => face }: CountdownProps) {
  const element = useRef<HTMLSpanElement>(null);
  const left = useCountdown(element, remainingMs, told);
  return (
    <span ref={element} role="timer" aria-live="off">
      {text(clockFace(left), left)}
    </span>
  );
}

const SECOND_MS = 1_000;
/** The same in all windows, and never set back. */
const epochMs = () => performance.timeOrigin + performance.now();
const secondOf = (at: number) => Math.floor(at / SECOND_MS) * SECOND_MS;

/**
 * The milliseconds left. All clocks of all windows change together, on the whole second: a screen that changes once a second
 * is at rest for who watches it from afar (picture-pace), one that changes at three moments of each is not. Counted by the
 * window that `element` is drawn in (a bar has its own, which is never asleep).
 */
export function useCountdown(element: { readonly current: Element | null }, remainingMs: number, told: unknown): number {
  const [left, setLeft] = useState(remainingMs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` is what restarts the count
  useEffect(() => {
    const home = element.current?.ownerDocument.defaultView ?? window;
    const start = epochMs();
    const end = start + remainingMs;
    let at = start;
    let timer = 0;
    const tick = () => {
      setLeft(Math.max(0, end - at));
      if (at >= end) return;
      const next = Math.min(end, secondOf(at) + SECOND_MS);
      timer = home.setTimeout(() => {
        // A window that slept goes on with the second that it is.
        at = Math.min(end, Math.max(next, secondOf(epochMs())));
        tick();
      }, next - epochMs());
    };
    tick();
    return () => home.clearTimeout(timer);
  }, [element, remainingMs, told]);
  return left;
}
