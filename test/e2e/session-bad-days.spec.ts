import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { consoleRoot, root } from '../../scripts/lib/paths.ts';
import { processesWith, processOf } from '../fixtures/processes.ts';
import { drawnPicture, pointAt } from '../fixtures/remote-picture.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { until } from '../fixtures/until.ts';
import { Walk } from '../fixtures/walk.ts';
import { technicianMark } from '../fixtures/world.ts';

/** DESIGN 4: long enough for the link to be rebuilt, short enough to keep what was allowed. */
const OUTAGE_MS = 5_000;

/** Stops a group of processes for a while, as a frozen machine or a dead network does to the other side. */
async function suspended(leader: number, during: () => Promise<void>): Promise<void> {
  process.kill(-leader, 'SIGSTOP');
  const end = performance.now() + OUTAGE_MS;
  try {
    await during();
    // The outage itself is what takes time here.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, end - performance.now())));
  } finally {
    process.kill(-leader, 'SIGCONT');
  }
}

/** The process that leads a browser's group, by words that stand in its command line alone. */
function browserLeader(words: string): number {
  const leader = processesWith(words).find((pid) => processOf(pid)?.group === pid);
  if (leader === undefined) throw new Error(`no browser with ${words} is running`);
  return leader;
}

const LOST = /^The connection was lost at .+ Input is off\. Trying again…$/u;
const LOST_USER = /^The connection was lost at .+ sees nothing new and can do nothing\. Trying again…$/u;
const BACK = /^Connected again\. The same things are allowed, \d+:\d\d left\.$/u;

