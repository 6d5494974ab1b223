import type { AppError } from '@alongside/base';
import type { consoleSocket, Organisation } from '@alongside/protocol';
import type { z } from 'zod';

type Authenticated = z.infer<typeof consoleSocket.consoleAuthenticate.result>;

export type DeskUser = Authenticated['user'];

/**
 * How the socket to the server stands.
 *
 *   connecting ─► online ─► waiting ─► connecting …
 *        └────────────┴───────► signed-out
 */
export type DeskState =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'online'; readonly user: DeskUser; readonly organisation: Organisation; readonly clockOffsetMs: number }
  | { readonly state: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly error: AppError }
  /** The HTTP session ended: only signing in again helps. */
  | { readonly state: 'signed-out' };
