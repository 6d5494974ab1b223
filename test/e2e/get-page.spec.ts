import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentPackage, type AlongsideServer, createServer } from '@alongside/server';
import { expect, test } from '@playwright/test';
import { barriersInBoth } from '../fixtures/barriers.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const CONTENT = 'what the archive holds';
const folder = temporaryFolder();
const ready: AgentPackage = {
  kind: 'ready',
  path: join(folder.path, 'agent.tar.gz'),
  bytes: 59_000_000,
  sha256: 'ab'.repeat(32),
};
let agent: AgentPackage = ready;
let server: AlongsideServer;
let link: string;

test.beforeAll(async () => {
  writeFileSync(ready.path, CONTENT);
  server = await createServer({ dataDir: join(folder.path, 'server'), port: 0, logLevel: 'silent', agentPackage: () => agent });
  link = await server.createEnrollmentLink('e2e');
});
test.afterAll(async () => {
  await server.close();
  folder.remove();
});
test.beforeEach(() => {
  agent = ready;
});

test('a link gives the file and the two lines with itself in them, to copy', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(link);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download for Linux (59 MB)' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('alongside-agent-linux-x64.tar.gz');
  expect(await readFile(await file.path(), 'utf8')).toBe(CONTENT);

  await page.getByRole('button', { name: 'Copy the command' }).first().click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const lines = ['tar xzf alongside-agent-linux-x64.tar.gz && cd alongside-agent', `./alongside agent --enroll '${link}'`];
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(lines.join('\n'));
  await expect(page.getByRole('alert')).toBeHidden();
});

test('an address without a link says where links come from; a hostile one stays out of the command', async ({ page }) => {
  for (const fragment of ['', '#e=short', `#e=${'x'.repeat(43)}'; rm -rf ~ #`, `#e=${'x'.repeat(43)}&ca=<img src=x>`]) {
    await page.goto('about:blank');
    await page.goto(`${server.address}/get${fragment}`);
    await expect(page.getByRole('alert')).toContainText('they make it in the console under Settings → Computers');
    await expect(page.locator('#start-command')).toContainText("./alongside agent --enroll 'LINK'");
  }
});

test('waits while the agent is being made, and goes on by itself with the link kept', async ({ page }) => {
  agent = { kind: 'preparing' };
  await page.goto(link);
  await expect(page.getByRole('status')).toContainText('making the agent ready');
  agent = ready;
  await expect(page.getByRole('link', { name: /^Download for Linux/u })).toBeVisible({ timeout: 10_000 });
  await expect(page.locator('#start-command')).toContainText(link);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the page says what to put where', async ({ page }) => {
    await page.goto(link);
    await expect(page.getByRole('link', { name: /^Download for Linux/u })).toBeVisible();
    await expect(page.getByText('in place of LINK')).toBeVisible();
    await expect(page.locator('#start-command')).toContainText("--enroll 'LINK'");
    await expect(page.getByRole('button')).toHaveCount(0);
  });
});

test.describe('at the width of a phone', () => {
  test.use({ viewport: { width: 360, height: 640 } });

  for (const platform of ['Linux', 'Windows']) {
    test(`no barrier that axe finds on ${platform}, light or dark, and nothing to scroll sideways`, async ({ page }) => {
      await page.setExtraHTTPHeaders({ 'sec-ch-ua-platform': `"${platform}"` });
      await page.goto(link);
      if (platform === 'Windows') await expect(page.getByText('There is no ready agent for Windows yet')).toBeVisible();
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await barriersInBoth(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  }
});
