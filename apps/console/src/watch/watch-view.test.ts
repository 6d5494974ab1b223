import type { Ask, Grant } from '@alongside/technician-core';
import { expect, test } from 'vitest';
import { pictureState } from './watch-view.ts';

const live = { stage: 'live' } as const;
const asked = (outcome: Ask['outcome'], code?: string): Ask => ({
  askId: 'ask-00001',
  capability: 'screen.view',
  reason: 'Why',
  durationMs: 600_000,
  outcome,
  deadline: undefined,
  askAgainAt: undefined,
  code,
});
const granted: Grant = { grantId: 'grant-001', capability: 'screen.view', endsAt: 600_000, frozen: false, inUse: true };

test.each([
  { name: 'before the yes', state: pictureState({ stage: 'offered' }, undefined, undefined, undefined), is: 'offered' },
  { name: 'on the way', state: pictureState({ stage: 'connecting' }, undefined, undefined, undefined), is: 'connecting' },
  { name: 'nothing asked', state: pictureState(live, undefined, undefined, undefined), is: 'not-asked' },
  { name: 'the user reads it', state: pictureState(live, asked('shown'), undefined, undefined), is: 'asked' },
  { name: 'a no', state: pictureState(live, asked('refused'), undefined, undefined), is: 'not-asked' },
  {
    name: 'not taken, as nothing is shown',
    state: pictureState(live, asked('refused'), undefined, 'screen.unavailable'),
    is: 'nothing-shown',
  },
  {
    name: 'nothing was shown any more at the yes',
    state: pictureState(live, asked('failed', 'screen.unavailable'), undefined, undefined),
    is: 'nothing-shown',
  },
  {
    name: 'not taken for another reason',
    state: pictureState(live, undefined, undefined, 'consent.cooling-down'),
    is: 'not-asked',
  },
  // What was refused before says nothing about what is allowed now.
  { name: 'allowed', state: pictureState(live, asked('granted'), granted, 'screen.unavailable'), is: 'allowed' },
  {
    name: 'over, whatever was allowed',
    state: pictureState({ stage: 'ended', at: 1, end: { by: 'user', reason: 'watch-over' } }, undefined, granted, undefined),
    is: 'over',
  },
])('$name: $is', ({ state, is }) => {
  expect(state).toBe(is);
});
