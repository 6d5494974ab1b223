import { NO_RULES, type PolicyRules } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { draftOf, problemOf, rulesOf, USUAL_HOURS } from './policy-draft.ts';

const ZONE = 'Europe/Berlin';
const FULL: PolicyRules = {
  forbid: ['shell.run', 'files.write'],
  maxDurationMs: { 'screen.view': 600_000, 'files.read': 60_000 },
  secondFactor: ['input.control', 'system.restart'],
  hours: { timeZone: 'America/New_York', hours: USUAL_HOURS },
  technicians: { keys: ['K'.repeat(43)], names: ['Tomke', 'Kim'] },
  noStanding: true,
};

describe('a policy in the form', () => {
  it.each([NO_RULES, FULL])('comes out as it went in', (rules) => {
    expect(rulesOf(draftOf(rules, ZONE), rules)).toEqual(rules);
  });

  it('loses nothing that the form does not show', () => {
    const draft = draftOf(FULL, ZONE);
    const changed = {
      ...draft,
      capabilities: { ...draft.capabilities, 'shell.run': { forbidden: false, longestMinutes: null, secondFactor: false } },
    };
    expect(rulesOf(changed, FULL)).toEqual({ ...FULL, forbid: ['files.write'] });
  });

  it('takes one’s own time zone for new hours', () => {
    expect(rulesOf({ ...draftOf(NO_RULES, ZONE), hours: USUAL_HOURS }, NO_RULES).hours).toEqual({
      timeZone: ZONE,
      hours: USUAL_HOURS,
    });
  });

  it.each([
    ['hours that never are', { hours: [[], [], [], [], [], [], []] }, 'hours'],
    ['hours that end before they begin', { hours: [[{ from: 600, to: 300 }], [], [], [], [], [], []] }, 'hours'],
    ['a place whose clocks nobody knows', { hours: USUAL_HOURS, timeZone: 'Middle/Earth' }, 'timeZone'],
    ['nobody named', { technicians: ' \n ' }, 'technicians'],
    ['a name that plays tricks', { technicians: 'Tom\u202Eke' }, 'technicians'],
    ['two names, one of them twice', { technicians: 'Tomke\nKim\nTomke' }, undefined],
    ['nothing restricted', {}, undefined],
  ])('%s', (_name, change, problem) => {
    expect(problemOf({ ...draftOf(NO_RULES, ZONE), ...change }, NO_RULES)).toBe(problem);
  });
});
