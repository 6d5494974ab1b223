import { describe, expect, it } from 'vitest';
import { countNews, freshNews, withNews } from './reply-news.ts';

const one = { requestId: 'request-0001', number: 1042 };
const two = { requestId: 'request-0002', number: 1043 };

describe('what the desk said and nobody has read', () => {
  it('is counted for each request, the newest last, and bounded', () => {
    const said = withNews(withNews(withNews([], one, 'answer'), two, 'answer'), one, 'answer');
    expect(said).toEqual([
      { ...two, answers: 1, solved: false, asked: false },
      { ...one, answers: 2, solved: false, asked: false },
    ]);
    expect(countNews(withNews(said, two, 'solved'))).toBe(4);
    let many = said;
    for (let number = 1; number <= 40; number += 1) many = withNews(many, { requestId: `request-${number}`, number }, 'answer');
    expect(many).toHaveLength(20);
    expect(many.at(-1)?.number).toBe(40);
  });

  it('is told once, and again when there is more', () => {
    const before = withNews([], one, 'answer');
    expect(freshNews([], before)).toEqual([{ ...one, what: 'answer' }]);
    expect(freshNews(before, before)).toEqual([]);
    expect(freshNews(before, withNews(before, one, 'answer'))).toEqual([{ ...one, what: 'answer' }]);
    const solved = withNews(before, one, 'solved');
    expect(freshNews(before, solved)).toEqual([{ ...one, what: 'solved' }]);
    expect(freshNews(solved, [])).toEqual([]);
    const asked = withNews(before, one, 'asked');
    expect(freshNews(before, asked)).toEqual([{ ...one, what: 'asked' }]);
    expect(freshNews(asked, withNews(asked, one, 'asked'))).toEqual([]);
    expect(countNews(asked)).toBe(2);
  });
});
