import type { KbArticle } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { draftOf, idOf, newDraft, readDraft, textOf } from './article-draft.ts';

const NOW = Date.UTC(2026, 10, 29);
const ARTICLE: KbArticle = {
  id: 'restart',
  version: 3,
  changedAt: null,
  changedBy: null,
  title: 'Restart',
  category: 'system',
  locale: 'en',
  visibility: 'public',
  owner: 'support',
  reviewBy: '2027-01-01',
  systems: ['linux'],
  lastChecked: '2026-01-01',
  checkedHow: 'Not tried.',
  words: ['reboot', 'start again'],
  body: '## x',
};

test('an article becomes a draft and is sent as it was, looked through today', () => {
  const { id: _i, version: _v, changedAt: _a, changedBy: _b, ...text } = ARTICLE;
  expect(textOf(draftOf(ARTICLE), NOW)).toEqual({ text: { ...text, lastChecked: '2026-11-29' } });
});

test('what is missing is named', () => {
  expect(textOf(newDraft('support', NOW), NOW)).toEqual({ field: 'title' });
  expect(textOf({ ...draftOf(ARTICLE), reviewBy: 'soon' }, NOW)).toEqual({ field: 'reviewBy' });
  expect(textOf({ ...draftOf(ARTICLE), systems: [] }, NOW)).toEqual({ field: 'systems' });
});

test('a draft survives a reload, and what is none is none', () => {
  const draft = { ...newDraft('support', NOW), title: 'Half a ti' };
  expect(readDraft(JSON.stringify(draft))).toEqual(draft);
  for (const kept of ['', '{', '{}', '[1]', JSON.stringify({ ...draft, more: 1 })]) expect(readDraft(kept)).toBeUndefined();
});

test.each([
  ['The printer (2nd floor) doesn’t print', 'the-printer-2nd-floor-doesn-t-print'],
  ['  2 Bücher über Zebras!  ', 'bucher-uber-zebras'],
  ['???', ''],
])('“%s” stands in addresses as “%s”', (title, id) => {
  expect(idOf(title)).toBe(id);
});
