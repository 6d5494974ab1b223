import { barriers } from '../fixtures/barriers.ts';
import { isRunning } from '../fixtures/processes.ts';
import { drawnPicture, pointAt } from '../fixtures/remote-picture.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { startChildren } from '../fixtures/shell-children.ts';
import { shooter } from '../fixtures/shoot.ts';
import { until } from '../fixtures/until.ts';
import { USER, type Walk } from '../fixtures/walk.ts';
import { linkFrame } from '../fixtures/world.ts';
import type { Witness, XScreen } from '../fixtures/x-screen.ts';

const shoot = shooter('record');

/** Keeps the tracks that the link frame captures, so that it can be asked how they are. */
const KEEP_TRACKS = () => {
  const kept = globalThis as unknown as { captured?: MediaStreamTrack[] };
  if (kept.captured) return;
  const captured: MediaStreamTrack[] = [];
  kept.captured = captured;
  const original = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getDisplayMedia = async (options) => {
    const stream = await original(options);
    captured.push(...stream.getVideoTracks());
    return stream;
  };
};
/** A frame that did not answer in time was thrown away, and has nothing any more. */
const liveTracks = () =>
  ((globalThis as unknown as { captured?: MediaStreamTrack[] }).captured ?? []).filter(({ readyState }) => readyState === 'live')
    .length;

/** Everything is allowed and in use: the picture comes, a key is held, a shell has a child that left its session. */
interface InUse {
  readonly witness: Witness;
  /** The shell, its job in the background, and one that left with `setsid`. */
  readonly pids: readonly number[];
  keys(): string;
}

async function useAll(walk: Walk, x: XScreen): Promise<InUse> {
  const { technician } = walk;
  await walk.join();
  await linkFrame(walk.user)?.evaluate(KEEP_TRACKS);
  await walk.grant('screen.view', 'input.control', 'shell.run');
  await walk.openShell();
  const pids = await startChildren(walk);
  expect(pids.map(isRunning)).toEqual([true, true, true]);
  await walk.tab('Screen').click();
  const witness = await x.witness({ x: 20, y: 30, width: 400, height: 240 });
  const at = { x: witness.area.x + 50, y: witness.area.y + 60 };
  await pointAt(technician, await drawnPicture(walk.video), at);
  await expect.poll(async () => (await x.pointer()).x - at.x).toBeLessThanOrEqual(1);
  await technician.mouse.down();
  await technician.mouse.up();
  const keys = () =>
    witness
      .events()
      .filter(({ type }) => type.startsWith('Key'))
      .map(({ type, key }) => `${type} ${key}`)
      .join(', ');
  await technician.keyboard.down('Control');
  await expect.poll(keys).toBe('KeyPress Control_L');
  expect(await x.keysDown()).toHaveLength(1);
  expect(await linkFrame(walk.user)?.evaluate(liveTracks)).toBe(1);
  return { witness, pids, keys };
}

async function allIsCut(walk: Walk, x: XScreen, { pids }: InUse): Promise<void> {
  // Whoever has the focus by now: the X server itself is asked.
  await expect.poll(() => x.keysDown()).toEqual([]);
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  await expect(walk.technician.getByText('Nothing is open')).toBeVisible();
  await walk.technician.keyboard.up('Control');
}

async function trackEnded(walk: Walk): Promise<void> {
  await expect.poll(() => linkFrame(walk.user)?.evaluate(liveTracks)).toBe(0);
}

test('Stop by its button cuts picture, keys and commands, those that left their session too', async ({ walk, x }) => {
  const inUse = await useAll(walk, x);
  await walk.stop();
  await allIsCut(walk, x, inUse);
  await trackEnded(walk);
  await expect(walk.technician.getByText(/^Robin stopped the session at /u)).toBeVisible();
  await expect(walk.user.getByText(/Closed: screen, mouse, and commands\./u)).toBeVisible();
});

test('Stop by Ctrl+Alt+F12 while another program has the focus', async ({ walk, x }) => {
  const inUse = await useAll(walk, x);
  const typist = await x.typist({ x: 20, y: 330, columns: 40, rows: 6 });
  await x.run('xdotool', 'key', 'ctrl+alt+F12');
  await expect(walk.user.getByRole('heading', { name: 'Stopped.' })).toBeVisible();
  await allIsCut(walk, x, inUse);
  await trackEnded(walk);
  // The program that had the focus saw none of it.
  expect(typist.text()).toBe('');
  await x.run('xdotool', 'type', '--delay', '20', 'mine');
  await expect.poll(() => typist.text()).toBe('mine');
});

test('closing the bar on top is Stop', async ({ walk, x, agentWindow }) => {
  const inUse = await useAll(walk, x);
  const bar = await until(async () => (await x.windows('^Alongside')).find((window) => window !== agentWindow), 10_000);
  const { x: left, y: top, width } = await x.geometry(bar);
  await x.press({ x: left + width - 20, y: top + 16 });
  await expect(walk.user.getByRole('heading', { name: 'Closed.' })).toBeVisible();
  await allIsCut(walk, x, inUse);
  await trackEnded(walk);
  await expect(walk.technician.getByText(/^Robin closed the program at /u)).toBeVisible();
});

