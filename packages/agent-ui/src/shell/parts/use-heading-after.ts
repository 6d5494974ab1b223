import { askedIn, type Phase } from '@alongside/protocol';
import { useEffect, useRef } from 'react';

/**
 * Whoever had the focus on what is gone now, has it on the heading of what came in its place: the keyboard goes on there,
 * and a screen reader says where one is. It is left where it is otherwise, and on the first page. `page`: what is looked up
 * in the place of the phase.
 */
export function useHeadingAfter(phase: Phase, page = ''): void {
  const isQuestion = phase.phase === 'session' && (askedIn(phase.session) !== null || phase.session.choosingScreen);
  const place = `${phase.phase} ${page} ${isQuestion}`;
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    if (document.activeElement !== document.body) return;
    const heading = document.querySelector<HTMLElement>('main h1');
    if (heading === null) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }, [place]);
}
