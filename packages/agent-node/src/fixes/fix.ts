import type { FixItem, FixLook, FixResult } from '@alongside/agent-core';
import type { Event } from '@alongside/base';

/** One fix on this machine. What it finds at a look it remembers by key until the next. */
export interface MachineFix {
  /** Throws `fix.unavailable`. */
  look(): Promise<FixLook>;
  apply(keys: readonly string[], onCancel: Event<void>, onDone?: (count: number) => void): Promise<FixResult>;
  /** Absent where it cannot be undone. */
  undo?(key: string): Promise<void>;
}

export const NOTHING_FOUND: FixLook = { items: [], more: false, undoable: [], commands: [] };

/** What a failure of one item says of it. */
export function whyLeft(error: unknown): FixResult['left'][number]['why'] {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'denied';
  return code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR' ? 'changed' : 'failed';
}

/** Does it to each in turn until all are done or somebody cancels, and counts. `one` gives the bytes, or null: it changed. */
export async function eachItem<T extends Pick<FixItem, 'name'>>(
  items: readonly T[],
  onCancel: Event<void>,
  one: (item: T, cancelled: () => boolean) => Promise<number | null>,
  onDone: (count: number) => void = () => undefined,
): Promise<FixResult> {
  let stopped = false;
  const listening = onCancel(() => {
    stopped = true;
  });
  // A cancel that came while something was looked at is heard of now.
  await Promise.resolve();
  let done = 0;
  let bytes = 0;
  const left: FixResult['left'][number][] = [];
  try {
    for (const item of items) {
      if (stopped) break;
      try {
        const freed = await one(item, () => stopped);
        if (freed === null) left.push({ name: item.name, why: 'changed' });
        else {
          done += 1;
          bytes += freed;
        }
      } catch (error) {
        left.push({ name: item.name, why: whyLeft(error) });
      }
      onDone(done + left.length);
    }
  } finally {
    listening.dispose();
  }
  return { done, bytes, left };
}
