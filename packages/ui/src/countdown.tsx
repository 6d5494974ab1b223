import { useEffect, useRef, useState } from 'react';
import { clockFace, untilNextFace } from './formats.ts';

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

/** The milliseconds left, counted by the window that `element` is drawn in (a bar has its own, which is never asleep). */
export function useCountdown(element: { readonly current: Element | null }, remainingMs: number, told: unknown): number {
  const [left, setLeft] = useState(remainingMs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` is what restarts the count
  useEffect(() => {
    const home = element.current?.ownerDocument.defaultView ?? window;
    const start = performance.now();
    let timer = 0;
    const tick = () => {
      const now = Math.max(0, remainingMs - (performance.now() - start));
      setLeft(now);
      // Drawn when the face changes, not more often: these clocks run for as long as anything is allowed.
      if (now > 0) timer = home.setTimeout(tick, untilNextFace(now));
    };
    tick();
    return () => home.clearTimeout(timer);
  }, [element, remainingMs, told]);
  return left;
}
