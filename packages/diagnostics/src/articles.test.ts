import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { parseArticle } from './article.ts';
import { CHECKS } from './checks/index.ts';

const folder = fileURLToPath(new URL('../../../content/kb/', import.meta.url));
const files = readdirSync(folder);
const SECTIONS = ['What you may notice', 'What to do', 'How to know that it worked', 'When to stop and ask'];
const MAX_STEPS = 10;

test('each article that a check names is there', () => {
  const named = new Set(CHECKS.flatMap(({ article }) => article ?? []));
  expect([...named].filter((id) => !files.includes(`${id}.md`))).toEqual([]);
});

describe.each(files)('%s', (file) => {
  const article = parseArticle(readFileSync(`${folder}${file}`, 'utf8'));

  it('has a head that fits, of its own name, and a day of review to come after the last check', () => {
    expect(`${article.id}.md`).toBe(file);
    expect(article.reviewBy > article.lastChecked).toBe(true);
  });

  it('says what one notices, at most ten steps, how to know, and when to stop', () => {
    expect([...article.body.matchAll(/^## (.+)$/gmu)].map(([, title]) => title)).toEqual(SECTIONS);
    const steps = [...article.body.matchAll(/^(\d+)\. \S/gmu)].map(([, number]) => Number(number));
    expect(steps).toEqual(steps.map((_step, index) => index + 1));
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.length).toBeLessThanOrEqual(MAX_STEPS);
    for (const part of article.body.split(/^## .+$/mu).slice(1)) expect(part.trim().length).toBeGreaterThan(10);
  });

  it('is calm, and has nothing but plain Markdown', () => {
    expect(article.body).not.toMatch(/!|<[a-z/]|\]\(|\b(he|she|his|her)\b/iu);
  });
});

test('what is no article says what is wrong', () => {
  const good = readFileSync(`${folder}${files[0]}`, 'utf8');
  expect(() => parseArticle(good.replace('# ', ''))).toThrow(/title/u);
  expect(() => parseArticle(good.replace('visibility: public', 'visibility: all'))).toThrow(/visibility/u);
  expect(() => parseArticle(good.replace('owner: support', 'owner: support\nmore: x'))).toThrow(/more/u);
});
