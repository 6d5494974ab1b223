import { type Browser, chromium, type Page } from '@playwright/test';
import { startSeparateWorld } from '../../test/fixtures/world.ts';
import type { VirtualDisplay } from '../lib/virtual-display.ts';
import { keepConnections } from './page-hooks.ts';
import { Stimulus } from './stimulus.ts';

/** A real session with a measured program on the user's screen. */
export interface BenchSession {
  readonly display: VirtualDisplay;
  readonly stimulus: Stimulus;
  /** The agent's core, which is no part of this process; its browser is among its descendants. */
  readonly agentPid: number;
  /** The agent's shell page. */
  readonly user: Page;
  /** The console's page. */
  readonly technician: Page;
  /** A browser of its own for a peer's viewer. */
  openBrowser(): Promise<Browser>;
  close(): Promise<void>;
}

/** All of it for real, and the stimulus; the request is made and the technician has joined. Nothing is allowed yet. */
export async function openBenchSession(): Promise<BenchSession> {
  const world = await startSeparateWorld();
  const { display, user, technician, technicianContext } = world;
  const undo: (() => Promise<unknown> | unknown)[] = [() => world.close()];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await technicianContext.addInitScript(keepConnections);
    await technician.reload();
    const stimulus = await Stimulus.start(display.name);
    undo.push(() => stimulus.close());
    await join(user, technician);
    const openBrowser = async () => {
      const sandbox = process.getuid?.() !== 0;
      const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: sandbox });
      undo.push(() => browser.close());
      return browser;
    };
    return { display, stimulus, agentPid: world.agent.pid, user, technician, openBrowser, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Asks for a capability and allows it as soon as that can be done. */
export async function grant({ user, technician }: BenchSession, what: string): Promise<void> {
  await technician.getByRole('button', { name: `Ask for: ${what}`, exact: true }).click();
  const form = technician.getByRole('dialog');
  await form.getByRole('textbox').first().fill('I want to measure it.');
  await form.getByText('30 minutes').click();
  await form.locator('button[type=submit]').click();
  const dialog = user.getByRole('alertdialog');
  await dialog.getByRole('button', { name: /^let /iu }).first().click();
  await dialog.waitFor({ state: 'detached' });
  await technician.getByRole('button', { name: `Return: ${what}`, exact: true }).waitFor();
}

async function join(user: Page, technician: Page): Promise<void> {
  await user.getByLabel(/what is going wrong/iu).fill('The printer in room 2 prints nothing');
  await user.getByLabel('Your name').fill('Robin');
  await user.getByRole('button', { name: 'Ask a technician' }).click();
  await technician
    .getByRole('button', { name: /^Claim/u })
    .first()
    .click();
  await user.getByRole('button', { name: /^let .* join/iu }).click();
  await technician.getByRole('button', { name: 'Ask for: Screen', exact: true, disabled: false }).waitFor();
}
