import { CAPABILITIES, type HoursOfWeek, NO_RULES, type PolicyRules, policyRules } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayHelp, narrow, readRules, UNREADABLE_RULES, type Yes } from './policy.ts';

const MINUTE = 60_000;
const TOMKE = { publicKey: 'T'.repeat(43), name: 'Tomke', certified: true };
const YES: Yes = { capability: 'shell.run', durationMs: 30 * MINUTE, technician: TOMKE, at: 0, sinceMs: 0, secondFactor: false };
const ALWAYS = () => Number.POSITIVE_INFINITY;
const NEVER = () => 0;
const HOURS: HoursOfWeek = { timeZone: 'utc', hours: Array.from({ length: 7 }, () => [{ from: 480, to: 1080 }]) };
const rules = (some: Partial<PolicyRules>): PolicyRules => ({ ...NO_RULES, ...some });

describe('what is left of a yes', () => {
  test.each<[string, PolicyRules, Partial<Yes>, unknown]>([
    ['no rules change nothing', NO_RULES, {}, { allowed: true, durationMs: 30 * MINUTE, cutBy: null }],
    ['forbidden', rules({ forbid: ['shell.run'] }), {}, { allowed: false, why: 'forbidden' }],
    ['another is forbidden', rules({ forbid: ['screen.view'] }), {}, { allowed: true, durationMs: 30 * MINUTE, cutBy: null }],
    [
      'something unknown here is forbidden',
      rules({ forbid: ['files.read'] }),
      {},
      { allowed: true, durationMs: 30 * MINUTE, cutBy: null },
    ],
    [
      'at most ten minutes',
      rules({ maxDurationMs: { 'shell.run': 10 * MINUTE } }),
      {},
      { allowed: true, durationMs: 10 * MINUTE, cutBy: 'longest' },
    ],
    [
      'prolonged it counts from its start',
      rules({ maxDurationMs: { 'shell.run': 10 * MINUTE } }),
      { sinceMs: 8 * MINUTE },
      { allowed: true, durationMs: 2 * MINUTE, cutBy: 'longest' },
    ],
    [
      'and is used up',
      rules({ maxDurationMs: { 'shell.run': 10 * MINUTE } }),
      { sinceMs: 10 * MINUTE },
      { allowed: false, why: 'time-used-up' },
    ],
    ['without a second factor', rules({ secondFactor: ['shell.run'] }), {}, { allowed: false, why: 'second-factor' }],
    [
      'with one',
      rules({ secondFactor: ['shell.run'] }),
      { secondFactor: true },
      { allowed: true, durationMs: 30 * MINUTE, cutBy: null },
    ],
    ['somebody who is not named', rules({ technicians: { keys: [], names: [] } }), {}, { allowed: false, why: 'technician' }],
    [
      'named by key',
      rules({ technicians: { keys: [TOMKE.publicKey], names: [] } }),
      {},
      { allowed: true, durationMs: 30 * MINUTE, cutBy: null },
    ],
  ])('%s', (_name, some, yes, expected) => {
    expect(narrow(some, { ...YES, ...yes }, ALWAYS)).toEqual(expected);
  });

  test('outside of the hours nothing, and inside no longer than they last', () => {
    expect(narrow(rules({ hours: HOURS }), YES, NEVER)).toEqual({ allowed: false, why: 'outside-hours' });
    const cut = { allowed: true, durationMs: 5 * MINUTE, cutBy: 'hours' };
    expect(narrow(rules({ hours: HOURS }), YES, () => 5 * MINUTE)).toEqual(cut);
  });

  test('a name counts only where the organisation’s certificate bears it', () => {
    const named = rules({ technicians: { keys: [], names: ['Tomke'] } });
    expect(mayHelp(named, TOMKE)).toBe(true);
    expect(mayHelp(named, { ...TOMKE, certified: false })).toBe(false);
    expect(mayHelp(named, { ...TOMKE, name: 'Tomke ' })).toBe(false);
  });
});

