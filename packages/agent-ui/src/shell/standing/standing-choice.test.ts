import { describe, expect, it } from 'vitest';
import { hoursOf } from './standing-choice.ts';

const ZONE = 'Europe/Berlin';

describe('hours of a choice', () => {
  it('any time is none', () => {
    expect(hoursOf('always', 8, 18, ZONE)).toBeNull();
  });

  it('weekdays are five, every day is seven', () => {
    const open = [{ from: 480, to: 1080 }];
    expect(hoursOf('weekdays', 8, 18, ZONE)?.hours).toEqual([open, open, open, open, open, [], []]);
    expect(hoursOf('daily', 8, 18, ZONE)?.hours).toEqual(Array.from({ length: 7 }, () => open));
  });

  it.each([
    [
      20,
      6,
      [
        { from: 0, to: 360 },
        { from: 1200, to: 1440 },
      ],
    ],
    [20, 0, [{ from: 1200, to: 1440 }]],
    [0, 24, [{ from: 0, to: 1440 }]],
  ])('from %i to %i', (from, to, expected) => {
    expect(hoursOf('daily', from, to, ZONE)?.hours[0]).toEqual(expected);
  });
});
