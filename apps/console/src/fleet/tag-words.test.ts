import { expect, test } from 'vitest';
import { tagsOf } from './tag-words.ts';

test('commas part tags; spaces around, doubles and empty ones go', () => {
  expect(tagsOf(' lab,  front desk ,,lab, ')).toEqual(['lab', 'front desk']);
  expect(tagsOf('  ')).toEqual([]);
});

test('no longer and no more than the server takes', () => {
  expect(tagsOf('x'.repeat(60))).toEqual(['x'.repeat(40)]);
  expect(tagsOf(Array.from({ length: 30 }, (_, at) => `t${at}`).join(','))).toHaveLength(20);
});
