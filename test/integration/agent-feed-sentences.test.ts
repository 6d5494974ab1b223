import { ENTRY_TYPES, freezeReason, grantEndReason } from '@alongside/consent';
import { ACTION_NAMES, type FeedItem, session } from '@alongside/protocol';
import { createTexts } from '@alongside/ui';
import { describe, expect, it } from 'vitest';
import { sentenceKey } from '../../packages/agent-ui/src/shell/parts/sentences.ts';
import english from '../../packages/agent-ui/src/shell/texts/en.json' with { type: 'json' };

const texts = createTexts({ en: english });
const has = (key: string) => texts.exists(key);
const item = (type: string, detail: string | null): FeedItem => ({
  seq: 0,
  at: 0,
  type,
  detail,
  capability: null,
  text: null,
  source: null,
});

/** What the ledger tells apart within a type, by `detail` of the feed. */
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  'consent/answered': ['allowed', 'user', 'silence', 'withdrawn', 'session-ended', 'standing'],
  'policy/refused': ['forbidden', 'outside-hours', 'technician', 'second-factor', 'time-used-up'],
  'grant/ended': grantEndReason.options,
  'grant/frozen': freezeReason.options,
  'review/answered': ['user', 'silence'],
  'chat/said': ['user', 'technician'],
  'standing/used': ['technician', 'group'],
  'identity/compared': session.wordsOutcome.options,
  'action/started': ACTION_NAMES,
  'action/ended': ['done', 'cancelled', 'failed'],
};
/** Book-keeping that the core leaves out of the feed. */
const SILENT = new Set(['shell/output', 'countersign/missing', 'consent/shown']);

describe('the feed', () => {
  const types = Object.keys(ENTRY_TYPES).filter((type) => !SILENT.has(type));
  it.each(types)('has a sentence for %s', (type) => {
    for (const detail of DETAILS[type] ?? [null]) {
      const key = sentenceKey(has, item(type, detail));
      expect(key).not.toBe('feed.other');
      expect(has(key)).toBe(true);
    }
  });

  it('leaves nothing out: what it has no sentence for is noted by its name', () => {
    expect(sentenceKey(has, item('later/invented', null))).toBe('feed.other');
    expect(sentenceKey(has, item('grant/ended', 'later-reason'))).toBe('feed.other');
  });
});
