import { Cron } from 'croner';

/** When a pattern is due after an instant, the next `count` times. */
export function nextRuns(pattern: string, timeZone: string, after: number, count: number): number[] {
  const runs: number[] = [];
  for (let last = after; runs.length < count; ) {
    const next = nextRun(pattern, timeZone, last);
    if (next === undefined) break;
    runs.push(next);
    last = next;
  }
  return runs;
}

/**
 * When a cron pattern of five parts is due next after an instant; undefined for never, and for what is no pattern. Instants are
 * milliseconds since the Unix epoch. A time that a change of the clocks leaves out is due at the next that there is, one that
 * comes twice is due once. `timeZone`: an IANA name; UTC where it is empty.
 */
export function nextRun(pattern: string, timeZone: string, after: number): number | undefined {
  try {
    const cron = new Cron(pattern, { mode: '5-part', timezone: timeZone === '' ? 'UTC' : timeZone });
    return cron.nextRun(new Date(after))?.getTime();
  } catch {
    return undefined;
  }
}
