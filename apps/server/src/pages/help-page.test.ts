import type { KbArticle } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { helpArticle, helpFound, helpIndex } from './help-page.ts';

const article: KbArticle = {
  id: 'printer',
  title: 'The printer does not print',
  category: 'devices',
  locale: 'en',
  visibility: 'public',
  owner: 'support',
  reviewBy: '2027-05-29',
  systems: ['linux'],
  lastChecked: '2026-11-29',
  checkedHow: 'Not tried.',
  words: [],
  body: '## What you may notice\n\n- It prints nothing. See [[wifi]].',
  version: 0,
  changedAt: null,
  changedBy: null,
};
const about = { organisation: 'Example', origin: 'https://desk.example' };
const english = { language: 'en', chosen: false } as const;
const german = { language: 'de', chosen: true } as const;
const page = (reader: typeof english | typeof german) =>
  helpArticle({ ...about, reader, article, titleOf: () => 'Wi-Fi', thanks: false });

test('an article says that it is of another language where it is, and marks it', () => {
  expect(page(english)).not.toContain('This article is there in');
  const html = page(german);
  expect(html).toContain('Diesen Artikel gibt es bisher nur auf Englisch.');
  expect(html).toContain('<article lang="en">');
  expect(html).toContain('29. November 2026');
  // Without one named, browsers ask for a favicon.ico, which is not there.
  expect(html).toContain('<link rel="icon" href="/icon.svg"');
});

test('a language that was chosen goes along with links, forms and the address for search engines; one that was not does not', () => {
  const html = page(german);
  for (const part of ['href="/help/wifi?lang=de"', 'href="/help?lang=de#devices"', 'action="/help/printer/helpful?lang=de"'])
    expect(html).toContain(part);
  expect(html).toContain('<link rel="canonical" href="https://desk.example/help/printer?lang=de">');
  expect(page(english)).toContain('href="/help/wifi"');
  expect(page(english)).toContain('<link rel="alternate" hreflang="de" href="https://desk.example/help/printer?lang=de">');
});

test('lists are in the language of the reader, and the search goes with the link to the other', () => {
  expect(helpIndex({ ...about, reader: german, articles: [article] })).toContain(
    'Drucker, Ton, Bildschirme und andere Geräte</h2>',
  );
  const found = helpFound({ ...about, reader: german, query: 'a & b', hits: [] });
  expect(found).toContain('Antworten zu „a &#38; b“');
  expect(found).toContain('href="?q=a+%26+b&#38;lang=en"');
  expect(found).toContain('<input type="hidden" name="lang" value="de">');
});
