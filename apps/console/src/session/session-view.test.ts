import type { AskOutcome } from '@alongside/protocol';
import type { Ask, Grant, SessionState } from '@alongside/technician-core';
import { expect, test } from 'vitest';
import { allowedState, stageOf } from './session-view.ts';

const asked = (outcome: AskOutcome, more: Partial<Ask> = {}): Ask => ({
  askId: 'ask-00001',
  capability: 'screen.view',
  reason: 'Why',
  durationMs: 600_000,
  outcome,
  deadline: 120_000,
  askAgainAt: undefined,
  code: undefined,
  ...more,
});
const granted: Grant = { grantId: 'grant-001', capability: 'screen.view', endsAt: 600_000, frozen: false, inUse: true };
const nothing = { state: 'none', last: undefined, code: undefined, askAgainAt: undefined };

test.each([
  { name: 'never asked', state: allowedState(undefined, undefined), is: nothing },
  {
    name: 'behind another',
    state: allowedState(asked('queued'), undefined),
    is: { state: 'asked', askId: 'ask-00001', deadline: undefined },
  },
  { name: 'open', state: allowedState(asked('shown'), undefined), is: { state: 'asked', askId: 'ask-00001', deadline: 120_000 } },
  { name: 'choosing a screen', state: allowedState(asked('allowed'), undefined), is: { state: 'starting' } },
  {
    name: 'refused',
    state: allowedState(asked('refused', { askAgainAt: 60_000 }), undefined),
    is: { ...nothing, last: 'refused', askAgainAt: 60_000 },
  },
  {
    name: 'failed',
    state: allowedState(asked('failed', { code: 'screen.not-chosen' }), undefined),
    is: { ...nothing, last: 'failed', code: 'screen.not-chosen' },
  },
  { name: 'over again', state: allowedState(asked('granted'), undefined), is: nothing },
  {
    name: 'live, whatever was asked',
    state: allowedState(asked('refused'), granted),
    is: { state: 'allowed', endsAt: 600_000, frozen: false, inUse: true },
  },
])('$name', ({ state, is }) => {
  expect(state).toEqual(is);
});

test.each<{ state: SessionState; is: string }>([
  { state: { state: 'connecting', since: 1 }, is: 'connecting' },
  { state: { state: 'live', since: 1 }, is: 'live' },
  { state: { state: 'silent', since: 1 }, is: 'lost' },
  { state: { state: 'rebuilding', since: 1, attempt: 1, long: false, trouble: undefined }, is: 'lost' },
  { state: { state: 'ended', at: 1, end: { by: 'user', reason: 'user-stopped' } }, is: 'ended' },
])('$state.state is $is', ({ state, is }) => {
  expect(stageOf(state).stage).toBe(is);
});
