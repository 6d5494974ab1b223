/** As long as an answer of the server may take. */
const WAITS_MS = 3_000;
/** A part that opens has its height by then. */
const OPENS_MS = 250;
const MEANWHILE = ['keydown', 'pointerdown'] as const;

/**
 * Goes to what an action brings a moment later, with the server's answer or once a part has opened; what is drawn at once is
 * for draw-and-focus.ts. Not where somebody has gone on meanwhile: the focus would be taken from them.
 */
export function focusWhenThere(find: () => Element | null | undefined): void {
  const until = performance.now() + WAITS_MS;
  const gone = new AbortController();
  for (const event of MEANWHILE) window.addEventListener(event, () => gone.abort(), { capture: true, signal: gone.signal });
  const look = () => {
    if (gone.signal.aborted) return;
    const found = find();
    if (found instanceof HTMLElement) found.focus();
    if (found !== null && found !== undefined && document.activeElement === found) {
      setTimeout(() => {
        if (!gone.signal.aborted) found.scrollIntoView({ block: 'nearest' });
        gone.abort();
      }, OPENS_MS);
    } else if (performance.now() < until) requestAnimationFrame(look);
    else gone.abort();
  };
  // The key or click that led here has been heard by all by then.
  requestAnimationFrame(look);
}
