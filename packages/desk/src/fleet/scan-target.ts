import type { ScanState } from '@alongside/protocol';

const MINUTE_MS = 60_000;
/** A week: for a device to come back, and for its user to answer. */
export const SCAN_PATIENCE_MS = 7 * 24 * 60 * MINUTE_MS;
/** How long a state may last, ms; those that are over last for good. A full scan ends within two minutes on the device. */
const LASTS_MS: Readonly<Partial<Record<ScanState, number>>> = {
  waiting: SCAN_PATIENCE_MS,
  asked: MINUTE_MS,
  person: SCAN_PATIENCE_MS,
  running: 5 * MINUTE_MS,
};

/** The scan of one device within a run. `since`: milliseconds since the Unix epoch. */
export interface TargetState {
  readonly state: ScanState;
  readonly since: number;
  /** How often the device was told. */
  readonly attempts: number;
}

export type TargetEvent =
  | { readonly type: 'told' }
  /** Its connection went: what was not answered by then is told again. */
  | { readonly type: 'away' }
  /** From `running` to `person`: its user came, and it is put off until they are done. */
  | { readonly type: 'answered'; readonly answer: 'person' | 'running' | 'refused' | 'failed' | 'done' }
  | { readonly type: 'time' }
  | { readonly type: 'retried' }
  | { readonly type: 'cancelled' };

export function newTarget(at: number): TargetState {
  return { state: 'waiting', since: at, attempts: 0 };
}

export function isOver({ state }: Pick<TargetState, 'state'>): boolean {
  return !(state in LASTS_MS);
}

/** When `time` would end it; undefined once it is over. */
export function timesOutAt({ state, since }: TargetState): number | undefined {
  const lasts = LASTS_MS[state];
  return lasts === undefined ? undefined : since + lasts;
}

/** What did not come to an answer can be tried again; a person's no stands. */
export function canRetry({ state }: Pick<TargetState, 'state'>): boolean {
  return state === 'failed' || state === 'timed-out';
}

/** What an event makes of it; the same object where that changes nothing. Pure. */
export function nextTarget(before: TargetState, event: TargetEvent, at: number): TargetState {
  const to = (state: ScanState): TargetState => (state === before.state ? before : { ...before, state, since: at });
  if (event.type === 'retried') return canRetry(before) ? { ...before, state: 'waiting', since: at } : before;
  if (isOver(before)) return before;
  switch (event.type) {
    case 'told':
      return before.state === 'waiting' ? { state: 'asked', since: at, attempts: before.attempts + 1 } : before;
    case 'away':
      return before.state === 'asked' ? to('waiting') : before;
    case 'answered':
      // A device that was never told has nothing to answer.
      return before.state === 'waiting' ? before : to(event.answer);
    case 'time': {
      const end = timesOutAt(before);
      return end !== undefined && at >= end ? to('timed-out') : before;
    }
    case 'cancelled':
      return to('cancelled');
  }
}

export function countStates(targets: readonly Pick<TargetState, 'state'>[]): Partial<Record<ScanState, number>> {
  const counts: Partial<Record<ScanState, number>> = {};
  for (const { state } of targets) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
