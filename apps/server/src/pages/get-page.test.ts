import { expect, test } from 'vitest';
import { type GetPage, getPage } from './get-page.ts';

const READY = { kind: 'ready', path: '/somewhere/agent.tar.gz', bytes: 59_000_001, sha256: 'ab'.repeat(32) } as const;

const page = (parts: Partial<GetPage>) =>
  getPage({
    reader: { language: 'en', chosen: false },
    organisation: 'Example',
    system: 'linux-x64',
    agent: READY,
    hasOwnAuthority: false,
    ...parts,
  });

test('shows the organisation’s name as text, whatever it holds', () => {
  const html = page({ organisation: '<script>alert(1)</script> & "Co"' });
  expect(html).not.toContain('<script>alert');
  expect(html).toContain('&#60;script&#62;');
});

test.each(['linux-x64', 'linux-other', 'windows', 'macos', 'android', 'ios', 'chromeos', 'unknown'] as const)(
  'on %s each text is there, and nothing of this machine',
  (system) => {
    for (const agent of [READY, { kind: 'preparing' }, { kind: 'none' }, { kind: 'failed' }] as const) {
      const html = page({ system, agent });
      expect(html.match(/(^|[^\w/.@-])get\.\w+(?!\w*")/gu)).toBeNull();
      expect(html).not.toContain('{{');
      expect(html).not.toContain('/somewhere');
    }
  },
);

test('gives size, hash and both lines where there is an agent', () => {
  const html = page({});
  expect(html).toContain('Download for Linux (60 MB)');
  expect(html).toContain(`${'ab'.repeat(32)}  alongside-agent-linux-x64.tar.gz`);
  expect(html).toContain('tar xzf alongside-agent-linux-x64.tar.gz');
  expect(html).toContain('./alongside agent --enroll &#39;<span data-link>LINK</span>&#39;');
});

test.each([
  ['windows', 'There is no ready agent for Windows yet'],
  ['macos', 'There is no ready agent for macOS yet'],
  ['linux-other', 'There is no ready agent for Linux on this processor yet'],
] as const)('says on %s that there is none, and keeps the one for Linux folded', (system, words) => {
  const html = page({ system });
  expect(html).toContain(words);
  expect(html.indexOf('<details><summary>For a Linux computer')).toBeLessThan(html.indexOf('href="/get/alongside-agent'));
});

test('leads to the page of trust where browsers warn, and only there', () => {
  expect(page({ hasOwnAuthority: true })).toContain('href="/trust"');
  expect(page({})).not.toContain('/trust');
});

test.each(['preparing', 'none', 'failed'] as const)('gives no download while it is %s', (kind) => {
  expect(page({ agent: { kind } })).not.toContain('href="/get/alongside-agent');
});

test('speaks German to whoever reads German, with a link to the other language that the script gives the fragment', () => {
  const html = page({ reader: { language: 'de', chosen: true } });
  expect(html).toContain('<html lang="de">');
  expect(html).toContain('Für Linux herunterladen (60 MB)');
  expect(html).toContain('<a href="?lang=en" lang="en" hreflang="en" data-language>English</a>');
  expect(html).not.toContain('{{');
});
