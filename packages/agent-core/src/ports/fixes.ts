import type { Event } from '@alongside/base';
import type { FixId } from '@alongside/diagnostics';

/** One thing that a fix would do, as it was found at a look. */
export interface FixItem {
  /** The adapter's own, good until the next look; no page sees or says it. */
  readonly key: string;
  readonly name: string;
  /** Where it is, or what it is: a path, a command. */
  readonly detail: string | null;
  /** What goes with it; null where it has no size. */
  readonly bytes: number | null;
  /** Ticked at first. */
  readonly chosen: boolean;
}

export interface FixLook {
  readonly items: readonly FixItem[];
  /** There is more than could be listed. */
  readonly more: boolean;
  /** What was done before and can be taken back. */
  readonly undoable: readonly FixItem[];
  /** What only somebody with an administrator's rights can do, as commands that use the machine's own prompt. */
  readonly commands: readonly string[];
}

export interface FixResult {
  readonly done: number;
  readonly bytes: number;
  /** `changed`: it is no longer what was listed, so it was left alone. */
  readonly left: readonly { readonly name: string; readonly why: 'changed' | 'denied' | 'failed' }[];
}

/** Mends small things as the user, never with more rights, and never anything but what was listed. */
export interface FixPort {
  /** Only looks. Throws `fix.unavailable` where this computer has no such thing. */
  look(fix: FixId): Promise<FixLook>;
  /** Does it to the items of the last look with these keys; each is looked at anew first. `onDone`: so many were gone through. */
  apply(fix: FixId, keys: readonly string[], onCancel: Event<void>, onDone?: (count: number) => void): Promise<FixResult>;
  /** Takes one back that the last look said can be. Throws `fix.unavailable`. */
  undo(fix: FixId, key: string): Promise<void>;
}
