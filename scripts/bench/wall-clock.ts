/**
 * What to add to `performance.now()` for the host's wall clock, ms: found on the edges of `Date.now()`, which pages and
 * Node share on one host, to about a tenth of a millisecond. Runs in a page as well: it uses nothing from outside itself.
 */
export function wallClockOffset(): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let edge = 0; edge < 40; edge += 1) {
    const before = Date.now();
    let now = before;
    while (now === before) now = Date.now();
    // Seen late, an edge gives too little, never too much.
    best = Math.max(best, now - performance.now());
  }
  return best;
}
