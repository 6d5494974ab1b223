import type { RandomSource } from '@alongside/base';

const FIRST_MS = 500;
const MOST_MS = 20_000;

/** Full jitter (DESIGN 4): anywhere between nothing and a bound that doubles, so that many consoles do not come back together. */
export function fullJitterDelayMs(attempt: number, random: RandomSource): number {
  const bound = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  const [a = 0, b = 0] = random.bytes(2);
  return Math.round((bound * (a * 256 + b)) / 65_535);
}
