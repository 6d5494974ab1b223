import { z } from 'zod';

/**
 * What the core tells the watchdog, one JSON line each on its standard input. The pipe's end without a `goodbye` means
 * that the core died.
 */
const startTime = z.string().regex(/^\d{0,20}$/u);
/** Keycodes and buttons of X11 have 8 bits. */
const numbers = z.array(z.int().min(1).max(255)).max(255);
const pid = z.int().min(2).max(4_194_304);

export const watchedResource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('process'), pid, startTime }),
  /** `startTime` is that of the group's first process; empty where it had ended already. */
  z.strictObject({ kind: z.literal('process-group'), pid, startTime }),
  z.strictObject({ kind: z.literal('process-mark'), mark: z.string().max(200) }),
  z.strictObject({ kind: z.literal('cgroup'), path: z.string().max(4096) }),
  z.strictObject({ kind: z.literal('held-keys'), keycodes: numbers, buttons: numbers }),
]);
export type WatchedResource = z.infer<typeof watchedResource>;

/** Run when keys or buttons are held: `node release-held.ts` with a DISPLAY; `--keycodes=…` and `--buttons=…` are added. */
export const releaseCommand = z.strictObject({
  file: z.string().min(1),
  args: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
});
export type ReleaseCommand = z.infer<typeof releaseCommand>;

export const watchdogMessage = z.discriminatedUnion('op', [
  /** The first line. */
  z.strictObject({ op: z.literal('settings'), releaseHeldKeys: releaseCommand.nullable() }),
  z.strictObject({ op: z.literal('watch'), key: z.int().min(0), resource: watchedResource }),
  z.strictObject({ op: z.literal('release'), key: z.int().min(0) }),
  z.strictObject({ op: z.literal('goodbye') }),
]);
export type WatchdogMessage = z.infer<typeof watchdogMessage>;
