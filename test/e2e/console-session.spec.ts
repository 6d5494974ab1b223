import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { startWorld, until, type World } from '../fixtures/world.ts';

const ASK_TEXT = 'The printer in room 2 says it is offline.';

let world: World;
test.beforeEach(async () => {
  test.setTimeout(180_000);
  world = await startWorld();
});
test.afterEach(() => world.close());

async function shot(name: string, ofBoth = true): Promise<void> {
  const folder = process.env.ALONGSIDE_SHOTS;
  if (folder === undefined) return;
  await world.technician.screenshot({ path: `${folder}/live-${name}.png` });
  if (ofBoth) await world.user.screenshot({ path: `${folder}/live-${name}-user.png` });
}

async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}

/** The user asks for help, the technician claims it, the user lets the technician join. */
async function joinIn(): Promise<void> {
  const { user, technician } = world;
  await user.getByRole('textbox', { name: 'What is going wrong?' }).fill(ASK_TEXT);
  await user.getByRole('textbox', { name: 'Your name' }).fill('Mara Brandt');
  await user.getByRole('button', { name: 'Ask a technician' }).click();
  await technician.getByRole('button', { name: /^Claim #/u }).click();
  await expect(technician.getByText('Waiting for Mara Brandt to let you join.').first()).toBeVisible();
  await user.getByRole('button', { name: 'Let Tess Technician join' }).click();
  await expect(technician.getByText('Chat is open. Ask before you see anything.')).toBeVisible({ timeout: 15_000 });
}

/** Asks with the words that stand there and lets the user say yes. */
async function allow(what: string, answer: RegExp): Promise<void> {
  const { user, technician } = world;
  await technician.getByRole('button', { name: `Ask for: ${what}` }).click();
  await technician.getByRole('dialog').getByRole('button', { name: 'Ask Mara Brandt' }).click();
  await expect(technician.getByText('Mara Brandt is reading').first()).toBeVisible();
  await shot(`asked-${what}`);
  await user.getByRole('button', { name: answer }).click();
  await expect(technician.getByRole('button', { name: `Return: ${what}` })).toBeVisible({ timeout: 15_000 });
}

const pointer = (): { x: number; y: number } => {
  const told = execFileSync('xdotool', ['getmouselocation'], {
    env: { ...process.env, DISPLAY: world.display.name },
    encoding: 'utf8',
  });
  const [, x, y] = /x:(\d+) y:(\d+)/u.exec(told) ?? [];
  return { x: Number(x), y: Number(y) };
};

async function near(point: { x: number; y: number }): Promise<void> {
  await until(() => {
    const at = pointer();
    return Math.abs(at.x - point.x) <= 1 && Math.abs(at.y - point.y) <= 1 ? true : undefined;
  }, 5000).catch(() => {
    throw new Error(`the pointer is at ${JSON.stringify(pointer())}, not at ${JSON.stringify(point)}`);
  });
}

/** Where a pixel of the user's screen is drawn in the console's page, in CSS pixels. */
async function drawnAt(page: Page, point: { x: number; y: number }): Promise<{ x: number; y: number }> {
  return page.locator('video').evaluate((video: HTMLVideoElement, { x, y }) => {
    const box = video.getBoundingClientRect();
    const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
    const left = box.left + (box.width - video.videoWidth * scale) / 2;
    const top = box.top + (box.height - video.videoHeight * scale) / 2;
    return { x: left + x * scale, y: top + y * scale };
  }, point);
}

/** The processes of the browser that is on a display. */
function browserOn(display: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return environment.includes(`DISPLAY=${display}`) && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('chrom');
      } catch {
        return false; // It has ended meanwhile.
      }
    })
    .map(Number);
}

