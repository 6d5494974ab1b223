import { http, NO_HOURS, type NoticeHours } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isUrgentFor, mailDueAt, quietUntil, toldBy } from './quiet-hours.ts';

const BERLIN = 'Europe/Berlin';
const at = (text: string) => Date.parse(text);
const minute = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const quiet = (days: number[], from: string, to: string, rest: Partial<NoticeHours> = {}): NoticeHours => ({
  ...NO_HOURS,
  quiet: { days, from: minute(from), to: minute(to) },
  ...rest,
});
const NIGHTS = quiet([1, 2, 3, 4, 5], '18:00', '07:30');
const ALL = { bell: true, browser: true, sound: true, mail: true };

describe('quietUntil', () => {
  test.each([
    ['Monday afternoon', NIGHTS, '2026-11-30T16:59:59Z', undefined],
    ['Monday evening, over midnight', NIGHTS, '2026-11-30T17:00:00Z', '2026-12-01T06:30:00Z'],
    ['Tuesday morning, of Monday', NIGHTS, '2026-12-01T06:29:59Z', '2026-12-01T06:30:00Z'],
    ['its end is not quiet any more', NIGHTS, '2026-12-01T06:30:00Z', undefined],
    ['Saturday morning, of Friday', NIGHTS, '2026-12-05T05:00:00Z', '2026-12-05T06:30:00Z'],
    ['Saturday evening is no day of it', NIGHTS, '2026-12-05T19:00:00Z', undefined],
    ['whole days that touch are one', quiet([6, 7], '00:00', '00:00'), '2026-12-05T12:00:00Z', '2026-12-06T23:00:00Z'],
    ['the night in which clocks go back', quiet([6], '22:00', '06:00'), '2026-10-24T21:00:00Z', '2026-10-25T05:00:00Z'],
    ['the night in which they go forward', quiet([6], '22:00', '06:00'), '2026-03-28T22:00:00Z', '2026-03-29T04:00:00Z'],
    ['in a zone of one’s own', { ...NIGHTS, timeZone: 'Asia/Tokyo' }, '2026-11-30T09:00:00Z', '2026-11-30T22:30:00Z'],
    ['of who chose none', NO_HOURS, '2026-11-30T23:00:00Z', undefined],
  ] as const)('%s', (_, hours, now, until) => {
    expect(quietUntil(hours, BERLIN, at(now))).toBe(until === undefined ? undefined : at(until));
  });

  it('a week without any other time is refused', () => {
    const isTaken = (hours: NoticeHours) => http.noticeHoursWrite.body.safeParse({ hours }).success;
    expect([quiet([1, 2, 3, 4, 5, 6, 7], '09:00', '09:00'), NIGHTS].map(isTaken)).toEqual([false, true]);
  });
});

describe('mailDueAt', () => {
  const daily = (time: string) => ({ ...NIGHTS, digest: { when: 'daily', at: minute(time) } }) as const;
  test.each([
    ['at once outside of quiet hours', NIGHTS, '2026-11-30T10:00:00Z', '2026-11-30T10:00:00Z'],
    ['else after them', NIGHTS, '2026-11-30T20:00:00Z', '2026-12-01T06:30:00Z'],
    ['daily, later today', daily('16:00'), '2026-11-30T10:00:00Z', '2026-11-30T15:00:00Z'],
    ['daily, tomorrow', daily('16:00'), '2026-11-30T15:00:01Z', '2026-12-01T15:00:00Z'],
    ['daily, where that is quiet, after it', daily('06:00'), '2026-11-30T10:00:00Z', '2026-12-01T06:30:00Z'],
  ] as const)('%s', (_, hours, since, due) => {
    expect(mailDueAt(hours, BERLIN, at(since))).toBe(at(due));
  });
});

describe('toldBy', () => {
  const now = at('2026-11-30T20:00:00Z');
  const when = { now, timeZone: BERLIN, isUrgent: false };

  it('holds all but the bell, unless it is urgent and may pass', () => {
    expect(toldBy(ALL, NIGHTS, when)).toEqual({ bell: true, browser: false, sound: false, mail: 'held' });
    expect(toldBy(ALL, NIGHTS, { ...when, isUrgent: true })).toEqual({ bell: true, browser: true, sound: true, mail: 'now' });
    expect(toldBy(ALL, { ...NIGHTS, urgentPasses: false }, { ...when, isUrgent: true }).mail).toBe('held');
    expect(toldBy(ALL, NO_HOURS, when)).toEqual({ bell: true, browser: true, sound: true, mail: 'now' });
  });

  it('never tells by a way that is off, and never keeps the bell back', () => {
    const flag = fc.boolean();
    const hours = fc.record({
      timeZone: fc.constantFrom(null, 'Asia/Kolkata'),
      quiet: fc.option(
        fc.record({ days: fc.subarray([1, 2, 3, 4, 5, 6], { minLength: 1 }), from: fc.nat(1439), to: fc.nat(1439) }),
      ),
      digest: fc.constantFrom({ when: 'at-once' } as const, { when: 'daily', at: 300 } as const),
      urgentPasses: flag,
    });
    const on = fc.record({ bell: flag, browser: flag, sound: flag, mail: flag });
    fc.assert(
      fc.property(on, hours, fc.integer({ min: 0, max: 4e12 }), flag, (ways, wanted, instant, isUrgent) => {
        const told = toldBy(ways, wanted, { now: instant, timeZone: BERLIN, isUrgent });
        expect(told.bell).toBe(ways.bell);
        expect([!told.browser || ways.browser, !told.sound || ways.sound]).toEqual([true, true]);
        expect(told.mail === 'no').toBe(!ways.mail);
        // What is held is due some time, and then it is not quiet.
        const due = mailDueAt(wanted, BERLIN, instant);
        expect(due).toBeGreaterThanOrEqual(instant);
        expect(quietUntil(wanted, BERLIN, due)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});

test('urgent is a major incident, and one’s own session', () => {
  const live = { state: 'in-session', technician: { id: 'tess', name: 'Tess' }, sessionId: 's', since: 0 } as const;
  const waiting = { state: 'waiting', since: 0 } as const;
  expect(isUrgentFor('tess', { major: false, live })).toBe(true);
  expect(isUrgentFor('tom', { major: false, live })).toBe(false);
  expect(isUrgentFor('tom', { major: true, live: waiting })).toBe(true);
});
