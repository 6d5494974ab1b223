import fc from 'fast-check';
import { expect, test } from 'vitest';
import { articleHtml } from './article-html.ts';
import { picturesOf, plainText, readMarkdown } from './markdown.ts';

const known = new Map([['restart', 'Restart "it" & wait']]);
const html = (text: string) =>
  articleHtml(text, {
    order: 2,
    article: (id) => {
      const title = known.get(id);
      return title === undefined ? undefined : { title, href: `/help/${id}` };
    },
  });

test('headings, steps, emphasis, commands and other articles are drawn', () => {
  expect(html('# One\n\n1. Press *Sync* **now**\n2. See [[restart]] or [[nowhere]], `df -h`\n')).toBe(
    '<h2>One</h2>\n<ol>\n<li>Press <em>Sync</em> <strong>now</strong></li>\n' +
      '<li>See <a href="/help/restart">Restart &#34;it&#34; &#38; wait</a> or [[nowhere]], <code>df -h</code></li>\n</ol>\n',
  );
});

test('a link leads to an address that is one, or is its words', () => {
  expect(html('[words](https://example.org/?a=1&b=2)')).toContain('href="https://example.org/?a=1&#38;b=2" rel="nofollow');
  for (const other of ['javascript:alert(1)', 'data:text/html,x', '//example.org', '/get', 'https:evil\u0000']) {
    expect(html(`[words](${other})`)).not.toMatch(/javascript:|data:|<script/u);
  }
  expect(html('[words](javascript:alert(1))')).toBe('<p>words</p>\n');
});

test.each([
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  '![picture](https://example.org/track.png)',
  '<a href="https://example.org">words</a>',
  '[ref]: javascript:alert(1)\n\n[words][ref]',
  '[[restart"><script>alert(1)</script>]]',
  '```html\n<script>alert(1)</script>\n```',
  '| a | <b> |\n| - | - |\n| <i> | x |',
  '[x](https://example.org "><script>alert(1)</script>")',
  '# <svg onload=alert(1)>',
])('%s makes no element, address or handler of its own', (text) => {
  const drawn = html(text);
  expect(drawn).not.toMatch(/<(script|img|iframe|svg|form|b|i)\b/iu);
  expect(drawn.replace(/&[^;]+;/gu, '')).not.toMatch(/<[^>]*\son\w+=/iu);
});

test('the words of a text, without its marks', () => {
  const text = '## Do *this*\n\n1. Press **Sync**, see [[restart]]\n2. Run `df`\n\nEnd.';
  expect(plainText(text)).toBe('Press Sync, see restart\nRun df\nEnd.');
});

test('a picture of the text’s own is drawn where it is to be had, and none from elsewhere', () => {
  const options = { order: 2, article: () => undefined, picture: (id: string) => `/help/x/pictures/${id}` } as const;
  const text = '![the "cable"](picture:abcdefgh1) ![far](https://evil.example/x.png) ![odd](picture:../x)';
  expect(articleHtml(text, options)).toBe(
    '<p><img src="/help/x/pictures/abcdefgh1" alt="the &#34;cable&#34;" loading="lazy"> far odd</p>\n',
  );
  expect(picturesOf(text)).toEqual(['abcdefgh1']);
});

test.each([
  ['quotes', '>'.repeat(15_000)],
  ['lists', '1. '.repeat(5_000)],
  ['both, after a line', `so:\n${'> - '.repeat(2_000)}`],
  ['lists by their indentation', Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n')],
])('%s deeper than anybody writes are shown as they were written', (_, text) => {
  expect(readMarkdown(text)).toMatchObject([{ type: 'paragraph', tokens: [{ type: 'text', text }] }]);
  expect(html(text)).toMatch(/^<p>[^<]*<\/p>\n$/u);
  const [words, written] = [plainText(text), text.trim()].map((each) => each.replaceAll(/\s+/gu, ' '));
  expect(words).toBe(written);
});

test('no text is too much to be read', () => {
  const marks = fc.constantFrom('>', '> ', '- ', '1. ', '* ', '*', '_', '[', '](', ')', '`', '\n', '  ', '|', '#', 'a');
  const texts = fc.array(marks, { maxLength: 3_000 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => typeof html(text) === 'string'),
    { numRuns: 50 },
  );
});
