import { isRunning } from '../fixtures/processes.ts';
import { drawnPicture, pointAt } from '../fixtures/remote-picture.ts';
import { AGENT_PLACE, expect, plainEnvironment, test } from '../fixtures/session-test.ts';
import { startChildren } from '../fixtures/shell-children.ts';
import { Walk } from '../fixtures/walk.ts';
import { linkFrame, startSeparateWorld, until } from '../fixtures/world.ts';
import { type Witness, XScreen } from '../fixtures/x-screen.ts';

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
const liveTracks = () =>
  (globalThis as unknown as { captured: MediaStreamTrack[] }).captured.filter(({ readyState }) => readyState === 'live').length;

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

test("closing the agent's window is Stop", async ({ home }) => {
  const world = await startSeparateWorld({ environment: plainEnvironment(home) });
  const x = new XScreen(world.display.name);
  try {
    const window = await x.window('Alongside');
    await x.place(window, AGENT_PLACE);
    const walk = new Walk(world);
    const inUse = await useAll(walk, x);
    await walk.technician.keyboard.up('Control');
    await expect.poll(() => x.keysDown()).toEqual([]);
    await x.focus(window);
    await x.key('alt+F4');
    await allIsCut(walk, x, inUse);
    await expect(walk.technician.getByText(/^Robin closed the program at /u)).toBeVisible();
    // All of its windows are gone, the bar and the browser's own included.
    await expect.poll(() => x.windows('Alongside|sharing')).toEqual([]);
  } finally {
    x.close();
    await world.close();
  }
});

test('the screen is taken back while it is seen, the rest goes on', async ({ walk, x }) => {
  const { technician } = walk;
  const { pids } = await useAll(walk, x);
  await technician.keyboard.up('Control');
  await walk.takeBackButton('screen.view').click();
  await trackEnded(walk);
  await expect(technician.getByText("You see nothing of Robin's computer")).toBeVisible();
  await expect(walk.askButton('screen.view')).toBeVisible();
  await expect(walk.returnButton('shell.run')).toBeVisible();
  expect(pids.map(isRunning)).toEqual([true, true, true]);
  // Given again, it is seen again.
  await walk.grant('screen.view');
});

test('commands are taken back while they run', async ({ walk, x }) => {
  const { pids } = await useAll(walk, x);
  await walk.technician.keyboard.up('Control');
  await walk.takeBackButton('shell.run').click();
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  await walk.tab('Commands').click();
  await expect(walk.technician.getByText('Robin took commands back.')).toBeVisible();
  await expect(walk.returnButton('screen.view')).toBeVisible();
});

test('the diagnosis is taken back while it runs: nothing of it arrives', async ({ walk }) => {
  const { technician } = walk;
  await walk.join();
  await walk.grant('diagnostics.read');
  await walk.tab('Diagnosis').click();
  await technician.getByRole('button', { name: 'Run the diagnosis' }).click();
  await walk.takeBackButton('diagnostics.read').click();
  await expect(walk.askButton('diagnostics.read')).toBeVisible();
  await expect(walk.bar).toContainText('is here and sees nothing');
  await expect(technician.getByText(/^As of /u)).toHaveCount(0);
});

test('the technician gives back what is not needed any more', async ({ walk, x }) => {
  const { pids } = await useAll(walk, x);
  await walk.technician.keyboard.up('Control');
  for (const capability of ['shell.run', 'screen.view', 'input.control'] as const) {
    await walk.returnButton(capability).click();
    await expect(walk.askButton(capability)).toBeVisible();
    await expect(walk.takeBackButton(capability)).toHaveCount(0);
  }
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  await trackEnded(walk);
  await walk.userTab('What happened').click();
  await expect(walk.user.getByText(/gave back commands$/u)).toBeVisible();
});

test('Pause: the picture stands still, nothing can be done, and it all goes on', async ({ walk, x }) => {
  const { technician } = walk;
  const { witness, keys, pids } = await useAll(walk, x);
  await walk.bar.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(() => x.keysDown()).toEqual([]);
  await technician.keyboard.up('Control');
  await expect(technician.getByText('Robin paused. The picture stands still, input is off.')).toBeVisible();
  await x.focus(witness.window);
  witness.clear();
  await technician.keyboard.press('KeyA');
  await walk.bar.getByRole('button', { name: 'Go on' }).click();
  await expect(technician.getByText('Robin paused. The picture stands still, input is off.')).toHaveCount(0);
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
