import type { PlaybookText } from '@alongside/protocol';
import { expect, test } from 'vitest';
import {
  draftOfPlaybook,
  moved,
  newPlaybook,
  newStep,
  type PlaybookDraft,
  playbookLines,
  readPlaybookDraft,
  textOfPlaybook,
  withoutStep,
} from './playbook-draft.ts';

const TEXT: PlaybookText = {
  locale: 'en',
  title: 'The till',
  category: 'devices',
  fits: 'Nothing is printed.',
  words: ['till', 'receipt'],
  checks: ['prn.state'],
  steps: [
    { id: 'look', text: 'Look at it.', say: 'Is it on?', sayIn: { de: 'Ist sie an?' }, failed: 'last' },
    { id: 'roll', text: 'Change the roll.', article: 'printer', action: 'clean-up', capability: 'screen.view' },
    { id: 'last', text: 'Print one.', why: 'It shows.', solves: true },
  ],
  unfit: { text: 'For the second tier.', hand: 'Name the till.' },
};
const DRAFT = draftOfPlaybook('till', TEXT, 3);
const there = () => true;
const flawsOf = (part: Partial<PlaybookDraft>, isArticle = there) =>
  Object.fromEntries(textOfPlaybook({ ...DRAFT, ...part }, isArticle).flaws ?? []);

test('a playbook becomes a draft and is sent as it was', () => {
  expect(textOfPlaybook(DRAFT, there)).toEqual({ text: TEXT });
  const lines = playbookLines(TEXT, 'about', (part, value, language = '') => [part, language, value].join(' '));
  expect(lines).toContain('\n\n1. Look at it.\n   say en Is it on?\n   say de Ist sie an?\n   failed  3\n\n2. Change');
});

test('what does not fit is named by its place, all of it at once', () => {
  expect([...(textOfPlaybook(newPlaybook('en'), there).flaws ?? new Map()).keys()]).toEqual([
    'title',
    'fits',
    'steps-0-text',
    'steps-1-text',
    'unfit-text',
  ]);
  expect(flawsOf({}, () => false)).toEqual({ 'steps-1-article': 'article' });
  expect(flawsOf({ steps: moved(DRAFT.steps, 0, 2) })).toEqual({ 'steps-2-failed': 'backwards' });
  expect(flawsOf({ steps: DRAFT.steps.slice(0, 2) })).toEqual({ 'steps-0-failed': 'backwards', steps: 'no-end' });
});

test('steps are moved, added and taken away; what led to one that is gone goes on', () => {
  expect(moved(DRAFT.steps, 0, 1).map(({ id }) => id)).toEqual(['roll', 'look', 'last']);
  expect(moved(DRAFT.steps, 2, 3)).toEqual(DRAFT.steps);
  expect(withoutStep(DRAFT.steps, 2).map(({ failed }) => failed)).toEqual(['', '']);
  const added = [...DRAFT.steps, newStep(DRAFT.steps)];
  expect([...added, newStep(added)].map(({ id }) => id)).toEqual(['look', 'roll', 'last', 'step-4', 'step-5']);
});

test('a draft survives a reload, and what is none is none', () => {
  const half = { ...newPlaybook('de'), title: 'Die Ka' };
  expect(readPlaybookDraft(JSON.stringify(half))).toEqual(half);
  for (const kept of ['', '{', '{}', JSON.stringify({ ...half, more: 1 })]) expect(readPlaybookDraft(kept)).toBeUndefined();
});
