import { describe, expect, test } from 'vitest';
import { askView, sessionView, watcherView, wordsView } from '../../../test/fixtures/agent-pages/fake-views.ts';
import { askedIn, isAnythingAllowed } from './session-asked.ts';

const join = { remainingMs: 1, moreTimeLeft: 0, allowReady: false };
const ask = askView('screen.view', { askId: 'ask-of-watcher' });
const words = wordsView({ comparisonId: 'comparison-of-watcher' });
const watcher = watcherView({ ask, words });

describe('the one question that is drawn', () => {
  test('nobody asks: none', () => {
    expect(askedIn(sessionView())).toBeNull();
    expect(askedIn(sessionView({ watcher: watcherView() }))).toBeNull();
  });

  test('of whoever watches it is told whose it is, and that somebody else helps', () => {
    const by = { sessionId: 'session-watch', technician: { name: 'Ana' }, helper: 'Tariq' };
    expect(askedIn(sessionView({ watcher: { ...watcher, join } }))).toMatchObject({ kind: 'join', join, ...by });
    expect(askedIn(sessionView({ watcher }))).toMatchObject({ kind: 'words', words, ...by });
    expect(askedIn(sessionView({ watcher: { ...watcher, words: null } }))).toMatchObject({ kind: 'ask', ask, ...by });
  });

  test('where both ask, whoever helps comes first', () => {
    const both = sessionView({ ask: askView('shell.run'), words: wordsView(), watcher: { ...watcher, join } });
    const of = { sessionId: 'session-1042', technician: { name: 'Tariq' } };
    expect(askedIn(both)).toMatchObject({ kind: 'words', words: { comparisonId: 'comparison-1042' }, ...of });
    expect(askedIn({ ...both, words: null })).toMatchObject({ kind: 'ask', ask: { capability: 'shell.run' }, ...of });
    expect(askedIn({ ...both, words: null })).not.toHaveProperty('helper');
    const review = { remainingMs: 1, sinceMs: 2 };
    expect(askedIn({ ...both, review })).toEqual({ kind: 'review', review });
  });
});

test('something is allowed also where only whoever watches has it', () => {
  const light = { capability: 'screen.view' as const, grantId: 'grant', remainingMs: 1, inUse: false, frozen: false };
  expect(isAnythingAllowed(sessionView({ watcher }))).toBe(false);
  expect(isAnythingAllowed(sessionView({ watcher: { ...watcher, light } }))).toBe(true);
  expect(isAnythingAllowed(sessionView({ lights: [light] }))).toBe(true);
});
