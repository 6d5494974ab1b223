import type { FeedItem } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { storyFacts } from './story.ts';

const item = (seq: number, type: string, more: Partial<FeedItem> = {}): FeedItem => ({
  seq,
  at: 1_000 * seq,
  type,
  capability: null,
  text: null,
  source: null,
  ...more,
});

describe('storyFacts', () => {
  it('counts what was allowed once each, what was refused by the user, commands and messages', () => {
    const facts = storyFacts([
      item(1, 'join/accepted'),
      item(2, 'consent/answered', { capability: 'screen.view', detail: 'allowed' }),
      item(3, 'consent/answered', { capability: 'screen.view', detail: 'allowed' }),
      item(4, 'consent/answered', { capability: 'input.control', detail: 'user' }),
      item(5, 'consent/answered', { capability: 'shell.run', detail: 'silence' }),
      item(6, 'shell/command'),
      item(7, 'chat/said', { detail: 'user' }),
    ]);
    expect(facts).toEqual({ joinedAt: 1_000, allowed: ['screen.view'], refused: 1, commands: 1, messages: 1 });
  });

  it('says nothing of a join that the feed no longer holds', () => {
    expect(storyFacts([]).joinedAt).toBeUndefined();
  });
});