test("the user's side is away for 5 s: both are told, all comes back, nothing stale is done", async ({ walk, world, x }) => {
  test.setTimeout(90_000);
  const { technician, user } = walk;
  await walk.join();
  await walk.grant('screen.view', 'input.control', 'shell.run');
  await walk.openShell();
  await walk.tab('Screen').click();
  // A key that is down when the connection goes would repeat until it is let go of.
  await x.run('xset', 'r', 'off');
  const typist = await x.typist({ x: 20, y: 40, columns: 60, rows: 12 });
  const at = { x: typist.area.x + 100, y: typist.area.y + 100 };
  const picture = await drawnPicture(walk.video);
  await pointAt(technician, picture, at);
  await technician.mouse.down();
  await technician.mouse.up();
  await technician.keyboard.press('KeyA');
  await expect.poll(() => typist.text()).toBe('a');
  await suspended(browserLeader(world.agent.profileDir), async () => {
    // Goes out before anybody knows, and arrives when it is 5 s old.
    await technician.keyboard.type('zzz');
    await pointAt(technician, picture, { x: at.x + 200, y: at.y + 30 });
    await expect(technician.getByText(LOST)).toBeVisible();
    await expect(technician.getByText(/^The picture is \d+ seconds? old$/u)).toBeVisible();
  });
  await expect(technician.getByText('You are with Robin.')).toBeVisible({ timeout: 30_000 });
  await expect(user.getByText(BACK)).toBeVisible();
  for (const capability of ['screen.view', 'input.control', 'shell.run'] as const) {
    await expect(walk.returnButton(capability)).toBeVisible();
  }
  await expect(technician.getByText(/^The picture is \d+ seconds? old$/u)).toHaveCount(0);
  // What is done now happens, and it is the first thing since.
  await until(async () => {
    await technician.getByLabel(/^Keys for Robin's computer/u).focus();
    await technician.keyboard.press('KeyB');
    return typist.text().includes('b') || undefined;
  }, 15_000);
  expect(typist.text()).toMatch(/^ab+$/u);
  const pointer = await x.pointer();
  expect([pointer.x - at.x, pointer.y - at.y].every((off) => Math.abs(off) <= 1)).toBe(true);
  // The shell is the same one, and its window goes on.
  await walk.tab('Commands').click();
  await walk.type('echo after-the-outage');
  await technician.keyboard.press('Enter');
  await expect.poll(() => walk.terminalText()).toMatch(/^after-the-outage$/mu);
});

test("the technician's side is away for 5 s: what was held is let go of, the user is told, all comes back", async ({
  walk,
  world,
  x,
}) => {
  test.setTimeout(90_000);
  const { technician, user } = walk;
  await walk.join();
  await walk.grant('screen.view', 'input.control');
  await x.run('xset', 'r', 'off');
  const witness = await x.witness({ x: 20, y: 30, width: 400, height: 240 });
  await pointAt(technician, await drawnPicture(walk.video), { x: witness.area.x + 50, y: witness.area.y + 60 });
  await technician.mouse.down();
  await technician.mouse.up();
  const keys = () =>
    witness
      .events()
      .filter(({ type }) => type.startsWith('Key'))
      .map(({ type, key }) => `${type} ${key}`);
  await technician.keyboard.down('Shift');
  await expect.poll(keys).toEqual(['KeyPress Shift_L']);
  await suspended(browserLeader(technicianMark(world.dataDir)), async () => {
    await expect.poll(keys).toEqual(['KeyPress Shift_L', 'KeyRelease Shift_L']);
    await expect(user.getByText(LOST_USER)).toBeVisible();
    await expect(walk.bar).toContainText('Connection lost');
  });
  await expect(user.getByText(BACK)).toBeVisible({ timeout: 30_000 });
  await expect(technician.getByText('You are with Robin.')).toBeVisible();
  await walk.pictureSeen();
  expect(keys()).toEqual(['KeyPress Shift_L', 'KeyRelease Shift_L']);
  await technician.keyboard.up('Shift');
});

test('the server is killed: the session goes on, both are told, and later things work again', async ({ separateWorld }) => {
  test.setTimeout(120_000);
  const { world } = await separateWorld();
  const { server } = world;
  const port = new URL(server.address).port;
  let process: ChildProcess | undefined;
  // The same data on the same port, in a process of its own that can be killed.
  const start = async () => {
    const args = [join(root, 'apps/server/src/main.ts'), '--port', port, '--data', server.dataDir, '--console', consoleRoot];
    process = spawn(globalThis.process.execPath, args, { stdio: 'ignore' });
    await until(async () => ((await fetch(`${server.address}/healthz`)).ok ? true : undefined), 20_000);
  };
  try {
    const walk = new Walk(world);
    const { technician, user } = walk;
    const away = user.getByText(
      'The server cannot be reached right now. What you allowed goes on between you and Tess Technician.',
    );
    const noConnection = technician.getByText(/^(No connection, next try in \d+ s|Reconnecting…)$/u);
    await server.server.close();
    await start();
    await expect(noConnection).toHaveCount(0, { timeout: 30_000 });
    const number = await walk.join();
    await walk.grant('screen.view', 'shell.run');
    process?.kill('SIGKILL');
    await expect(away).toBeVisible();
    await expect(noConnection.first()).toBeVisible();
    // The link does not need it: commands, chat and a new question work.
    await walk.openShell();
    await walk.type('echo without-the-server');
    await technician.keyboard.press('Enter');
    await expect.poll(() => walk.terminalText()).toMatch(/^without-the-server$/mu);
    await user.getByLabel('Your message').fill('still there?');
    await user.getByLabel('Your message').press('Enter');
    await walk.tab('Conversation').click();
    await expect(technician.getByRole('tabpanel', { name: 'Conversation' }).getByText('still there?')).toBeVisible();
    await walk.grant('diagnostics.read');
    await start();
    await expect(away).toHaveCount(0, { timeout: 30_000 });
    await expect(noConnection).toHaveCount(0, { timeout: 30_000 });
    await expect(walk.returnButton('screen.view')).toBeVisible();
    // What needs the server again: the end of the session and the next request.
    await technician.getByRole('button', { name: 'End…' }).click();
    await technician.getByLabel('What helped').fill('It was the cable.');
    await technician.getByRole('button', { name: 'Solved: end and close the request' }).click();
    await expect(user.getByText(`#${number} is done.`)).toBeVisible();
    await expect(technician.getByText('Nothing is open')).toBeAttached();
    await expect(technician.getByText('You can ask to join again')).toHaveCount(0);
    await user.getByRole('button', { name: 'See what was done' }).click();
    await expect(user.getByText('It was the cable.')).toBeVisible();
    await user.getByRole('button', { name: 'Back to the start' }).click();
    expect(await walk.request('Once more')).toBe(number + 1);
    await expect(technician.getByRole('button', { name: `Claim #${number + 1}` })).toBeVisible();
  } finally {
    process?.kill('SIGKILL');
  }
});
