import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type AlongsideServer, createServer } from '@alongside/server';
import { type Browser, chromium, expect, test } from '@playwright/test';
import { issueCertificate } from '../../apps/server/src/tls/certificates.ts';
import type { HostNames } from '../../apps/server/src/tls/host-names.ts';
import { barriersInBoth } from '../fixtures/barriers.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { TEST_BROWSER } from '../fixtures/test-browser.ts';

/** A server with its own authority as Chromium sees it: before it is trusted, on the page that says how, and after. */

const folder = temporaryFolder();
const dataDir = join(folder.path, 'server');
/** Where Chromium keeps what `certutil` of the page's own line puts in. */
const home = join(folder.path, 'home');
const BANK = 'bank.test.example';
let server: AlongsideServer;

test.beforeAll(async () => {
  server = await createServer({ dataDir, port: 0, exposure: { kind: 'lan' }, logLevel: 'silent' });
});
test.afterAll(async () => {
  await server.close();
  folder.remove();
});

test('without trust the browser stops before it', async ({ page }) => {
  await expect(page.goto(server.address)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
});

test.describe('past the warning', () => {
  test.use({ ignoreHTTPSErrors: true, viewport: { width: 360, height: 640 } });

  test('the page gives the file whose hash the terminal shows, without a script', async ({ page }) => {
    await page.goto(`${server.address}/trust`);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the certificate' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('alongside-ca.crt');
    const hash = createHash('sha256')
      .update(readFileSync(await file.path()))
      .digest('hex');
    expect(hash.toUpperCase()).toBe(server.authority?.fingerprint.replaceAll(':', ''));
    await expect(page.getByText(hash, { exact: true })).toBeVisible();
    expect(await page.locator('script').count()).toBe(0);
  });

  test('no barrier that axe finds, light or dark, and nothing to scroll sideways', async ({ page }) => {
    await page.goto(`${server.address}/trust`);
    await page.locator('details').evaluateAll((all) => {
      for (const details of all) details.setAttribute('open', '');
    });
    expect(await barriersInBoth(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});

test.describe('trusted', () => {
  let browser: Browser;

  test.beforeAll(async () => {
    const database = join(home, '.pki', 'nssdb');
    mkdirSync(database, { recursive: true });
    execFileSync('certutil', ['-d', `sql:${database}`, '-N', '--empty-password'], { stdio: 'pipe' });
    const certificate = { input: server.authority?.certificate ?? '', stdio: 'pipe' } as const;
    execFileSync('certutil', ['-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'Alongside', '-a'], certificate);
    const args = [...TEST_BROWSER.args, `--host-resolver-rules=MAP ${BANK} 127.0.0.1`];
    browser = await chromium.launch({ ...TEST_BROWSER, args, env: { ...process.env, HOME: home } });
  });
  test.afterAll(() => browser.close());

  test('the server is a secure page under each of its addresses', async () => {
    const page = await browser.newPage();
    for (const address of server.addresses.filter((one) => /\/\/(\d|\[|localhost)/u.test(one))) {
      expect([address, (await page.goto(`${address}/trust`))?.status()]).toEqual([address, 200]);
      expect(await page.evaluate(() => isSecureContext)).toBe(true);
    }
  });

  // What one could do who got hold of the authority's key.
  for (const [what, names, host, trusted] of [
    ['another site', { names: [BANK], addresses: [] }, BANK, false],
    ['another address', { names: [], addresses: ['127.0.0.2'] }, '127.0.0.2', false],
    ['itself', { names: ['localhost'], addresses: [] }, 'localhost', true],
  ] as const satisfies readonly (readonly [string, HostNames, string, boolean])[]) {
    test(`its authority vouches for ${what}: ${trusted}`, async () => {
      const pair = readFileSync(join(dataDir, 'tls', 'authority.pem'), 'utf8');
      const authority = { key: pair.slice(pair.indexOf('-----BEGIN PRIVATE KEY')), cert: server.authority?.certificate ?? '' };
      const rogue = createHttps(await issueCertificate(authority, names, Date.now()), (_request, response) => response.end('x'));
      await new Promise<void>((resolve) => rogue.listen(0, '0.0.0.0', resolve));
      const page = await browser.newPage();
      try {
        const opened = page.goto(`https://${host}:${(rogue.address() as AddressInfo).port}/`);
        if (trusted) expect((await opened)?.status()).toBe(200);
        else await expect(opened).rejects.toThrow('ERR_CERT_INVALID');
      } finally {
        await page.close();
        rogue.close();
        rogue.closeAllConnections();
      }
    });
  }
});
