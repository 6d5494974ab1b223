const MINUTE_MS = 60_000;
/** Before each further try: what is slow to come back (greylisting, a full queue, a restart) is given most of a day. */
const WAITS_MS: readonly number[] = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS);

/** How long to wait after so many tries; undefined: no further one. */
export function mailWaitMs(attempts: number): number | undefined {
  return WAITS_MS[attempts - 1];
}
