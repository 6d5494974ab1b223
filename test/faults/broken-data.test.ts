import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/lib/virtual-display.ts';
import { type InstalledAgent, startInstalledAgent } from '../fixtures/installed-agent.ts';
import { startTestServer, type TestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { until } from '../fixtures/until.ts';

let folder: ReturnType<typeof temporaryFolder>;
let display: VirtualDisplay;
let server: TestServer;
let agent: InstalledAgent | undefined;

beforeEach(async () => {
  folder = temporaryFolder();
  display = await startVirtualDisplay();
  server = await startTestServer();
});

afterEach(async () => {
  await agent?.end();
  agent = undefined;
  await server.close();
  await display.close();
  folder.remove();
});

test('documents that are broken keep nobody from help: they are put aside and the agent starts', {
  timeout: 90_000,
}, async () => {
  const common = { dataDir: folder.path, display: display.name };
  agent = await startInstalledAgent({ ...common, enrollmentLink: await server.server.createEnrollmentLink('front desk') });
  await agent.kill('SIGTERM');
  const broken = { request: '{"requestId":"cut off in the mid', pins: '\0\0\0\0', draft: '[]' };
  for (const [name, text] of Object.entries(broken)) writeFileSync(join(folder.path, `${name}.json`), text, { mode: 0o600 });
  agent = await startInstalledAgent(common);
  const again = agent;
  await until(() => again.text().includes('The window of Alongside is opening.') || undefined, 30_000);
  // What was there is kept for whoever can make sense of it.
  const kept = readdirSync(folder.path).filter((name) => name.includes('.broken-'));
  expect(kept.map((name) => name.split('.')[0]).sort()).toEqual(['pins', 'request']);
  const texts = kept.map((name) => readFileSync(join(folder.path, name), 'utf8'));
  expect(texts.sort()).toEqual([broken.pins, broken.request].sort());
  expect(readFileSync(join(folder.path, 'agent.log'), 'utf8')).toContain('draft');
});
