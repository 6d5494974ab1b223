import { NO_RULES, type PolicyRules } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';
import { rulesInWords } from './rule-words.ts';
import { createTexts, UI_TEXTS } from './texts/create-texts.ts';
import { weekInWords } from './week-words.ts';

const texts = createTexts({ en: {} });
const t = texts.getFixedT('en', UI_TEXTS);
const formats = createFormats('en-GB');
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const work = [{ from: 480, to: 1080 }];
const week = (...hours: { from: number; to: number }[][]) =>
  weekInWords({ timeZone: 'Europe/Berlin', hours }, { t, formats, days });

describe('hours in words', () => {
  it.each([
    [week(work, work, work, work, work, [], []), 'Monday to Friday 08:00 to 18:00 (Europe/Berlin)'],
    [week(work, work, work, work, work, work, work), 'every day 08:00 to 18:00 (Europe/Berlin)'],
    [week(work, [], work, work, [], [], []), 'Monday 08:00 to 18:00; Wednesday and Thursday 08:00 to 18:00 (Europe/Berlin)'],
    [week([], [], [], [], [], [{ from: 0, to: 1440 }], []), 'Saturday all day (Europe/Berlin)'],
    [
      week(
        [],
        [],
        [],
        [],
        [],
        [],
        [
          { from: 0, to: 360 },
          { from: 1200, to: 1440 },
        ],
      ),
      'Sunday 00:00 to 06:00 and 20:00 to midnight (Europe/Berlin)',
    ],
    [week([], [], [], [], [], [], []), 'never'],
  ])('%s', (words, expected) => {
    expect(words).toBe(expected);
  });
});

describe('rules in words', () => {
  const words = (some: Partial<PolicyRules>) =>
    rulesInWords(
      { ...NO_RULES, ...some },
      { t, exists: (key) => texts.exists(key, { ns: UI_TEXTS }), formats, week: () => 'on Mondays' },
    );

  it('none where nothing is taken away', () => {
    expect(words({})).toEqual([]);
  });

  it.each<[Partial<PolicyRules>, string]>([
    [{ forbid: ['shell.run', 'files.read'] }, 'Not allowed, whoever asks: commands and reading files.'],
    [{ forbid: ['later.thing'] }, 'Not allowed, whoever asks: later.thing.'],
    [{ maxDurationMs: { 'screen.view': 600_000 } }, 'At most 10 minutes at a time: seeing the screen.'],
    [{ secondFactor: ['input.control'] }, 'Only after the technician has proved who it is a second time: mouse and keyboard.'],
    [{ hours: { timeZone: 'utc', hours: [] } }, 'Help is possible on Mondays only.'],
    [{ technicians: { keys: ['k'], names: ['Tomke'] } }, 'Only these may help here: Tomke and the holder of 1 named key.'],
    [{ technicians: { keys: [], names: [] } }, 'At present nobody may help here.'],
    [{ noStanding: true }, 'Nobody can be let in beforehand; each time is asked.'],
  ])('%o', (some, expected) => {
    expect(words(some)).toEqual([expected]);
  });

  it('says nothing of the time of what is forbidden', () => {
    expect(words({ forbid: ['shell.run'], maxDurationMs: { 'shell.run': 60_000 } })).toHaveLength(1);
  });
});
