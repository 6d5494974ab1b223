import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { until } from '../../test/fixtures/until.ts';
import { alongsideBin } from '../lib/paths.ts';

export interface Verdict {
  readonly code: number;
  readonly told: string;
}

/** `alongside verify`, as anybody runs it. */
export function verify(path: string): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile(process.execPath, [alongsideBin, 'verify', path], (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, told: `${out}${err}` });
    });
  });
}

/** Presses the agent's button that saves the record; the file as the user's browser wrote it. */
export async function saveFromAgent(user: Page): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-saved-'));
  // The browser may run as a user of its own.
  chmodSync(folder, 0o777);
  const browser = user.context().browser();
  if (browser === null) throw new Error('the agent has no browser to save with');
  const devtools = await browser.newBrowserCDPSession();
  try {
    await devtools.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, eventsEnabled: true });
    const name = new Promise<string>((resolve) => {
      devtools.once('Browser.downloadWillBegin', ({ suggestedFilename }) => resolve(suggestedFilename));
    });
    const done = new Promise<void>((resolve) => {
      devtools.on('Browser.downloadProgress', ({ state }) => state === 'completed' && resolve());
    });
    await user.getByRole('button', { name: /^Save the record/u }).click();
    const path = join(folder, await name);
    await done;
    return await until(() => (existsSync(path) ? readFileSync(path, 'utf8') : undefined), 5_000);
  } finally {
    await devtools.detach();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same from the console. */
export async function saveFromConsole(technician: Page): Promise<string> {
  const [download] = await Promise.all([
    technician.waitForEvent('download'),
    technician.getByRole('button', { name: 'Save the record' }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}
