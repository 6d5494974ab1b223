import { fileURLToPath } from 'node:url';
import type { KbArticle } from '@alongside/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FtsArticleSearch } from './article-search.ts';
import { readShippedArticles } from './shipped-articles.ts';

const SHIPPED = readShippedArticles(fileURLToPath(new URL('../../../../content/kb', import.meta.url)));
const kept = (article: (typeof SHIPPED)[number]): KbArticle => ({ ...article, version: 0, changedAt: null, changedBy: null });
const search = new FtsArticleSearch();
for (const article of SHIPPED) search.put(kept(article));
const ids = (query: string) => search.find(query, ['public'], 5).map(({ id }) => id);

test.each([
  ['printer offline', 'printer'],
  ['pritner', 'printer'],
  ['forgot my pasword', 'password-forgotten'],
  ['wifi weak', 'wifi'],
  ['Wi-Fi', 'wifi'],
  ['vpn', 'vpn'],
  ['how do I restart', 'restart'],
  ['blue screen', 'blue-screen'],
  ['microsoft called me', 'call-scam'],
  ['bluetooht headset', 'bluetooth'],
])('“%s” finds %s', (query, id) => {
  expect(ids(query)).toContain(id);
});

test('what was found is marked, and the parts are the text', () => {
  const [hit] = search.find('printing', ['public'], 1);
  const parts = [...(hit?.title ?? []), ...(hit?.excerpt ?? [])];
  expect(parts.some((part) => part.hit && /print/iu.test(part.text))).toBe(true);
  expect(parts.map((part) => part.text).join('')).not.toMatch(/[\ue000\ue001]/u);
});

test('only what may be seen is found, and a new version takes the place of the old', () => {
  const own = new FtsArticleSearch();
  const [first] = SHIPPED;
  if (!first) throw new Error('no articles');
  own.put({ ...kept(first), id: 'secret-one', title: 'Zebras inside', visibility: 'internal' });
  expect(own.find('zebras', ['public', 'customer'], 5)).toEqual([]);
  expect(own.find('zebras', ['internal'], 5)).toHaveLength(1);
  own.put({ ...kept(first), id: 'secret-one', title: 'Giraffes', visibility: 'public' });
  expect(own.find('zebras', ['internal', 'public'], 5)).toEqual([]);
  expect(own.find('giraffes', ['public'], 5)).toHaveLength(1);
  expect(own.find('giraffes', [], 5)).toEqual([]);
});

test('nothing of a query reaches the search’s own language', () => {
  const hostile = [
    '"',
    '" OR 1',
    'NEAR(a b)',
    'title:x',
    '*',
    '^a',
    "'; DROP TABLE articles --",
    'a" AND "b',
    '\ue000x\ue001',
    '(',
    '{a}:b',
  ];
  for (const query of hostile) expect(() => ids(query)).not.toThrow();
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (query) => {
      expect(ids(query).length).toBeLessThanOrEqual(5);
    }),
    { numRuns: 40 },
  );
  expect(ids('printer')).toContain('printer');
});
