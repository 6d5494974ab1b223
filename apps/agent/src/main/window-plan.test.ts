import { describe, expect, test } from 'vitest';
import { viewOf } from '../../../../test/fixtures/agent-pages/fake-views.ts';
import { planWindows } from './window-plan.ts';

describe('which windows there are', () => {
  test.each<[string, boolean, boolean, boolean]>([
    ['home', false, false, false],
    ['join', true, false, false],
    ['standing', true, false, false],
    ['joined', false, true, false],
    ['ask-screen', true, true, false],
    ['allowed', false, true, true],
    ['choosing', false, true, true],
    ['standing-used', false, true, true],
    ['join-watch', true, true, true],
    ['ask-watch', true, true, true],
    ['words-watch', true, true, true],
    ['watch-connecting', false, true, false],
    ['ended-stopped', false, false, false],
  ])('%s', (name, consent, bar, closingIsStop) => {
    expect(planWindows(viewOf(name))).toEqual({ consent, bar, closingIsStop });
  });

  test('closing one is Stop where somebody is in without a click, before anything is allowed', () => {
    const { phase } = viewOf('standing-used');
    if (phase.phase !== 'session') throw new Error('no session');
    expect(planWindows({ phase: { ...phase, session: { ...phase.session, lights: [] } } }).closingIsStop).toBe(true);
  });

  test('closing one is Stop while whoever watches may see the screen, whatever the other one may', () => {
    const { phase } = viewOf('watch-sees');
    if (phase.phase !== 'session') throw new Error('no session');
    expect(planWindows({ phase: { ...phase, session: { ...phase.session, lights: [] } } }).closingIsStop).toBe(true);
  });
});