test('each thing is taken back while it is in use, and the rest goes on', async ({ walk, x }) => {
  test.setTimeout(90_000);
  const { technician, user } = walk;
  const { pids, witness, keys } = await useAll(walk, x);
  await test.step('Pause: the picture stands still, nothing can be done, and it all goes on', async () => {
    const paused = technician.getByText('Robin paused. The picture stands still, input is off.');
    await walk.bar.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(() => x.keysDown()).toEqual([]);
    await technician.keyboard.up('Control');
    await expect(paused).toBeVisible();
    await x.focus(witness.window);
    witness.clear();
    await technician.keyboard.press('KeyA');
    await walk.bar.getByRole('button', { name: 'Go on' }).click();
    await expect(paused).toHaveCount(0);
    expect(keys()).toBe('');
    await x.focus(witness.window);
    await until(async () => {
      await technician.getByLabel(/^Keys for Robin's computer/u).focus();
      await technician.keyboard.press('KeyB');
      return keys().includes('KeyPress b') || undefined;
    }, 10_000);
    expect(keys()).not.toContain('KeyPress a');
    expect(pids.map(isRunning)).toEqual([true, true, true]);
  });
  await test.step('the screen', async () => {
    await walk.takeBackButton('screen.view').click();
    await trackEnded(walk);
    await expect(technician.getByText("You see nothing of Robin's computer")).toBeVisible();
    await expect(walk.askButton('screen.view')).toBeVisible();
    await expect(walk.returnButton('shell.run')).toBeVisible();
    expect(pids.map(isRunning)).toEqual([true, true, true]);
  });
  await test.step('commands', async () => {
    await walk.takeBackButton('shell.run').click();
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
    await walk.tab('Commands').click();
    await expect(technician.getByText('Robin took commands back.')).toBeVisible();
    await expect(walk.returnButton('input.control')).toBeVisible();
  });
  await test.step('the diagnosis while it runs: nothing of it arrives', async () => {
    await walk.grant('diagnostics.read');
    await walk.tab('Diagnosis').click();
    await technician.getByRole('button', { name: 'Run the diagnosis' }).click();
    await walk.takeBackButton('diagnostics.read').click();
    await expect(walk.askButton('diagnostics.read')).toBeVisible();
    await expect(technician.getByText(/^As of /u)).toHaveCount(0);
  });
  await test.step('given again, and given back by the technician', async () => {
    await walk.tab('Screen').click();
    await walk.grant('screen.view', 'shell.run');
    await walk.openShell();
    const again = await startChildren(walk);
    for (const capability of ['shell.run', 'screen.view', 'input.control'] as const) {
      await walk.returnButton(capability).click();
      await expect(walk.askButton(capability)).toBeVisible();
      await expect(walk.takeBackButton(capability)).toHaveCount(0);
    }
    await expect.poll(() => again.filter(isRunning)).toEqual([]);
    await trackEnded(walk);
    await expect(walk.bar).toContainText('is here and sees nothing');
    await walk.userTab('What happened').click();
    await expect(user.getByText(/gave back commands$/u)).toBeVisible();
  });
});

test('a record goes to the ticket by the user’s yes alone, and is read, checked and taken back there', async ({ walk }) => {
  const { user, technician } = walk;
  const number = await walk.join();
  await walk.grant('shell.run');
  await walk.openShell();
  await walk.type('echo harbour\n');
  await until(async () => /^harbour$/mu.test(await walk.terminalText()) || undefined, 15_000);
  await walk.stop();
  const keep = user.getByRole('region', { name: `Keep this with #${number}?` });
  await keep.getByRole('button', { name: 'Look at what would be kept…' }).click();
  await expect(keep.getByText(/without the words$/u)).toBeVisible();
  expect(await barriers(user)).toEqual([]);
  await shoot(user, 'offer');
  await keep.getByRole('checkbox', { name: 'With what was written and typed' }).check();
  await expect(keep.getByText(/1 command.* with the words$/u)).toBeVisible();
  await keep.getByRole('button', { name: /^Exactly what is sent/u }).click();
  await expect(keep.getByRole('region', { name: 'The exact text' })).toContainText('echo harbour');
  await walk.tab('Conversation').click();
  await expect(technician.getByText(/The session ended after .+: the user stopped it/u)).toBeVisible();
  await expect(technician.getByText(/kept the record of a session here/u)).toHaveCount(0);
  await keep.getByRole('button', { name: `Keep it with #${number}` }).click();
  await expect(keep.getByText(/has the record since .+, with what was written and typed/u)).toBeVisible();

  await expect(technician.getByText(`${USER} kept the record of a session here, with what was written and typed`)).toBeVisible();
  await shoot(technician, 'timeline');
  await technician.getByRole('button', { name: 'Show the record' }).last().click();
  const shown = technician.getByRole('dialog', { name: 'The record of a session, as the user kept it' });
  await expect(shown.getByText('echo harbour')).toBeVisible();
  expect(await barriers(technician)).toEqual([]);
  await shoot(technician, 'record');
  await technician.keyboard.press('Escape');
  await keep.getByRole('button', { name: 'Take it back' }).click();
  await expect(technician.getByText('The record is deleted here.')).toBeVisible();
});
