import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { articlesIn, parseArticle } from './article.ts';
import { articleFlaws } from './article-rules.ts';
import { linkedArticles } from './markdown.ts';

const folder = fileURLToPath(new URL('../../../../content/kb/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
const german = readdirSync(`${folder}de`);
const read = (file: string) => parseArticle(readFileSync(`${folder}${file}`, 'utf8'));
const isThere = (id: string) => files.includes(`${id}.md`);

/** What issue 6 and desk.md (features 3 and 25) name as common. */
const COMMON = ['sign-in', 'password-forgotten', 'install', 'menu', 'printer', 'app-update', 'update', 'network', 'frozen'];
const ALSO = ['mail-send', 'mail-receive', 'audio', 'slow', 'no-picture', 'vpn', 'file-lost', 'driver', 'no-start'];

test('each common issue has an article', () => {
  expect([...COMMON, ...ALSO].filter((id) => !isThere(id))).toEqual([]);
});

describe.each(files)('%s', (file) => {
  const article = read(file);

  it('has a head that fits, of its own name, and a day of review after the last look', () => {
    expect(`${article.id}.md`).toBe(file);
    expect(article.reviewBy > article.lastChecked).toBe(true);
  });

  it('has the form: what one notices, two to ten steps, how to know, when to stop, links that lead somewhere', () => {
    expect(articleFlaws(article.body, isThere)).toEqual([]);
    expect(linkedArticles(article.body)).not.toContain(article.id);
  });

  it('says of each system that it was tried there, or that it was not', () => {
    expect(article.checkedHow).toMatch(/tried/iu);
  });

  it('is calm, and has nothing but plain Markdown', () => {
    expect(article.body).not.toMatch(/!|<[a-z/]|\]\(|\b(he|she|his|her)\b/iu);
    for (const line of article.body.split('\n')) expect(line.length).toBeLessThan(260);
  });
});

describe.each(german)('de/%s', (file) => {
  const article = read(`de/${file}`);

  it('is the German of an article that is there, for the same readers', () => {
    const { id, category, visibility, systems } = read(file);
    expect(article).toMatchObject({ id, category, visibility, systems, locale: 'de' });
    expect(article.reviewBy > article.lastChecked).toBe(true);
  });

  it('has the form, is calm, and says what was tried', () => {
    expect(articleFlaws(article.body, isThere, 'de')).toEqual([]);
    expect(article.body).not.toMatch(/!|<[a-z/]|\]\(/iu);
    expect(article.checkedHow).toMatch(/ausprobiert/u);
  });
});

test('each article is there once in each language, German where there is such a text', () => {
  const all = [...files, ...german.map((name) => `de/${name}`)].map(read);
  const spoken = articlesIn('de', all);
  expect(spoken.length).toBe(files.length);
  expect(spoken.filter(({ locale }) => locale === 'de').length).toBe(german.length);
  expect(articlesIn('en', all)).toEqual(files.map(read));
});

test('titles are told apart', () => {
  const titles = files.map((file) => read(file).title);
  expect(new Set(titles).size).toBe(titles.length);
});

test('what is no article says what is wrong', () => {
  const good = readFileSync(`${folder}${files[0]}`, 'utf8');
  expect(() => parseArticle(good.replace('# ', ''))).toThrow(/title/u);
  expect(() => parseArticle(good.replace('visibility: public', 'visibility: all'))).toThrow(/visibility/u);
  expect(() => parseArticle(good.replace('owner: support', 'owner: support\nmore: x'))).toThrow(/more/u);
});

test('a text without the form is told what it lacks', () => {
  const steps = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}. Do a thing.`).join('\n');
  const text = (what: string) =>
    `## What you may notice\n\n- It is broken.\n\n## What to do\n\n${what}\n\n## How to know that it worked\n\nIt works again.\n\n## When to stop and ask\n\nAsk when it does not.`;
  expect(articleFlaws(text(steps(10)), isThere)).toEqual([]);
  expect(articleFlaws(text(steps(11)), isThere)).toEqual([{ flaw: 'many-steps', steps: 11 }]);
  expect(articleFlaws(text(steps(1)), isThere)).toEqual([{ flaw: 'few-steps', steps: 1 }]);
  expect(articleFlaws(text(`${steps(2)}\n4. See [[nowhere]].`), isThere)).toEqual([
    { flaw: 'numbering' },
    { flaw: 'link', id: 'nowhere' },
  ]);
  expect(articleFlaws(text(''), isThere)).toEqual([
    { flaw: 'empty', section: 'What to do' },
    { flaw: 'few-steps', steps: 0 },
  ]);
  expect(articleFlaws('Only words, see [[restart]].', isThere)).toEqual([{ flaw: 'sections' }]);
});
