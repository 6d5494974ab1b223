import type { Clock } from '@alongside/base';
import type { DeviceAccess } from '../doctor/index.ts';
import type { LaneSurroundings, Task } from './lane-messages.ts';

/** How long an answer may be waited for. */
export interface Patience {
  readonly limitMs: number;
  /** Whatever happens, nobody waits after it. */
  readonly stopping: Promise<undefined>;
}

/** What is told what the server said to this device's key. The key itself stays in the core. */
const TOLD: readonly Task[] = ['check:net.rtc', 'check:agent.self'];

/** Asks for those that are told, half of a task's time at most; without an answer they know nothing of it. */
export function accessFor(
  task: Task,
  {
    ask,
    clock,
    limitMs,
    stopping,
  }: Patience & { readonly clock: Clock; readonly ask: (() => Promise<DeviceAccess>) | undefined },
): Promise<LaneSurroundings['access']> | undefined {
  if (ask === undefined || !TOLD.includes(task)) return undefined;
  const late = Promise.withResolvers<undefined>();
  const timer = clock.after(limitMs / 2, () => late.resolve(undefined));
  // Whatever kept the answer from coming, it did not come.
  const answer = ask().catch(() => undefined);
  return Promise.race([answer, late.promise, stopping])
    .then(
      (told) =>
        told && { ...(told.key ? { key: told.key } : {}), ...(told.iceServers ? { iceServers: [...told.iceServers] } : {}) },
    )
    .finally(() => timer.dispose());
}