const capabilityName = fc.constantFrom<string>(...CAPABILITIES, 'files.read', 'system.restart');
const key = fc.constantFrom('T'.repeat(43), 'K'.repeat(43));
const anyRules: fc.Arbitrary<PolicyRules> = fc.record({
  forbid: fc.array(capabilityName, { maxLength: 4 }),
  maxDurationMs: fc.dictionary(capabilityName, fc.integer({ min: MINUTE, max: 8 * 60 * MINUTE })),
  secondFactor: fc.array(capabilityName, { maxLength: 4 }),
  hours: fc.option(fc.constant(HOURS)),
  technicians: fc.option(
    fc.record({ keys: fc.array(key, { maxLength: 2 }), names: fc.array(fc.constantFrom('Tomke', 'Kim'), { maxLength: 2 }) }),
  ),
  noStanding: fc.boolean(),
});
const anyYes: fc.Arbitrary<Yes> = fc.record({
  capability: fc.constantFrom(...CAPABILITIES),
  durationMs: fc.integer({ min: 0, max: 8 * 60 * MINUTE }),
  technician: fc.record({ publicKey: key, name: fc.constantFrom('Tomke', 'Kim'), certified: fc.boolean() }),
  at: fc.integer({ min: 0, max: 10 ** 13 }),
  sinceMs: fc.integer({ min: 0, max: 8 * 60 * MINUTE }),
  secondFactor: fc.boolean(),
});
const anyHoursLeft = fc.integer({ min: 0, max: 9 * 60 * MINUTE });
const RUNS = { numRuns: 2_000 };
/** How long is allowed; 0 is a no. */
const lasting = (some: PolicyRules, yes: Yes, open: number): number => {
  const left = narrow(some, yes, () => open);
  return left.allowed ? left.durationMs : 0;
};

describe('no policy ever widens', () => {
  test('what is left is never longer than the yes, whatever the policy', () => {
    fc.assert(
      fc.property(anyRules, anyYes, anyHoursLeft, (some, yes, open) => {
        expect(policyRules.safeParse(some).success).toBe(true);
        expect(lasting(some, yes, open)).toBeLessThanOrEqual(yes.durationMs);
      }),
      RUNS,
    );
  });

  test('a second policy on top leaves no more than the first did, in either order', () => {
    fc.assert(
      fc.property(anyRules, anyRules, anyYes, anyHoursLeft, (first, second, yes, open) => {
        const one = lasting(first, yes, open);
        const other = lasting(second, yes, open);
        const both = one === 0 ? 0 : lasting(second, { ...yes, durationMs: one }, open);
        expect(both).toBeLessThanOrEqual(Math.min(one, other));
        expect(other === 0 ? 0 : lasting(first, { ...yes, durationMs: other }, open)).toBe(both);
      }),
      RUNS,
    );
  });

  test('a shorter yes, or a later moment of the same grant, never gets more', () => {
    fc.assert(
      fc.property(anyRules, anyYes, anyHoursLeft, fc.nat(60 * MINUTE), (some, yes, open, less) => {
        const full = lasting(some, yes, open);
        expect(lasting(some, { ...yes, durationMs: Math.max(0, yes.durationMs - less) }, open)).toBeLessThanOrEqual(full);
        expect(lasting(some, { ...yes, sinceMs: yes.sinceMs + less }, Math.max(0, open - less))).toBeLessThanOrEqual(full);
      }),
      RUNS,
    );
  });

  test('rules that cannot be read allow nothing, and no policy forbids nothing', () => {
    fc.assert(
      fc.property(anyYes, fc.oneof(fc.jsonValue(), fc.constant({ ...NO_RULES, later: true })), (yes, value) => {
        expect(lasting(readRules(value), yes, 1)).toBe(0);
      }),
    );
    expect(readRules(undefined)).toEqual(NO_RULES);
    expect(readRules(rules({ forbid: ['shell.run'] }))).toEqual(rules({ forbid: ['shell.run'] }));
    expect(UNREADABLE_RULES.noStanding).toBe(true);
  });

  test('names of the language’s own are no rules', () => {
    const odd = JSON.parse('{"__proto__":{"shell.run":1}}') as Record<string, number>;
    expect(lasting(rules({ maxDurationMs: odd }), YES, 1)).toBe(YES.durationMs);
  });
});
