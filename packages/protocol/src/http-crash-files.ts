/** Crash files of programs: asked for by somebody at the desk, chosen and sent by whoever sits at the computer. */
import { z } from 'zod';
import { attachmentFacts } from './attachments.ts';
import { id, jws } from './common.ts';
import { crashProgram } from './crash-files.ts';
import { route, uploadRoute } from './route.ts';

/** Names a program and no file. Throws `device.unknown` for a ticket without a computer, `ticket.not-found`. */
export const crashAsk = route(
  'POST',
  '/api/tickets/:id/crash-file/ask',
  'classified.read',
  'Asks the user for a crash file of a program',
  { body: z.strictObject({ program: crashProgram.refine((text) => text !== '') }), result: z.strictObject({ askId: id }) },
);

/**
 * The only way in for such a file. `receipt` is a JWS of the device over a canonical `crashReceipt`; the bytes must be those
 * that it names. Throws as `attachmentAdd`, and `crash-file.not-asked` where the question is answered or another one by now.
 */
export const deviceCrashFile = uploadRoute('/api/device/crash-files', 'anyone', 'A computer adds a crash file to its request', {
  body: z.strictObject({ deviceId: id, receipt: jws }),
  result: attachmentFacts,
});
