import { followStep } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { userMay } from './user-may.ts';

const asked = { stars: null, managerAsked: false, reopenUntil: null } as const;
const allowed = (may: ReturnType<typeof userMay>) =>
  Object.entries(may)
    .filter(([, is]) => is)
    .map(([name]) => name);

describe('what a user can say of a request', () => {
  test.each([
    ['waiting', ['askManager', 'say']],
    ['being-helped', ['askManager', 'say']],
    ['in-progress', ['askManager', 'say']],
    ['answer-us', ['askManager', 'say']],
    ['check-solution', ['accept', 'reopen', 'rate', 'askManager', 'say']],
    ['closed', ['rate']],
    ['joined-other', []],
  ] as const)('while it is %s', (step, expected) => {
    expect(allowed(userMay({ ...asked, step }, 0))).toEqual(expected);
  });

  test('every step stands above', () => {
    expect(followStep.options).toHaveLength(7);
  });

  test('a closed one can be opened again until its time is over, and is rated once', () => {
    expect(userMay({ ...asked, step: 'closed', reopenUntil: 100 }, 99).reopen).toBe(true);
    expect(userMay({ ...asked, step: 'closed', reopenUntil: 100 }, 100).reopen).toBe(false);
    expect(userMay({ ...asked, step: 'closed', stars: 4 }, 0).rate).toBe(false);
  });

  test('whoever leads the desk is asked for once', () => {
    expect(userMay({ ...asked, step: 'check-solution', managerAsked: true }, 0).askManager).toBe(false);
  });
});
