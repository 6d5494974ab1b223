import { z } from 'zod';
import { line, personName, publicKey } from './common.ts';
import { keptHead, MAX_KEPT_HEADS } from './kept-head.ts';
import { none, route } from './route.ts';

/** What the server knows of a session whose record somebody holds. The keys are the server's word; the heads prove themselves. */
export const sessionHeads = route(
  'GET',
  '/api/sessions/:id/heads',
  'records.read',
  'Heads that were kept of a session’s ledger',
  {
    body: none,
    result: z.strictObject({
      device: z.strictObject({ name: line(80), publicKey }),
      technician: z.strictObject({ name: personName, publicKey }),
      heads: z.array(keptHead).max(MAX_KEPT_HEADS),
    }),
  },
);
