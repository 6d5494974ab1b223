import { CAPABILITIES, MAX_STANDING_DAYS, NO_RULES, type PolicyRules, type StandingReceipt } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStandingChoice, MAX_STANDING_MS, type StandingUser, standingLeftMs, standsFor } from './standing.ts';

const HOUR = 3_600_000;
const KEY = 'T'.repeat(43);
type One = Extract<StandingReceipt, { type: 'alongside-standing/1' }>;
type Group = Extract<StandingReceipt, { type: 'alongside-standing-group/1' }>;

const PERMISSION: One = {
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
const ORGANISATION = `${'O'.repeat(42)}A`;
const vouched = (groups: string[] = [], leftMs = 90 * 24 * HOUR) => ({ organisation: ORGANISATION, groups, leftMs });
const TOMKE: StandingUser = { publicKey: KEY, name: 'Tomke', standing: 'certified', vouched: vouched() };
const HOURS = { timeZone: 'utc', hours: Array.from({ length: 7 }, () => []) };
const RULES = fc.record({
  noStanding: fc.boolean(),
  hours: fc.option(fc.constant(HOURS)),
  technicians: fc.option(fc.record({ keys: fc.subarray([KEY]), names: fc.subarray(['Tomke', 'Kim']) })),
});
const ALWAYS = () => Number.POSITIVE_INFINITY;

const left = (
  change: Partial<One> = {},
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
    ['certified then, revoked since', left({}, { vouched: vouched([], 0) }), 0],
    ['certified for an hour more', left({}, { vouched: vouched([], HOUR) }), HOUR],
    ['compared then, and no certificate is needed', left({ proof: 'words' }, { vouched: vouched([], 0) }), 24 * HOUR],
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
    fc.assert(
      fc.property(RULES, fc.nat(40 * HOUR), fc.nat(40 * HOUR), (some, at, open) => {
        expect(left({}, {}, at, some, () => open)).toBeLessThanOrEqual(left({}, {}, at));
      }),
    );
  });
});

const { technician: _technician, proof: _proof, type: _type, ...SHARED } = PERMISSION;
const NIGHT: Group = {
  ...SHARED,
  type: 'alongside-standing-group/1',
  group: { name: 'Night shift', organisation: ORGANISATION },
};
const KIM: StandingUser = {
  publicKey: 'K'.repeat(43),
  name: 'Kim',
  standing: 'certified',
  vouched: vouched(['Day', 'Night shift']),
};
const held = (by: Partial<StandingUser> = {}, rules: Partial<PolicyRules> = {}, at = 0, hoursLeft = ALWAYS) =>
  standingLeftMs(NIGHT, { by: { ...KIM, ...by }, at, rules: { ...NO_RULES, ...rules } }, hoursLeft);

describe('a permission for a group', () => {
  test.each<[string, number, number]>([
    ['for whoever is certified in it', held(), 24 * HOUR],
    ['for nobody who is certified in no group', held({ vouched: vouched() }), 0],
    ['for nobody of another group', held({ vouched: vouched(['Day']) }), 0],
    [
      'for nobody of another organisation’s group of that name',
      held({ vouched: { ...vouched(['Night shift']), organisation: KEY } }),
      0,
    ],
    ['while the organisation’s word counts', held({ vouched: vouched(['Night shift'], HOUR) }), HOUR],
    ['not once it does no more', held({ vouched: vouched(['Night shift'], 0) }), 0],
    ['for nobody who is only remembered', held({ standing: 'pinned' }), 0],
    ['for nobody whose words were only compared', held({ standing: 'compared' }), 0],
    ['for no stranger', held({ standing: 'unknown' }), 0],
    ['not where the organisation wants none', held({}, { noStanding: true }), 0],
    ['not for whom the organisation does not let help', held({}, { technicians: { keys: [], names: ['Tomke'] } }), 0],
    ['after its end', held({}, {}, 24 * HOUR), 0],
  ])('holds %s', (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });

  test.each([
    ['another case', 'night shift'],
    ['a space more', 'Night shift '],
    ['a Cyrillic letter', 'N\u0456ght shift'],
    ['full width', '\uff2eight shift'],
    ['an invisible character', 'Night\u200b shift'],
    ['another space', 'Night\u00a0shift'],
    ['another order of writing', '\u202eNight shift'],
    ['its beginning', 'Night'],
    ['more', 'Night shift 2'],
  ])('holds for no name that looks alike: %s', (_name, name) => {
    expect(held({ vouched: vouched([name]) })).toBe(0);
  });

  test('holds for nobody but whom the pinned organisation has in that very group, whatever else is so', () => {
    const text = fc.oneof(fc.constantFrom('Night shift', 'night shift', 'Night shift\u200b', 'constructor'), fc.string());
    const someone = fc.record({
      publicKey: fc.constantFrom(KEY, KIM.publicKey),
      name: fc.constantFrom('Kim', 'Tomke'),
      standing: fc.constantFrom('certified', 'pinned', 'new-key', 'unknown', 'compared'),
      vouched: fc.option(
        fc.record({
          organisation: fc.constantFrom(ORGANISATION, KEY),
          groups: fc.array(text),
          leftMs: fc.integer({ max: HOUR }),
        }),
        { nil: undefined },
      ),
    }) as fc.Arbitrary<StandingUser>;
    fc.assert(
      fc.property(someone, fc.nat(48 * HOUR), (by, at) => {
        const isOne = by.vouched?.organisation === ORGANISATION && by.vouched.groups.includes('Night shift');
        const most = isOne && by.standing === 'certified' ? Math.max(0, by.vouched.leftMs) : 0;
        expect(held(by, {}, at)).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('under any rules it holds no longer than without', () => {
    fc.assert(
      fc.property(RULES, fc.nat(40 * HOUR), fc.nat(40 * HOUR), (some, at, open) => {
        expect(held({}, some, at, () => open)).toBeLessThanOrEqual(held({}, {}, at));
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
