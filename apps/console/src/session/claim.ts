import type { consoleSocket } from '@alongside/protocol';
import type { z } from 'zod';

/** What the server says to whoever claimed a request. */
export type Claim = z.infer<typeof consoleSocket.ticketClaim.result>;
