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
  /** `error`: what the try before came to. */
  | { readonly state: 'connecting'; readonly attempt: number; readonly error?: AppError | undefined }
  | { readonly state: 'online'; readonly user: DeskUser; readonly organisation: Organisation; readonly clockOffsetMs: number }
  | { readonly state: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly error: AppError }
  /** The HTTP session ended: only signing in again helps. */
  | { readonly state: 'signed-out' };

/** Why this browser's key keeps it from the server, which is there: it was removed, or the browser keeps none. */
export function keyTrouble(state: DeskState): 'removed' | 'not-kept' | undefined {
  const code = 'error' in state ? state.error?.code : undefined;
  if (code === 'auth.key-removed') return 'removed';
  return code === 'secrets.unavailable' ? 'not-kept' : undefined;
}
