import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { closedDayAt, closedDaysFrom, dayOf, leftToday, nextOpening, openAt } from './opening-hours.ts';

const at = (text: string, zone = 'Europe/Vienna') => DateTime.fromISO(text, { zone }).toMillis();
const minutes = (from: number, to: number) => ({ from: from * 60, to: to * 60 });
const weekdays = (...spans: { from: number; to: number }[]) => [spans, spans, spans, spans, spans, [], []];
const office = { timeZone: 'Europe/Vienna', hours: weekdays(minutes(8, 12), minutes(13, 18)) };
const always = { timeZone: 'Europe/Vienna', hours: Array.from({ length: 7 }, () => [minutes(0, 24)]) };
const never = { timeZone: 'Europe/Vienna', hours: Array.from({ length: 7 }, () => []) };

describe('openAt', () => {
  it.each([
    ['2026-11-20T08:00', true],
    ['2026-11-20T07:59:59.999', false],
    ['2026-11-20T12:00', false],
    ['2026-11-20T17:59', true],
    ['2026-11-20T18:00', false],
    ['2026-11-21T10:00', false],
  ])('at %s: %s', (when, expected) => {
    expect(openAt(office, at(when))).toBe(expected);
  });

  it('goes by the organisation’s clocks, not the reader’s', () => {
    expect(openAt({ ...office, timeZone: 'America/New_York' }, at('2026-11-20T08:30'))).toBe(false);
    expect(openAt({ ...office, timeZone: 'America/New_York' }, at('2026-11-20T08:30', 'America/New_York'))).toBe(true);
  });
});

describe('nextOpening', () => {
  it.each([
    ['2026-11-20T10:00', '2026-11-20T10:00'],
    ['2026-11-20T12:30', '2026-11-20T13:00'],
    ['2026-11-20T18:00', '2026-11-23T08:00'],
    ['2026-11-22T23:59', '2026-11-23T08:00'],
  ])('after %s is %s', (when, expected) => {
    expect(nextOpening(office, at(when))).toBe(at(expected));
  });

  it('finds the one span of a week right after it ended', () => {
    const mondays = { timeZone: 'Europe/Vienna', hours: [[minutes(8, 9)], [], [], [], [], [], []] };
    expect(nextOpening(mondays, at('2026-11-23T09:00'))).toBe(at('2026-11-30T08:00'));
  });

  it('is null where nobody is ever there', () => {
    expect(nextOpening(never, at('2026-11-20T10:00'))).toBeNull();
  });

  it('opens by wall time on the days when clocks change', () => {
    const night = { timeZone: 'Europe/Vienna', hours: Array.from({ length: 7 }, () => [minutes(2, 4)]) };
    // In spring 02:00 does not exist: the clocks go from 02:00 to 03:00.
    expect(nextOpening(night, at('2026-03-29T00:30'))).toBe(at('2026-03-29T03:00'));
    expect(leftToday(night, at('2026-03-29T03:00'))).toBe(60 * 60_000);
    // In autumn 02:00 to 03:00 happens twice: the two hours last three.
    expect(leftToday(night, nextOpening(night, at('2026-10-25T00:30')) ?? 0)).toBe(3 * 60 * 60_000);
  });
});

describe('a closed day', () => {
  const closedDays = [
    { date: '2026-12-24', name: 'Christmas Eve' },
    { date: '2026-12-25', name: 'Christmas' },
    { date: '2026-12-26', name: 'St Stephen' },
  ];
  const withDays = { ...office, closedDays };

  it.each([
    ['2026-12-23T18:30', '2026-12-28T08:00'],
    ['2026-12-24T10:00', '2026-12-28T08:00'],
    // One day earlier by the reader's clock, the same by the organisation's.
    ['2026-12-28T07:59', '2026-12-28T08:00'],
  ])('is passed over: after %s it opens %s', (when, expected) => {
    expect(openAt(withDays, at(when))).toBe(false);
    expect(nextOpening(withDays, at(when))).toBe(at(expected));
  });

  it('is one of the organisation’s clocks, and is named only where hours would be kept', () => {
    expect(closedDayAt(withDays, at('2026-12-24T00:00'))?.name).toBe('Christmas Eve');
    expect(closedDayAt(withDays, at('2026-12-23T23:59'))).toBeUndefined();
    // A Saturday, on which nobody is there anyway.
    expect(closedDayAt(withDays, at('2026-12-26T10:00'))).toBeUndefined();
  });

  it('ends touching spans, and a month of them is passed over, too', () => {
    expect(leftToday({ ...always, closedDays }, at('2026-12-23T20:00'))).toBe(4 * 60 * 60_000);
    const december = Array.from({ length: 31 }, (_, day) => ({ date: `2026-12-${String(day + 1).padStart(2, '0')}`, name: 'x' }));
    const mondays = { timeZone: 'Europe/Vienna', hours: [[minutes(8, 9)], [], [], [], [], [], []], closedDays: december };
    expect(nextOpening(mondays, at('2026-11-30T10:00'))).toBe(at('2027-01-04T08:00'));
  });

  it('comes from public holidays and own days: once each, in order, from today on, by its own name', () => {
    const own = [
      { date: '2026-12-31', name: 'Stocktaking' },
      { date: '2026-12-25', name: 'Our Christmas' },
    ];
    expect(closedDaysFrom('2026-12-25', closedDays, own)).toEqual([
      { date: '2026-12-25', name: 'Our Christmas' },
      { date: '2026-12-26', name: 'St Stephen' },
      { date: '2026-12-31', name: 'Stocktaking' },
    ]);
  });
});

describe('leftToday', () => {
  it('is until closing, over touching spans and midnight', () => {
    expect(leftToday(office, at('2026-11-20T17:30'))).toBe(30 * 60_000);
    expect(leftToday(office, at('2026-11-20T12:30'))).toBe(0);
    const evening = [minutes(20, 24)];
    const morning = [minutes(0, 2), minutes(20, 24)];
    const late = { timeZone: 'Europe/Vienna', hours: [evening, morning, morning, morning, morning, morning, [minutes(0, 2)]] };
    expect(leftToday(late, at('2026-11-23T23:00'))).toBe(3 * 60 * 60_000);
  });

  it('ends even where the hours never do', () => {
    expect(leftToday(always, at('2026-11-20T10:00'))).toBeGreaterThan(24 * 60 * 60_000);
  });

  it('agrees with openAt and nextOpening at any time, in any zone', () => {
    const zone = fc.constantFrom('Europe/Vienna', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'utc');
    fc.assert(
      fc.property(zone, fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }), (timeZone, instant) => {
        const organisation = { ...office, timeZone };
        const open = openAt(organisation, instant);
        const next = nextOpening(organisation, instant);
        expect(leftToday(organisation, instant) > 0).toBe(open);
        expect(next === instant).toBe(open);
        expect(next !== null && openAt(organisation, next)).toBe(true);
        if (!open && next !== null) expect(openAt(organisation, next - 1)).toBe(false);
      }),
    );
  });
});

describe('dayOf', () => {
  it('has 23 and 25 hours when clocks change', () => {
    const hours = (when: string) => {
      const day = dayOf(office, at(when));
      return (day.to - day.from) / 3_600_000;
    };
    expect([hours('2026-03-29T12:00'), hours('2026-10-25T12:00'), hours('2026-11-20T12:00')]).toEqual([23, 25, 24]);
  });
});
