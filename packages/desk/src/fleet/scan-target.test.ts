import { SCAN_STATES } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canRetry,
  countStates,
  isOver,
  newTarget,
  nextTarget,
  SCAN_PATIENCE_MS,
  type TargetEvent,
  timesOutAt,
} from './scan-target.ts';

const answered = (answer: Extract<TargetEvent, { type: 'answered' }>['answer']): TargetEvent => ({ type: 'answered', answer });
const told: TargetEvent = { type: 'told' };
const time: TargetEvent = { type: 'time' };

const run = (events: readonly (readonly [number, TargetEvent])[]) =>
  events.reduce((state, [at, event]) => nextTarget(state, event, at), newTarget(0));

describe('the scan of one device', () => {
  it.each<[string, [number, TargetEvent][], string, number]>([
    [
      'is told, runs and is done',
      [
        [1, told],
        [2, answered('running')],
        [3, answered('done')],
      ],
      'done',
      1,
    ],
    [
      'waits for its user, who says no',
      [
        [1, told],
        [2, answered('person')],
        [3, answered('refused')],
      ],
      'refused',
      1,
    ],
    [
      'is told again when it went before it answered',
      [
        [1, told],
        [2, { type: 'away' }],
        [3, told],
      ],
      'asked',
      2,
    ],
    [
      'goes on where the connection went while it ran',
      [
        [1, told],
        [2, answered('running')],
        [3, { type: 'away' }],
      ],
      'running',
      1,
    ],
    [
      'times out where it does not answer',
      [
        [1, told],
        [60_000, time],
        [60_001, time],
      ],
      'timed-out',
      1,
    ],
    [
      'times out where it does not end',
      [
        [1, told],
        [2, answered('running')],
        [300_002, time],
      ],
      'timed-out',
      1,
    ],
    [
      'waits a week to be seen, and no longer',
      [
        [SCAN_PATIENCE_MS - 1, time],
        [SCAN_PATIENCE_MS, time],
      ],
      'timed-out',
      0,
    ],
    [
      'is tried again after it failed',
      [
        [1, told],
        [2, answered('failed')],
        [3, { type: 'retried' }],
      ],
      'waiting',
      1,
    ],
    [
      'is not tried again after a no',
      [
        [1, told],
        [2, answered('refused')],
        [3, { type: 'retried' }],
      ],
      'refused',
      1,
    ],
    ['that was never told has nothing to answer', [[1, answered('done')]], 'waiting', 0],
    [
      'that is put off while it runs waits for its user, and not for five minutes alone',
      [
        [1, told],
        [2, answered('running')],
        [3, answered('person')],
        [SCAN_PATIENCE_MS + 2, time],
      ],
      'person',
      1,
    ],
    [
      'that was put off runs and is done',
      [
        [1, told],
        [2, answered('running')],
        [3, answered('person')],
        [600_000, time],
        [600_001, answered('running')],
        [600_002, answered('done')],
      ],
      'done',
      1,
    ],
    [
      'that was put off and never done ends after a week',
      [
        [1, told],
        [2, answered('running')],
        [3, answered('person')],
        [SCAN_PATIENCE_MS + 3, time],
      ],
      'timed-out',
      1,
    ],
    [
      'that is over stays as it is',
      [
        [1, told],
        [2, answered('done')],
        [3, answered('failed')],
        [4, { type: 'cancelled' }],
      ],
      'done',
      1,
    ],
  ])('%s', (_name, events, state, attempts) => {
    expect(run(events)).toMatchObject({ state, attempts });
  });

  const event: fc.Arbitrary<TargetEvent> = fc.oneof(
    fc.constantFrom<TargetEvent>(told, time, { type: 'away' }, { type: 'retried' }, { type: 'cancelled' }),
    fc.constantFrom('person' as const, 'running' as const, 'refused' as const, 'failed' as const, 'done' as const).map(answered),
  );

  it('always ends: when nothing more happens, time ends it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const state = events.reduce((before, each, at) => nextTarget(before, each, at), newTarget(0));
        const end = timesOutAt(state);
        expect(end === undefined).toBe(isOver(state));
        if (end === undefined) return;
        expect(nextTarget(state, time, end - 1)).toBe(state);
        expect(nextTarget(state, time, end).state).toBe('timed-out');
      }),
    );
  });

  it('only a failure or a time-out can be tried again', () => {
    expect(SCAN_STATES.filter((state) => canRetry({ state }))).toEqual(['failed', 'timed-out']);
  });

  it('counts', () => {
    expect(countStates([{ state: 'done' }, { state: 'waiting' }, { state: 'done' }])).toEqual({ done: 2, waiting: 1 });
  });
});
