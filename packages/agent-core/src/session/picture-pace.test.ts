import { describe, expect, test } from 'vitest';
import { ASLEEP, nextPace, type PaceEvent, type PicturePace } from './picture-pace.ts';

/** The share of the time at full rate, from the first to the last of what happens, looked at each 10 ms. */
function awake(events: readonly PaceEvent[], untilMs: number, fromMs = 0): number {
  let pace: PicturePace = ASLEEP;
  let looks = 0;
  let full = 0;
  const left = [...events].sort((one, other) => one.at - other.at);
  for (let now = 0; now < untilMs; now += 10) {
    while (left[0] && left[0].at <= now) pace = nextPace(pace, left.shift() as PaceEvent);
    if (now < fromMs) continue;
    looks += 1;
    if (now < pace.awakeUntil) full += 1;
  }
  return full / looks;
}

const changes = (fromMs: number, untilMs: number, eachMs: number): PaceEvent[] =>
  Array.from({ length: Math.ceil((untilMs - fromMs) / eachMs) }, (_, nth) => ({ type: 'changed', at: fromMs + nth * eachMs }));

describe('the pace of a picture', () => {
  test('is at rest while nothing happens', () => {
    expect(awake([], 10_000)).toBe(0);
  });

  test('is full at once and for two seconds when somebody acts, whatever ticked before', () => {
    expect(awake([...changes(0, 9_000, 1_000), { type: 'acted', at: 8_100 }], 10_100, 8_100)).toBe(1);
    expect(awake([{ type: 'acted', at: 0 }], 12_000, 2_000)).toBe(0);
  });

  test.each([
    ['drawn in one piece', [0]],
    ['drawn in three', [0, 16, 48]],
  ])('is full for a moment at a change that comes alone: %s', (_, parts) => {
    const events = parts.map((at): PaceEvent => ({ type: 'changed', at: 1_000 + at }));
    expect(awake(events, 1_250, 1_000)).toBe(1);
    expect(awake(events, 9_000, 1_310)).toBe(0);
  });

  test('is full while a film plays, at 30 and at 10 changes a second', () => {
    expect(awake(changes(0, 10_000, 33), 10_000)).toBe(1);
    expect(awake(changes(0, 10_000, 100), 10_000)).toBe(1);
  });

  test('is full while somebody types', () => {
    expect(awake(changes(0, 10_000, 200), 10_000)).toBe(1);
  });

  test.each([
    ['a clock that shows seconds', changes(0, 20_000, 1_000)],
    ['a cursor that blinks', changes(0, 20_000, 530)],
    ['a clock that is drawn in three pieces, told twice', [0, 20, 45, 105].flatMap((late) => changes(late, 20_000, 1_000))],
  ])('comes to rest beside %s', (_, events) => {
    expect(awake(events, 20_000, 7_000)).toBeLessThan(0.02);
  });

  test('rests most of the time beside a clock and a cursor, which hide each other', () => {
    const events = [...changes(0, 20_000, 1_000), ...changes(130, 20_000, 530)];
    expect(awake(events, 20_000, 7_000)).toBeLessThan(0.35);
  });

  test('is full when something flashes that keeps no time, again and again', () => {
    // 350 to 470 ms apart, the same in each run.
    let at = 0;
    let seed = 7;
    const events = Array.from({ length: 400 }, (): PaceEvent => {
      seed = (seed * 16_807) % 2_147_483_647;
      at += 350 + (seed % 121);
      return { type: 'changed', at };
    });
    let pace: PicturePace = ASLEEP;
    let missed = 0;
    for (const event of events) {
      pace = nextPace(pace, event);
      if (pace.awakeUntil <= event.at) missed += 1;
    }
    expect(missed / events.length).toBeLessThan(0.04);
  });

  test('a film that begins beside a clock is seen at once', () => {
    const events = [...changes(0, 12_000, 1_000), ...changes(10_000, 12_000, 33)];
    expect(awake(events, 12_000, 10_170)).toBe(1);
  });

  test('keeps no more than it needs', () => {
    let pace: PicturePace = ASLEEP;
    for (const event of changes(0, 600_000, 40)) pace = nextPace(pace, event);
    for (const event of changes(600_000, 900_000, 400)) pace = nextPace(pace, event);
    expect(pace.bursts.length).toBeLessThan(20);
    expect(pace.burst?.changes.length).toBeLessThan(7);
  });
});
