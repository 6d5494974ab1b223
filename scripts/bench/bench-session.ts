import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { startTestServer } from '../../test/fixtures/server.ts';
import { agentPage, signIn } from '../../test/fixtures/world.ts';
import { consoleRoot } from '../lib/paths.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../lib/virtual-display.ts';
import { keepConnections } from './page-hooks.ts';
import { Stimulus } from './stimulus.ts';

/** A real session with a measured program on the user's screen. */
export interface BenchSession {
  readonly display: VirtualDisplay;
  readonly stimulus: Stimulus;
  /** The agent's core; its browser is among its descendants. */
  readonly agentPid: number;
  /** The agent's shell page. */
  readonly user: Page;
  /** The console's page. */
  readonly technician: Page;
  /** For viewers of peers. */
  openBrowser(): Promise<Browser>;
  close(): Promise<void>;
}

type Undo = (() => Promise<unknown> | unknown)[];

/** Server, agent (a process of its own), console and stimulus; the request is made and the technician has joined. */
export async function openBenchSession(): Promise<BenchSession> {
  const undo: Undo = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const dataDir = mkdtempSync(join(tmpdir(), 'alongside-bench-'));
    undo.push(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
    const display = await startVirtualDisplay();
    undo.push(() => display.close());
    const server = await startTestServer({ consoleRoot });
    undo.push(() => server.close());
    const { agent, profileDir } = await startAgent(
      display.name,
      dataDir,
      await server.server.createEnrollmentLink('bench'),
      undo,
    );
    const user = await agentPage(profileDir, undo);
    const technician = await openConsole(server.address, undo);
    const stimulus = await Stimulus.start(display.name);
    undo.push(() => stimulus.close());
    await joinSession(user, technician);
    return { display, stimulus, agentPid: agent.pid ?? 0, user, technician, openBrowser: () => openBrowser(undo), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Asks for a capability and allows it; resolves when the click is done, with its time on the user's page's wall clock. */
export async function grant({ user, technician }: BenchSession, what: string): Promise<void> {
  await technician.getByRole('button', { name: `Ask for: ${what}`, exact: true }).click();
  const form = technician.getByRole('dialog');
  await form.getByRole('textbox').first().fill('I want to measure it.');
  await form.getByText('30 min').click();
  await form.locator('button[type=submit]').click();
  const dialog = user.getByRole('alertdialog');
  // Playwright waits until the button may be pressed, which is a second after the dialog is wholly visible.
  await dialog.getByRole('button', { name: /^let /iu }).first().click();
  await dialog.waitFor({ state: 'detached' });
  await technician.getByRole('button', { name: `Return: ${what}`, exact: true }).waitFor();
}

async function startAgent(
  display: string,
  dataDir: string,
  link: string,
  undo: Undo,
): Promise<{ agent: ChildProcess; profileDir: string }> {
  const agent = fork(fileURLToPath(new URL('./agent-process.ts', import.meta.url)), [dataDir, link], {
    env: { ...process.env, DISPLAY: display },
  });
  const gone = new Promise<void>((resolve) => {
    agent.once('exit', () => resolve());
  });
  undo.push(async () => {
    agent.disconnect();
    await gone;
  });
  const profileDir = await new Promise<string>((resolve, reject) => {
    agent.once('message', (message) => resolve((message as { profileDir: string }).profileDir));
    agent.once('exit', (code) => reject(new Error(`the agent ended with ${code}`)));
  });
  return { agent, profileDir };
}

async function openBrowser(undo: Undo): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
  });
  undo.push(() => browser.close());
  return browser;
}

async function openConsole(address: string, undo: Undo): Promise<Page> {
  const browser = await openBrowser(undo);
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  await context.addInitScript(keepConnections);
  const page = await context.newPage();
  await signIn(page, address);
  return page;
}

async function joinSession(user: Page, technician: Page): Promise<void> {
  await user.getByLabel(/what is going wrong/iu).fill('The printer in room 2 prints nothing');
  await user.getByLabel('Your name').fill('Robin');
  await user.getByRole('button', { name: 'Ask a technician' }).click();
  await technician.getByText('#1001').first().waitFor();
  await technician.getByRole('button', { name: 'Claim' }).click();
  await user.getByRole('button', { name: /^let .* join/iu }).click();
  await technician.getByRole('button', { name: 'Ask for: Screen', exact: true }).and(technician.locator(':enabled')).waitFor();
}
