import { Cron } from 'croner';

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
