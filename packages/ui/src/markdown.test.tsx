import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown } from './markdown.tsx';

const html = (text: string) =>
  renderToStaticMarkup(
    <MantineProvider>
      <Markdown text={text} order={2} />
    </MantineProvider>,
  ).replace(/<style.*?<\/style>/gsu, '');
/** Without attributes: what there is. */
const plain = (text: string) => html(text).replace(/<(\w+)[^>]*>/gu, '<$1>');

test('headings, steps, emphasis and commands are drawn', () => {
  const drawn = plain('# One\n\n1. Press *Sync* **now**\n2. Run `df -h`\n\nDone.');
  expect(drawn).toContain('<h2>One</h2>');
  expect(drawn).toMatch(/<ol>.*Press <em>Sync<\/em> <strong>now<\/strong>.*<code>df -h<\/code>.*<\/ol>/u);
  expect(drawn).toContain('<p>Done.</p>');
});

test('another article stands there by its title, and as it was written where it is not to be had', () => {
  const drawn = (article?: (id: string) => { title: string; open: () => void } | undefined) =>
    renderToStaticMarkup(
      <MantineProvider>
        <Markdown text="See [[restart]] or [[Not one]]." order={2} article={article} />
      </MantineProvider>,
    );
  const open = () => undefined;
  expect(drawn((id) => (id === 'restart' ? { title: 'Restart <it>', open } : undefined))).toMatch(
    /See <button[^>]*>Restart &lt;it&gt;<\/button> or \[\[Not one\]\]\./u,
  );
  expect(drawn()).toContain('See [[restart]] or [[Not one]].');
});

test('signs are drawn once, as they stand', () => {
  expect(plain('Tom & "Jo" < 5 `a & b`')).toContain('Tom &amp; &quot;Jo&quot; &lt; 5 <code>a &amp; b</code>');
});

test.each([
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  '[words](javascript:alert(1))',
  '![picture](https://example.org/track.png)',
  '<a href="https://example.org">words</a>',
  '[ref]: javascript:alert(1)\n\n[words][ref]',
  '<https://example.org/x>',
])('%s makes no element, address or handler of its own', (text) => {
  const drawn = html(text);
  expect(drawn).not.toMatch(/<(script|img|a|iframe|svg|form)\b/iu);
  expect(drawn).not.toMatch(/<[^>]*\s(href|src|onerror)=/iu);
});
