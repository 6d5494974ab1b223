import {
  ACTION_MS,
  type ActionRequest,
  type ActionResult,
  actionRequest,
  CAPABILITIES,
  STANDING_CAPABILITIES,
} from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOnce, isSameAction, longestMs, namesItsAction, sharedResult } from './actions.ts';

const CANARY = 'canary-8c1f';
const id = fc.stringMatching(/^[a-z0-9]{8,12}$/u);
const request: fc.Arbitrary<ActionRequest> = fc.oneof(
  fc.record({
    action: fc.constant('scan-malware' as const),
    folder: fc.constantFrom('downloads' as const, 'desktop' as const, 'documents' as const, 'home' as const),
    withNames: fc.boolean(),
  }),
  fc.constantFrom({ action: 'list-updates' as const }, { action: 'list-startup' as const }, { action: 'clean-up' as const }),
  fc.record({ action: fc.constant('apply-updates' as const), listId: id }),
  fc.record({ action: fc.constantFrom('startup-off' as const, 'startup-on' as const), itemId: id }),
);
const scan: ActionResult = {
  action: 'scan-malware',
  checked: 9,
  skipped: 0,
  found: 2,
  threats: [
    { threat: 'Eicar', file: `${CANARY}/a.pdf` },
    { threat: 'Worm', file: null },
  ],
};

test('the one that is given once is asked by its name, lasts no longer than its hour and stands for nothing', () => {
  expect(CAPABILITIES.filter(isOnce)).toEqual(['actions.run']);
  expect(STANDING_CAPABILITIES.filter(isOnce)).toEqual([]);
  const clean = { action: 'clean-up' } as const;
  for (const capability of CAPABILITIES) {
    expect([namesItsAction(capability, clean), namesItsAction(capability, undefined)]).toEqual([
      isOnce(capability),
      !isOnce(capability),
    ]);
  }
  expect([longestMs('actions.run', 8 * ACTION_MS), longestMs('shell.run', 8 * ACTION_MS)]).toEqual([ACTION_MS, 8 * ACTION_MS]);
});

test('the same action is the same in all its parameters, in whatever order they stand', () => {
  fc.assert(
    fc.property(request, request, (one, other) => {
      const reversed = actionRequest.parse(Object.fromEntries(Object.entries(one).reverse()));
      expect(isSameAction(one, reversed)).toBe(true);
      const equal = Object.entries(one).every(([name, value]) => (other as Record<string, unknown>)[name] === value);
      expect(isSameAction(one, other)).toBe(equal && Object.keys(one).length === Object.keys(other).length);
    }),
    { seed: 20_261_129, numRuns: 300 },
  );
});

describe('what a technician learns of a result', () => {
  test('no file name, in whatever place, unless the question said so', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const shared = sharedResult(asked, scan);
        const mayName = asked.action === 'scan-malware' && asked.withNames;
        expect(JSON.stringify(shared ?? null).includes(CANARY)).toBe(mayName);
      }),
      { seed: 20_261_129, numRuns: 300 },
    );
  });

  test('what was found is told without its place', () => {
    expect(sharedResult({ action: 'scan-malware', folder: 'downloads', withNames: false }, scan)).toEqual({
      ...scan,
      threats: [
        { threat: 'Eicar', file: null },
        { threat: 'Worm', file: null },
      ],
    });
  });

  test('nothing where the result is that of another action', () => {
    expect(sharedResult({ action: 'clean-up' }, scan)).toBeUndefined();
    expect(sharedResult({ action: 'startup-on', itemId: 'item-0001' }, { action: 'startup-off', changed: true })).toBeUndefined();
  });
});
