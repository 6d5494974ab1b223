const BUCKET_MS = 10_000;
const BUCKETS = 6;

/**
 * How old a moment of the other side's clock is. The two clocks share no origin; the smallest difference seen between
 * arrival and sending is that origin plus the quickest way, so what is above it is delay. Only the last minute counts,
 * since clocks drift apart (50 ppm are 3 ms a minute), and an epoch starts anew, since a clock may stop in sleep.
 */
export class DelayWindow {
  #smallest: { readonly from: number; readonly difference: number }[] = [];

  /** `sentAt` is the other side's monotonic time, `receivedAt` ours. */
  add(sentAt: number, receivedAt: number): void {
    const difference = receivedAt - sentAt;
    const last = this.#smallest.at(-1);
    if (last && receivedAt - last.from < BUCKET_MS) {
      if (difference < last.difference) this.#smallest[this.#smallest.length - 1] = { from: last.from, difference };
      return;
    }
    this.#smallest.push({ from: receivedAt, difference });
    if (this.#smallest.length > BUCKETS) this.#smallest.shift();
  }

  /** Milliseconds, at least 0; `Infinity` before the first heartbeat, so that nothing of unknown age passes as fresh. */
  ageOf(sentAt: number, now: number): number {
    if (this.#smallest.length === 0) return Number.POSITIVE_INFINITY;
    const quickest = Math.min(...this.#smallest.map((bucket) => bucket.difference));
    return Math.max(0, now - sentAt - quickest);
  }
}
