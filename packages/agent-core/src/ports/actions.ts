import type { Event } from '@alongside/base';
import type { ActionProgress, ScanFolder } from '@alongside/protocol';
import type { FixPort } from './fixes.ts';

export interface ActionHooks {
  /** What was started for it ends at once, with all that it started. Fires for those too who begin to listen after it. */
  readonly onCancel: Event<void>;
  readonly onProgress: (progress: ActionProgress) => void;
}

export interface ScanLook {
  /** The scanner, with its version: `ClamAV 1.4.6`. */
  readonly by: string;
  readonly files: number;
  readonly bytes: number;
  /** There are more files than could be counted. */
  readonly more: boolean;
}

export interface ScanFound {
  /** Null where the scanner does not say. */
  readonly checked: number | null;
  readonly skipped: number;
  readonly found: number;
  /** The first of them. `file`: below the folder; null where its name cannot be shown. */
  readonly threats: readonly { readonly threat: string; readonly file: string | null }[];
}

/** The scanner that the machine has; none is brought along. It reads, and changes, moves and removes nothing. */
export interface ScannerPort {
  /** Throws `action.unavailable` where there is no scanner, no signatures or no such folder of the user's own. */
  look(folder: ScanFolder): Promise<ScanLook>;
  /** Throws `action.failed`, and `request.cancelled` after a cancel. */
  scan(folder: ScanFolder, hooks: ActionHooks): Promise<ScanFound>;
}

export interface PendingUpdate {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly security: boolean;
}

export interface UpdatesLook {
  /** The package manager. */
  readonly by: string;
  /** How they can be installed here: by the machine's own prompt for a password, or by hand with these words. */
  readonly install: { readonly how: 'prompt' } | { readonly how: 'by-hand'; readonly steps: string };
}

/** Updates that wait, as the machine's own package manager knows them. */
export interface UpdatesPort {
  /** Throws `action.unavailable`. */
  look(): Promise<UpdatesLook>;
  /** Throws `action.failed`, and `request.cancelled` after a cancel. */
  list(hooks: ActionHooks): Promise<readonly PendingUpdate[]>;
  /**
   * Installs these versions of these, and nothing that was not there before. Throws as `list` does. A cancel ends the
   * prompt; what an administrator has begun by then is finished by the system.
   */
  install(updates: readonly PendingUpdate[], hooks: ActionHooks): Promise<{ readonly updated: number; readonly left: number }>;
}

export interface ActionPorts {
  readonly scanner: ScannerPort;
  readonly updates: UpdatesPort;
  /** Its own, so that what the user looks at beside it stays as it was looked at. */
  readonly fixes: FixPort;
}
