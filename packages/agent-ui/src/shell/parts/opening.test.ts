import { describe, expect, it } from 'vitest';
import { closesAt } from './opening.ts';

const office = {
  timeZone: 'Europe/Berlin',
  hours: [
    [
      { from: 480, to: 720 },
      { from: 780, to: 1080 },
    ],
    [],
    [],
    [],
    [],
    [],
    [],
  ],
};

describe('closesAt', () => {
  it('tells the instant at which the span ends that now lies in by the clocks of the organisation', () => {
    expect(closesAt(office, Date.UTC(2026, 10, 23, 7, 0, 31))).toBe(Date.UTC(2026, 10, 23, 11, 0));
    expect(closesAt(office, Date.UTC(2026, 10, 23, 12, 0))).toBe(Date.UTC(2026, 10, 23, 17, 0));
  });

  it('tells nothing where it goes on over midnight', () => {
    const always = { ...office, hours: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) };
    expect(closesAt(always, Date.UTC(2026, 10, 23, 7, 0))).toBeUndefined();
  });

  it('tells nothing between spans, on other days, and for an unknown zone', () => {
    expect(closesAt(office, Date.UTC(2026, 10, 23, 11, 0))).toBeUndefined();
    expect(closesAt(office, Date.UTC(2026, 10, 24, 9, 0))).toBeUndefined();
    expect(closesAt({ ...office, timeZone: 'Nowhere/None' }, Date.UTC(2026, 10, 23, 7, 0))).toBeUndefined();
  });
});
