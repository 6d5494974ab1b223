import { expect, test } from 'vitest';
import { draftOf, patternOf, rhythmOf } from './schedule-draft.ts';

const schedule = { name: 'Nightly', profile: 'full', filter: { tag: 'lab' } } as const;

test.each([
  ['30 3 * * *', { rhythm: 'daily', time: '03:30' }],
  ['5 14 * * 1-5', { rhythm: 'working', time: '14:05' }],
  ['0 0 * * 0', { rhythm: 'weekly', time: '00:00', weekday: 0 }],
  ['45 23 28 * *', { rhythm: 'monthly', time: '23:45', dayOfMonth: 28 }],
  // Not every month has it, and what else a form has no fields for stays as it is.
  ['45 23 31 * *', { rhythm: 'own' }],
  ['30 3 1 * 1', { rhythm: 'own' }],
  ['30 */2 * * *', { rhythm: 'own' }],
  ['30 25 * * *', { rhythm: 'own' }],
  ['30 3 * * 7', { rhythm: 'own' }],
])('%s is shown and comes back as it was', (pattern, words) => {
  expect(rhythmOf(pattern)).toEqual(words);
  const draft = draftOf({ ...schedule, pattern });
  expect(draft).toMatchObject({ ...schedule, ...words });
  expect(patternOf(draft)).toBe(pattern);
});

test('what is no time, and no pattern, is nothing', () => {
  expect(patternOf({ ...draftOf(undefined), time: '' })).toBeUndefined();
  expect(patternOf({ ...draftOf(undefined), rhythm: 'own', pattern: '* * * * *' })).toBeUndefined();
  expect(patternOf({ ...draftOf(undefined), rhythm: 'own', pattern: ' 0 4 * * 1 ' })).toBe('0 4 * * 1');
});
