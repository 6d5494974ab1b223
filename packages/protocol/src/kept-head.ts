import { z } from 'zod';
import { instant, jws, sha256 } from './common.ts';

/** The newest of a session are enough to hold a record to: each is over all before it. */
export const MAX_KEPT_HEADS = 500;

/** A head of a session's ledger as the server keeps it: both signatures, and nothing of what happened. */
export const keptHead = z.strictObject({ seq: z.int().min(0), hash: sha256, agent: jws, technician: jws, keptAt: instant });
export type KeptHead = z.infer<typeof keptHead>;
