/** Files that a program left when it crashed: content (P3), sent by its user's yes alone, and deleted by itself. */
import { z } from 'zod';
import { id, instant, line, personName, sha256 } from './common.ts';
import { language } from './languages.ts';

/** What a ticket holds of one file. */
export const MAX_CRASH_FILE_BYTES = 25 * 1024 * 1024;
export const CRASH_FILE_KEPT_MS = 30 * 24 * 60 * 60_000;

/** A program as somebody calls it: words to look by, and never a way to a file. */
export const crashProgram = line(80);

/** Of the level that holds what somebody wrote, read or typed. */
const level = z.literal('P3');

/** What is entered with such a file. `askId`: whose question it answers; null where its user began. */
export const crashMark = z.strictObject({ askId: id.nullable(), program: crashProgram, level, expiresAt: instant });
export type CrashMark = z.infer<typeof crashMark>;

/**
 * The user's yes to exactly these bytes, signed by the device. `wordsHash` is of what stood beside the button as it was
 * pressed, in `language`.
 */
export const crashReceipt = z.strictObject({
  type: z.literal('alongside-crash-file/1'),
  deviceId: id,
  requestId: id,
  askId: id.nullable(),
  name: line(120),
  program: crashProgram,
  level,
  bytes: z.int().min(1).max(MAX_CRASH_FILE_BYTES),
  sha256,
  wordsHash: sha256,
  language,
  /** By the server's clock. */
  at: instant,
});
export type CrashReceipt = z.infer<typeof crashReceipt>;

/** `none`: there is no such file that its user may read. */
export const crashRefusal = z.enum(['no', 'none']);

export const crashEventBodies = [
  z.strictObject({ type: z.literal('crash-asked'), askId: id, program: crashProgram }),
  z.strictObject({ type: z.literal('crash-refused'), askId: id, why: crashRefusal }),
] as const;

/** The newest question for one, as its user reads it. */
export const crashQuestion = z.strictObject({
  askId: id,
  program: crashProgram,
  by: personName,
  state: z.enum(['asked', 'sent', 'refused']),
});
export type CrashQuestion = z.infer<typeof crashQuestion>;
