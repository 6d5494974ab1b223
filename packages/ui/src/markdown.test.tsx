import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { type LinkKind, Markdown, MessageText } from './markdown.tsx';

const html = (text: string, links?: LinkKind) =>
  renderToStaticMarkup(
    <MantineProvider>
      <Markdown text={text} order={2} {...(links === undefined ? {} : { links })} />
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

test('an article of the agent’s tells where its links lead, or hands what may leave to its host', () => {
  const text = 'See [portal](https://help.example/a), [old](http://help.example/b) and [us](mailto:us@help.example).';
  expect(html(text, 'told').replace(/<[^>]*>/gu, '')).toBe(
    'See portal (https://help.example/a), old (http://help.example/b) and us (us@help.example).',
  );
  const drawn = html(text, 'outside');
  expect([...drawn.matchAll(/href="([^"]+)"/gu)].map(([, href]) => href)).toEqual([
    'https://help.example/a',
    'mailto:us@help.example',
  ]);
  expect(drawn).toContain('old (http://help.example/b)');
});

const message = (text: string, links: 'told' | 'open') =>
  renderToStaticMarkup(
    <MantineProvider>
      <MessageText text={text} links={links} />
    </MantineProvider>,
  ).replace(/<style.*?<\/style>/gsu, '');

test('what the desk writes: lines stay lines, no heading, links that can be opened and tell nothing', () => {
  const drawn = message(
    '# Try this\nline one\nline two\n\n- [the guide](https://example.org/a?b=1&c=2)\n- mail help@example.org',
    'open',
  );
  expect(drawn).not.toMatch(/<h[1-6]/u);
  expect(drawn).toContain('line one<br/>line two');
  expect(drawn).toMatch(/<a [^>]*href="https:\/\/example\.org\/a\?b=1&amp;c=2"[^>]*rel="noopener noreferrer nofollow"/u);
  expect(drawn).toContain('href="mailto:help@example.org"');
});

test('a message of nothing but quotes is drawn as it was written: nobody can take a page away with it', () => {
  expect(message('>'.repeat(4_000), 'told')).toContain(`>${'&gt;'.repeat(4_000)}</p>`);
});

test('a user reads where a link leads, and nothing can be pressed by mistake', () => {
  const drawn = message('See [our bank](https://evil.example/login) or https://example.org/x, *please*', 'told');
  expect(drawn).not.toContain('<a ');
  expect(drawn).toContain('our bank (https://evil.example/login) or https://example.org/x, <em>please</em>');
});

test.each([
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  '![picture](https://example.org/track.png)',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:x)',
  '[x](file:///etc/passwd)',
  '[x](//example.org/x)',
  '[x](/api/tickets)',
  '[x](https://)',
  '[x](https://good.example@evil.example/)',
  '[x](https:\\\\evil.example)',
  '[x](<https://a.example/ onclick=alert(1)>)',
  '[x](mailto:a@b.example?attach=/etc/passwd)',
  '<javascript:alert(1)>',
  '[ref]: javascript:alert(1)\n\n[x][ref]',
  '[x](https://a.example/\u202Egnp.exe)',
])('%s leads nowhere and makes nothing of its own in a message', (text) => {
  for (const links of ['open', 'told'] as const) {
    const drawn = message(text, links);
    expect(drawn).not.toMatch(/<(script|img|a|iframe|svg|form|button)\b/iu);
    expect(drawn).not.toMatch(/<[^>]*\s(href|src|on\w+)=/iu);
  }
});

test('a long text of nothing but signs is read in no time', () => {
  for (const sign of ['[', '*', '_', '`', '> ', '- ', '![', '[[', '<', '~'])
    expect(message(sign.repeat(1_300), 'open')).not.toBe('');
});

test('a picture of the text’s own is drawn, and none from elsewhere, whatever it is called', () => {
  const drawn = (text: string) =>
    renderToStaticMarkup(
      <MantineProvider>
        <Markdown text={text} order={2} picture={(id) => `/pictures/${id}`} />
      </MantineProvider>,
    );
  expect(drawn('![the <cable>](picture:abcdefgh1)')).toContain('<img src="/pictures/abcdefgh1" alt="the &lt;cable&gt;"');
  for (const address of [
    'https://evil.example/x.png',
    'picture:../../x',
    'picture:a"onload=x',
    'data:image/png;base64,AA',
    '//evil.example',
    'PICTURE:https://x',
  ])
    expect(drawn(`![words](<${address}>)`)).not.toContain('<img');
  expect(message('![words](picture:abcdefgh1)', 'open')).not.toContain('<img');
});