test('a whole session: picture, mouse, keys, commands, diagnosis, record', async () => {
  const { user, technician } = world;
  await joinIn();
  await shot('joined');
  expect.soft(await barriers(technician)).toEqual([]);

  await allow('Screen', /^Let Tess Technician see my screen/u);
  const video = technician.locator('video');
  await expect(video).toBeVisible({ timeout: 15_000 });
  await expect(technician.getByText(/1280 × 720 · \d+\/s · \d+ ms · direct/u)).toBeVisible({ timeout: 15_000 });
  await shot('screen');
  // Not before: a window that takes the focus makes the browser refuse the choice of a screen.
  // Without the mouse nothing of ours arrives.
  const before = pointer();
  const centre = await drawnAt(technician, { x: 900, y: 300 });
  await technician.mouse.move(centre.x, centre.y);
  await technician.mouse.move(centre.x + 5, centre.y + 5);
  await technician.waitForTimeout(300);
  expect(pointer()).toEqual(before);

  await allow('Mouse and keys', /^Let Tess Technician click and type/u);
  for (const point of [
    { x: 3, y: 500 },
    { x: 901, y: 333 },
    { x: 1277, y: 641 },
  ]) {
    const at = await drawnAt(technician, point);
    await technician.mouse.move(at.x, at.y);
    await near(point);
  }
  await shot('control');

  // Keys belong to the picture once it was pressed, and come back with the chord.
  await technician.mouse.down();
  await technician.mouse.up();
  const field = technician.getByRole('textbox', { name: /^Keys for Mara Brandt's computer/u });
  await expect(field).toBeFocused();
  await technician.keyboard.press('t');
  await expect(technician.getByRole('tab', { name: 'Screen' })).toHaveAttribute('aria-selected', 'true');
  await technician.keyboard.press('Control+Alt+Shift+KeyX');
  await expect(technician.getByRole('button', { name: 'Full screen' })).toBeFocused();
  expect.soft(await barriers(technician)).toEqual([]);

  await allow('Commands', /^Let Tess Technician use commands/u);
  await technician.getByRole('tab', { name: 'Commands' }).click();
  await technician.getByRole('button', { name: 'Open commands' }).click();
  await expect(technician.getByRole('region', { name: "Commands on Mara Brandt's computer" })).toBeVisible({ timeout: 15_000 });
  await expect(technician.locator('.xterm-rows')).toContainText(/[$#]/u, { timeout: 15_000 });
  await technician.keyboard.type('echo $((6*7))-ä€\n');
  await expect(technician.locator('.xterm-rows')).toContainText('42-ä€');
  await shot('commands');
  await technician.keyboard.type('exit 3\n');
  await expect(technician.getByText('The shell has ended (exit code 3).')).toBeVisible();

  await allow('Diagnosis', /^Let Tess Technician read this/u);
  await technician.getByRole('tab', { name: 'Diagnosis' }).click();
  await technician.getByRole('button', { name: 'Run the diagnosis' }).click();
  await expect(technician.getByRole('heading', { name: 'Memory' })).toBeVisible({ timeout: 30_000 });
  await shot('diagnosis');
  expect.soft(await barriers(technician)).toEqual([]);

  await technician.getByRole('tab', { name: 'Conversation' }).click();
  await technician.getByRole('textbox', { name: 'Write to Mara Brandt' }).fill('It is the queue.');
  await technician.keyboard.press('Enter');
  await expect(user.getByText('It is the queue.').first()).toBeVisible();
  await shot('conversation');

  const download = technician.waitForEvent('download');
  await technician.getByRole('button', { name: 'Save the record' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^alongside-\d+\.json$/u);
  const record = JSON.parse(readFileSync(await file.path(), 'utf8'));
  expect(record.format).toBe('alongside-ledger/1');
  expect(record.entries.length).toBeGreaterThan(8);

  await technician.getByRole('button', { name: 'End…' }).click();
  await technician.getByLabel('What helped').fill('Restarted the print queue.');
  await technician.getByRole('button', { name: 'Solved: end and close the request' }).click();
  await expect(technician.getByText(/is closed\.$/u)).toBeVisible();
  await expect(technician.getByRole('button', { name: 'End…' })).toHaveCount(0);
  await expect(technician.getByRole('button', { name: 'Save the record' })).toBeEnabled();
});

test('the pointer is within one pixel at every scale, fit and 1:1', async () => {
  const { technician } = world;
  await joinIn();
  await allow('Screen', /^Let Tess Technician see my screen/u);
  await expect(technician.locator('video')).toBeVisible({ timeout: 15_000 });
  await allow('Mouse and keys', /^Let Tess Technician click and type/u);
  const devtools = await technician.context().newCDPSession(technician);
  for (const deviceScaleFactor of [1, 1.25, 1.5, 2]) {
    await devtools.send('Emulation.setDeviceMetricsOverride', { width: 1280, height: 720, deviceScaleFactor, mobile: false });
    for (const zoom of ['Fit', '1:1']) {
      await technician.getByText(zoom, { exact: true }).click();
      for (const point of [
        { x: 11, y: 517 },
        { x: 333, y: 222 },
        { x: 407, y: 301 },
      ]) {
        const at = await drawnAt(technician, point);
        await technician.mouse.move(at.x, at.y);
        await near(point);
      }
    }
  }
});

test('a no, a pause, a picture that stands still, and Stop are told', async () => {
  const { user, technician } = world;
  await joinIn();
  await technician.getByRole('button', { name: 'Ask for: Commands' }).click();
  await technician.getByRole('dialog').getByRole('button', { name: 'Ask Mara Brandt' }).click();
  await user.getByRole('button', { name: 'Do not allow' }).click();
  await expect(technician.getByText(/Mara Brandt said no to commands\. You can ask again from/u)).toBeVisible();
  await expect(technician.getByRole('button', { name: 'Ask for: Commands' })).toBeDisabled();

  await allow('Screen', /^Let Tess Technician see my screen/u);
  await expect(technician.locator('video')).toBeVisible({ timeout: 15_000 });
  // Everything of the user's browser stands still, as on a machine that hangs.
  const processes = browserOn(world.display.name);
  expect(processes.length).toBeGreaterThan(2);
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of processes) process.kill(pid, name);
  };
  signal('SIGSTOP');
  try {
    await expect(technician.getByText(/^The picture is \d+ seconds? old$/u)).toBeVisible({ timeout: 4000 });
    await expect(technician.getByText(/^The connection was lost at .* Input is off\. Trying again…$/u)).toBeVisible({
      timeout: 6000,
    });
    // The user's page cannot be drawn now.
    await shot('lost', false);
  } finally {
    signal('SIGCONT');
  }
  await expect(technician.getByText('You are with Mara Brandt.')).toBeVisible({ timeout: 20_000 });
  await expect(technician.getByText(/^The picture is \d+ seconds? old$/u)).toBeHidden({ timeout: 20_000 });

  await user.getByRole('button', { name: 'Pause' }).first().click();
  await expect(technician.getByText('Mara Brandt paused. The picture stands still, input is off.')).toBeVisible();
  await user.getByRole('button', { name: 'Go on' }).first().click();
  await expect(technician.getByText('You are with Mara Brandt.')).toBeVisible();

  await user.getByRole('button', { name: /^Stop/u }).first().click();
  await expect(technician.getByText(/^Mara Brandt stopped the session at .* Everything is closed\.$/u)).toBeVisible();
  await expect(technician.locator('video')).toBeHidden();
  await shot('stopped');
});
