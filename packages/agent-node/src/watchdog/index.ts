export { ProcessWatchdog, type ProcessWatchdogOptions } from './process-watchdog.ts';
export { watchHeldInput } from './watch-held-input.ts';
export type { ReleaseCommand } from './watchdog-messages.ts';
