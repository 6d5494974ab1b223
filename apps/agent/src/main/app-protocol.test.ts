import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@alongside/base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteHandler } from './app-protocol.ts';

let root: string;
let answer: (address: string, method?: string) => Promise<Response>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'alongside-site-'));
  await mkdir(join(root, 'assets'));
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'assets', 'main.js'), 'export {};');
  await writeFile(join(root, '.sources'), 'hash');
  await writeFile(join(root, 'secret.key'), 'key');
  await symlink('/etc/passwd', join(root, 'passwd.html'));
  const handler = await siteHandler('shell', root, silentLogger);
  answer = (address, method = 'GET') => handler({ method, url: address } as Request);
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('serves its own page with a policy that connects nowhere', async () => {
  const page = await answer('app://shell/?lang=en');
  expect(page.status).toBe(200);
  expect(await page.text()).toBe('<!doctype html>');
  const policy = page.headers.get('Content-Security-Policy') ?? '';
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ]) {
    expect(policy.split('; ')).toContain(rule);
  }
  expect(page.headers.get('Permissions-Policy')).toMatch(/^display-capture=\(\), camera=\(\)/u);
  expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff');
  const script = await answer('app://shell/assets/main.js');
  expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
});

test('only the link page may ask for a screen', async () => {
  const link = await siteHandler('link', root, silentLogger);
  const { headers } = await link({ method: 'GET', url: 'app://link/' } as Request);
  expect(headers.get('Permissions-Policy')).toMatch(/^display-capture=\(self\), camera=\(\)/u);
});

test.each([
  ['app://shell/../../etc/passwd', 404],
  ['app://shell/%2e%2e/%2e%2e/etc/passwd', 404],
  ['app://shell/..%2f..%2fetc%2fpasswd', 404],
  ['app://shell//etc/passwd', 404],
  ['app://shell/passwd.html', 404],
  ['app://shell/secret.key', 404],
  ['app://shell/.sources', 404],
  ['app://shell/assets', 404],
  ['app://shell/assets/main.js%00.html', 404],
  ['app://link/', 421],
  ['app://shell.evil/', 421],
  ['app://shell:80/', 421],
  ['https://shell/', 421],
  ['file:///etc/passwd', 421],
  ['not an address', 421],
])('%s is answered with %d and no content', async (address, status) => {
  const response = await answer(address);
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('');
  expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
  expect((await answer('app://shell/', method)).status).toBe(405);
});

test('says that the pages are not built', async () => {
  await expect(siteHandler('shell', join(root, 'nowhere'), silentLogger)).rejects.toMatchObject({
    code: 'environment.missing-program',
  });
});
