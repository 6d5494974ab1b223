import type { EditionState } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { editionRefusal, inUse, newest } from './edition.ts';

const NAMES: Readonly<Record<string, EditionState>> = { d: 'draft', p: 'published', w: 'withdrawn' };
/** `pd`: version 1 published, then a draft. */
const editions = (story: string) => [...story].map((letter, at) => ({ version: at + 1, state: NAMES[letter] ?? 'draft' }));

test.each([
  ['', undefined],
  ['d', undefined],
  ['p', 1],
  ['pd', 1],
  ['pdp', 3],
  ['pw', undefined],
  ['pwd', undefined],
  ['pwp', 3],
])('of “%s” version %s is in use, in any order', (story, version) => {
  expect(inUse(editions(story))?.version).toBe(version);
  expect(inUse(editions(story).toReversed())?.version).toBe(version);
  expect(newest(editions(story).toReversed())?.version).toBe(story.length === 0 ? undefined : story.length);
});

test.each([
  ['', 'write', null, undefined],
  ['p', 'write', 1, undefined],
  ['p', 'write', null, 'changed'],
  ['pd', 'write', 1, 'changed'],
  ['pd', 'withdraw', 2, undefined],
  // A draft that nobody ever followed is put away in the same way.
  ['d', 'withdraw', 1, undefined],
  ['pw', 'withdraw', 2, 'nothing'],
  ['', 'withdraw', null, 'nothing'],
] as const)('after “%s”, %s over %s: %s', (story, act, base, refused) => {
  expect(editionRefusal(editions(story), { act, base })).toBe(refused);
});
