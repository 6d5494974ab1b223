import { CAPABILITIES, MAX_STANDING_DAYS, NO_RULES, type PolicyRules, type StandingReceipt } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStandingChoice, MAX_STANDING_MS, type StandingUser, standingLeftMs, standsFor } from './standing.ts';

const HOUR = 3_600_000;
const KEY = 'T'.repeat(43);
const PERMISSION: StandingReceipt = {
  type: 'alongside-standing/1',
  standingId: 'standing-0001',
  device: 'D'.repeat(43),
  technician: { publicKey: KEY, name: 'Tomke' },
  proof: 'certified',
  capabilities: ['shell.run'],
  hours: null,
  from: 0,
  until: 24 * HOUR,
  wordsHash: '0'.repeat(64),
  language: 'en',
};
const TOMKE: StandingUser = { publicKey: KEY, name: 'Tomke', standing: 'certified' };
const HOURS = { timeZone: 'utc', hours: Array.from({ length: 7 }, () => []) };
const ALWAYS = () => Number.POSITIVE_INFINITY;

const left = (
  change: Partial<StandingReceipt> = {},
  by: Partial<StandingUser> = {},
  at = 0,
  rules: Partial<PolicyRules> = {},
  hoursLeft = ALWAYS,
) => standingLeftMs({ ...PERMISSION, ...change }, { by: { ...TOMKE, ...by }, at, rules: { ...NO_RULES, ...rules } }, hoursLeft);

describe('a standing permission', () => {
  test.each<[string, number, number]>([
    ['holds until its end', left(), 24 * HOUR],
    ['counts down', left({}, {}, 20 * HOUR), 4 * HOUR],
    ['is over at its end', left({}, {}, 24 * HOUR), 0],
    ['does not hold before it was given', left({ from: HOUR }), 0],
    ['never lasts more than 30 days', left({ until: 90 * 24 * HOUR }), MAX_STANDING_MS],
    ['is for no other key', left({}, { publicKey: 'X'.repeat(43) }), 0],
    ['is for no other name', left({}, { name: 'Tomke P' }), 0],
    ['certified then, not now', left({}, { standing: 'pinned' }), 0],
    ['compared then, pinned now', left({ proof: 'words' }, { standing: 'pinned' }), 24 * HOUR],
    ['compared then, certified now', left({ proof: 'words' }), 24 * HOUR],
    ['a key that is new for its name', left({ proof: 'words' }, { standing: 'new-key' }), 0],
    ['a stranger', left({ proof: 'words' }, { standing: 'unknown' }), 0],
    ['inside of its hours', left({ hours: HOURS }, {}, 0, {}, () => HOUR), HOUR],
    ['outside of its hours', left({ hours: HOURS }, {}, 0, {}, () => 0), 0],
    ['the organisation wants none', left({}, {}, 0, { noStanding: true }), 0],
    ['the organisation’s hours', left({}, {}, 0, { hours: HOURS }, () => 2 * HOUR), 2 * HOUR],
    ['the organisation names others', left({}, {}, 0, { technicians: { keys: [], names: ['Kim'] } }), 0],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });

  test.each(CAPABILITIES)('for %s: only what it names, and never what needs a click', (capability) => {
    expect(standsFor(PERMISSION, capability)).toBe(capability === 'shell.run');
    const everything = { ...PERMISSION, capabilities: [...CAPABILITIES] };
    expect(standsFor(everything, capability)).toBe(capability === 'shell.run' || capability === 'diagnostics.read');
  });

  test('under any rules it holds no longer than without', () => {
    const rules = fc.record({
      noStanding: fc.boolean(),
      hours: fc.option(fc.constant(HOURS)),
      technicians: fc.option(fc.record({ keys: fc.subarray([KEY]), names: fc.subarray(['Tomke', 'Kim']) })),
    });
    fc.assert(
      fc.property(rules, fc.nat(40 * HOUR), fc.nat(40 * HOUR), (some, at, open) => {
        expect(left({}, {}, at, some, () => open)).toBeLessThanOrEqual(left({}, {}, at));
      }),
    );
  });
});

describe('what can be chosen', () => {
  const choice = { capabilities: ['shell.run'] as const, hours: null, days: 7 };
  test.each<[string, boolean, boolean]>([
    ['commands for a week', isStandingChoice(choice, NO_RULES), true],
    ['nothing', isStandingChoice({ ...choice, capabilities: [] }, NO_RULES), false],
    ['the same twice', isStandingChoice({ ...choice, capabilities: ['shell.run', 'shell.run'] }, NO_RULES), false],
    ['the screen', isStandingChoice({ ...choice, capabilities: ['screen.view'] }, NO_RULES), false],
    ['the mouse', isStandingChoice({ ...choice, capabilities: ['shell.run', 'input.control'] }, NO_RULES), false],
    ['30 days', isStandingChoice({ ...choice, days: MAX_STANDING_DAYS }, NO_RULES), true],
    ['31 days', isStandingChoice({ ...choice, days: MAX_STANDING_DAYS + 1 }, NO_RULES), false],
    ['no day', isStandingChoice({ ...choice, days: 0 }, NO_RULES), false],
    ['half a day', isStandingChoice({ ...choice, days: 0.5 }, NO_RULES), false],
    ['what the organisation forbids', isStandingChoice(choice, { ...NO_RULES, forbid: ['shell.run'] }), false],
    ['where the organisation wants none', isStandingChoice(choice, { ...NO_RULES, noStanding: true }), false],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });
});
