import { createFormats } from '@alongside/ui';
import { describe, expect, test } from 'vitest';
import { sessionView, watcherView } from '../../../../../test/fixtures/agent-pages/fake-views.ts';
import { namesIn, readerOf, watcherOf, watching } from './watching.ts';

const light = { capability: 'screen.view' as const, grantId: 'grant', remainingMs: 1, inUse: true, frozen: false };

describe('who is there', () => {
  test.each([
    ['asking', 'Tariq', false],
    ['connecting', 'Tariq and Ana', false],
    ['live', 'Tariq and Ana', true],
    ['lost', 'Tariq and Ana', true],
  ] as const)('while whoever would watch is %s: %s', (state, names, reads) => {
    const session = sessionView({ watcher: watcherView({ state }) });
    expect(namesIn(session, createFormats('en'))).toBe(names);
    expect(watcherOf(session) !== undefined).toBe(names !== 'Tariq');
    expect(readerOf(session) !== undefined).toBe(reads);
  });
});

test('whoever watches is said to see the screen only while they are shown it', () => {
  expect(watching({ state: 'live', light: null })).toBe('reads');
  expect(watching({ state: 'live', light })).toBe('sees');
  expect(watching({ state: 'live', light: { ...light, frozen: true } })).toBe('reads');
  expect(watching({ state: 'live', light: { ...light, inUse: false } })).toBe('reads');
  expect(watching({ state: 'lost', light })).toBe('lost');
});
