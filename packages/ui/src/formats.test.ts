import { describe, expect, it } from 'vitest';
import { clockFace, createFormats, readersLocale } from './formats.ts';

describe('formats', () => {
  it('writes a clock face that is 00:00 only when the time is over', () => {
    expect(clockFace(432_000)).toBe('07:12');
    expect(clockFace(1)).toBe('00:01');
    expect(clockFace(0)).toBe('00:00');
    expect(clockFace(-5)).toBe('00:00');
    expect(clockFace(3_600_000 + 61_000)).toBe('1:01:01');
  });

  it('writes durations in the largest whole unit', () => {
    const formats = createFormats('en-GB');
    expect(formats.duration(600_000)).toBe('10 minutes');
    expect(formats.duration(60_000)).toBe('1 minute');
    expect(formats.duration(8 * 3_600_000)).toBe('8 hours');
    expect(formats.duration(90 * 60_000)).toBe('90 minutes');
  });

  it('follows the locale', () => {
    expect(createFormats('en-GB').bytes(1_572_864)).toBe('1.5 MB');
    expect(createFormats('en-GB').list(['screen', 'mouse', 'commands'])).toBe('screen, mouse and commands');
  });

  it('names a weekday to come, in the clock of whoever reads, and its day where one could take it for an earlier one', () => {
    const sunday = new Date(2026, 11, 27, 10, 0).getTime();
    const opens = (locale: string, day: number) =>
      createFormats(locale, () => sunday).weekdayAndTime(new Date(2026, 11, day, 8, 0).getTime());
    expect(opens('en-GB', 28)).toBe('Monday 08:00');
    expect(opens('de', 28)).toBe('Montag 08:00');
    expect(opens('en-GB', 31 + 4)).toBe('Monday, 4 January, 08:00');
    expect(opens('de', 31 + 4)).toBe('Montag, 4. Januar, 08:00');
    expect(opens('en-GB', 31 + 3)).toBe('Sunday, 3 January, 08:00');
  });

  it('writes the year where it is another than this one, in the time zone where one is given', () => {
    const { dayAndTime } = createFormats('en-GB', () => Date.UTC(2026, 10, 29, 12));
    expect(dayAndTime(Date.UTC(2026, 4, 3, 12, 2), 'UTC')).toBe('3 May, 12:02');
    expect(dayAndTime(Date.UTC(2025, 4, 3, 12, 2), 'UTC')).toBe('3 May 2025, 12:02');
    expect(dayAndTime(Date.UTC(2026, 11, 31, 23, 30), 'Europe/Berlin')).toBe('1 January 2027, 00:30');
    expect(dayAndTime(new Date(2024, 4, 3, 14, 2).getTime())).toBe('3 May 2024, 14:02');
    expect(dayAndTime(new Date(2026, 4, 3, 14, 2).getTime())).toBe('3 May, 14:02');
  });

  it('takes the region of a reader who shares the language, and English for an unknown locale', () => {
    expect(readersLocale('en', ['de-AT', 'en-GB'])).toBe('en-GB');
    expect(readersLocale('en', ['de-AT'])).toBe('en');
    expect(createFormats('xx-none').number(1.25)).toBe('1.3');
  });
});
