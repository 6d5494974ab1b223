import type { CDPSession, Page } from '@playwright/test';
import { type DrawnPicture, drawnPicture, pagePoint, pointAt, screenPoint } from '../fixtures/remote-picture.ts';
import { AGENT_PLACE, expect, test } from '../fixtures/session-test.ts';
import { until } from '../fixtures/until.ts';
import { Walk } from '../fixtures/walk.ts';
import type { Point, XScreen } from '../fixtures/x-screen.ts';

const SHIFT = 1;
const CONTROL = 4;
const MOD1 = 8;
const BUTTON1 = 0x100;

const WITNESS = { x: 20, y: 30, width: 400, height: 240 };

async function control(walk: Walk): Promise<void> {
  await walk.join();
  await walk.grant('screen.view', 'input.control');
  await until(
    async () => ((await walk.technician.getByRole('button', { name: 'Type text' }).isEnabled()) ? true : undefined),
    10_000,
  );
}

/** The pointer comes to rest within a pixel. */
async function pointerIs(x: XScreen, { x: left, y: top }: Point): Promise<void> {
  await expect
    .poll(async () => {
      const at = await x.pointer();
      return Math.abs(at.x - left) <= 1 && Math.abs(at.y - top) <= 1 ? 'there' : `at ${at.x},${at.y}, not ${left},${top}`;
    })
    .toBe('there');
}

const PLACES: readonly Point[] = [
  { x: 0, y: 0 },
  { x: 1_279, y: 719 },
  { x: 1, y: 718 },
  { x: 639, y: 360 },
  { x: 333, y: 77 },
  { x: 912, y: 541 },
];

test('the pointer is within a pixel at any scale of the page, in fit and 1:1', async ({ walk, x }) => {
  test.setTimeout(120_000);
  const { technician } = walk;
  await test.step('nothing arrives before the mouse is allowed', async () => {
    await walk.join();
    await walk.grant('screen.view');
    const before = await x.pointer();
    const picture = await drawnPicture(walk.video);
    await pointAt(technician, picture, { x: 900, y: 300 });
    await technician.mouse.down();
    await technician.mouse.up();
    // The question that follows goes the same way behind it: once it is there, the rest would have been there too.
    await walk.ask('input.control');
    await expect(walk.dialog).toBeVisible();
    expect(await x.pointer()).toEqual(before);
    await walk.allow('input.control');
  });
  const cdp = await technician.context().newCDPSession(technician);
  const zoom = technician.getByRole('radiogroup', { name: 'Size of the picture' });
  try {
    for (const scale of [1, 1.25, 1.5, 2]) {
      await setScale(cdp, technician, scale);
      for (const size of ['Fit', '1:1']) {
        await zoom.getByText(size, { exact: true }).click();
        // In 1:1 a pixel of the screen is one of the technician's own pixels.
        if (size === '1:1') {
          await expect.poll(async () => (await drawnPicture(walk.video)).box.width).toBeCloseTo(1_280 / scale, 1);
        }
        const picture = await drawnPicture(walk.video);
        for (const place of await visible(walk, picture, scale)) {
          const at = pagePoint(picture, place, scale);
          await technician.mouse.move(at.x, at.y);
          await pointerIs(x, screenPoint(picture, at));
        }
      }
    }
  } finally {
    await cdp.send('Emulation.clearDeviceMetricsOverride');
    await cdp.detach();
  }
});

async function setScale(cdp: CDPSession, page: Page, deviceScaleFactor: number): Promise<void> {
  // Another width with each scale, as zooming makes it: an emulated scale alone tells the page nothing.
  const width = 1_280 - Math.round(deviceScaleFactor * 4);
  await cdp.send('Emulation.setDeviceMetricsOverride', { width, height: 720, deviceScaleFactor, mobile: false });
  await until(async () => (await page.evaluate(() => devicePixelRatio)) === deviceScaleFactor || undefined, 10_000);
}

/** Those places that are in sight: in 1:1 the picture is larger than its window. */
async function visible(walk: Walk, picture: DrawnPicture, scale: number): Promise<readonly Point[]> {
  const room = await walk.video.locator('xpath=..').boundingBox();
  if (!room) return [];
  const inSight = PLACES.filter((place) => {
    const at = pagePoint(picture, place, scale);
    return at.x >= room.x && at.y >= room.y && at.x < room.x + room.width && at.y < room.y + room.height;
  });
  expect(inSight.length).toBeGreaterThan(1);
  return inSight;
}

const distance = (one: Point | undefined, other: Point) =>
  one === undefined ? Number.POSITIVE_INFINITY : Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y));
const page = (picture: DrawnPicture, at: Point): [number, number] => {
  const { x, y } = pagePoint(picture, at);
  return [x, y];
};
const buttons = (events: readonly { type: string; button: number | undefined }[]) =>
  events.filter(({ type }) => type === 'ButtonPress').map(({ button }) => button);

/** The technician's keys go to the picture. */
async function takeKeys(walk: Walk, x: XScreen, at: Point): Promise<void> {
  const picture = await drawnPicture(walk.video);
  await pointAt(walk.technician, picture, at);
  await pointerIs(x, at);
  await walk.technician.mouse.down();
  await walk.technician.mouse.up();
  await expect(walk.technician.getByText(/^Keys go to Robin's computer/u)).toBeVisible();
}

test('the pointer goes to the monitor that is shown', async ({ separateWorld }) => {
  test.setTimeout(90_000);
  const { world, x } = await separateWorld();
  // The right half of the screen is a monitor of its own; the browser shows that alone.
  await x.run('xrandr', '--setmonitor', 'right', '640/170x720/190+640+0', 'screen');
  const walk = new Walk(world);
  await control(walk);
  const picture = await drawnPicture(walk.video);
  expect(picture.frame).toEqual({ width: 640, height: 720 });
  for (const place of [
    { x: 100, y: 300 },
    { x: 639, y: 719 },
  ]) {
    await walk.technician.mouse.move(...page(picture, place));
    await pointerIs(x, { x: 640 + place.x, y: place.y });
  }
});

test('mouse, keys, Caps Lock and text reach the program that is meant', async ({ walk, x }) => {
  test.setTimeout(90_000);
  const { technician } = walk;
  await control(walk);
  await test.step("Caps Lock is set as the technician's is, never toggled blindly", async () => {
    const capsLock = async () => /Caps Lock:\s+(on|off)/u.exec(await x.run('xset', 'q'))?.[1];
    const typist = await x.typist({ x: 20, y: 40, columns: 60, rows: 12 });
    await x.run('xdotool', 'key', 'Caps_Lock');
    await expect.poll(capsLock).toBe('on');
    await takeKeys(walk, x, { x: typist.area.x + 200, y: typist.area.y + 100 });
    // On at the user's, off at the technician's: a letter is what the technician sees.
    await technician.keyboard.press('KeyB');
    await expect.poll(() => typist.text()).toBe('b');
    expect(await capsLock()).toBe('off');
    await technician.keyboard.press('KeyC');
    await expect.poll(() => typist.text()).toBe('bc');
    expect(await capsLock()).toBe('off');
    typist.close();
  });
  await test.step('click, drag and wheel', async () => {
    const witness = await x.witness(WITNESS);
    const picture = await drawnPicture(walk.video);
    const from = { x: witness.area.x + 50, y: witness.area.y + 60 };
    const to = { x: witness.area.x + 250, y: witness.area.y + 160 };
    await pointAt(technician, picture, from);
    await pointerIs(x, from);
    witness.clear();
    await technician.mouse.down();
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    await pointAt(technician, picture, middle);
    await pointAt(technician, picture, to);
    await pointerIs(x, to);
    await technician.mouse.up();
    await expect.poll(() => witness.events().at(-1)?.type).toBe('ButtonRelease');
    const all = witness.events();
    const drag = all.slice(all.findIndex(({ type }) => type === 'ButtonPress'));
    expect(drag.filter(({ type }) => type !== 'MotionNotify').map(({ type, button }) => [type, button])).toEqual([
      ['ButtonPress', 1],
      ['ButtonRelease', 1],
    ]);
    const moves = drag.filter(({ type }) => type === 'MotionNotify');
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.every(({ state }) => (state & BUTTON1) !== 0)).toBe(true);
    expect(distance(drag[0]?.root, from)).toBeLessThanOrEqual(1);
    expect(distance(drag.at(-1)?.root, to)).toBeLessThanOrEqual(1);
    witness.clear();
    await technician.mouse.click(...page(picture, from), { button: 'right' });
    await technician.mouse.wheel(0, 300);
    await technician.mouse.wheel(0, -100);
    await expect.poll(() => buttons(witness.events()).join(' ')).toBe('3 5 5 5 4');
    witness.clear();
    await technician.mouse.move(...page(picture, from));
    await technician.mouse.down();
    await technician.mouse.down({ button: 'right' });
    await technician.mouse.up();
    await technician.mouse.up({ button: 'right' });
    // A browser tells of the second button by a move (Pointer Events 3, 4.2.12), and of the first one's release too.
    const told = () => witness.events().filter(({ type }) => type.startsWith('Button'));
    await expect
      .poll(() => told().map(({ type, button }) => `${type} ${button}`))
      .toEqual(['ButtonPress 1', 'ButtonPress 3', 'ButtonRelease 1', 'ButtonRelease 3']);
    witness.close();
  });
  await test.step('keys by their place, with modifiers', async () => {
    const witness = await x.witness(WITNESS);
    await takeKeys(walk, x, { x: witness.area.x + 50, y: witness.area.y + 60 });
    await expect.poll(() => witness.events().at(-1)?.type).toBe('ButtonRelease');
    witness.clear();
    await technician.keyboard.press('Control+Shift+KeyK');
    await technician.keyboard.press('Alt+F5');
    await technician.keyboard.press('ArrowLeft');
    const presses = () => witness.events().filter(({ type }) => type === 'KeyPress');
    await expect
      .poll(() =>
        presses()
          .map(({ key }) => key)
          .join(' '),
      )
      .toBe('Control_L Shift_L K Alt_L F5 Left');
    const modifiers = SHIFT | CONTROL | MOD1;
    expect(presses().map(({ state }) => state & modifiers)).toEqual([0, CONTROL, CONTROL | SHIFT, 0, MOD1, 0]);
    // Every key that went down came up.
    await expect.poll(() => witness.events().filter(({ type }) => type === 'KeyRelease').length).toBe(6);
    witness.close();
  });
  await test.step('umlaut, euro, emoji, and what the keyboard has no key for', async () => {
    const typist = await x.typist({ x: 20, y: 40, columns: 60, rows: 12 });
    await takeKeys(walk, x, { x: typist.area.x + 200, y: typist.area.y + 100 });
    await technician.keyboard.type('plain text, 12 ');
    await technician.keyboard.press('Shift+Digit5');
    await expect.poll(() => typist.text()).toBe('plain text, 12 %');
    await technician.getByRole('button', { name: 'Type text' }).click();
    await technician.getByLabel('Text to type there').fill(' Ü€😀 é\nnext');
    await technician.getByRole('button', { name: 'Type it' }).click();
    await expect.poll(() => typist.text()).toBe('plain text, 12 % Ü€😀 é\rnext');
    // Text without a key: dictation, an emoji picker.
    await technician.getByLabel(/^Keys for Robin's computer/u).focus();
    await technician.keyboard.insertText(' ñ🎉');
    await expect.poll(() => typist.text()).toBe('plain text, 12 % Ü€😀 é\rnext ñ🎉');
    // A dead key as Windows tells it: no composition, and the letter's key has the character of both.
    const cdp = await technician.context().newCDPSession(technician);
    const dead = { key: 'Dead', code: 'Backquote', windowsVirtualKeyCode: 220 };
    const letter = { key: 'e', code: 'KeyE', windowsVirtualKeyCode: 69 };
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...dead });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...dead });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', text: 'ê', ...letter });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...letter });
    await cdp.detach();
    await expect.poll(() => typist.text()).toBe('plain text, 12 % Ü€😀 é\rnext ñ🎉ê');
  });
});

test('what is held is let go of: when the picture loses the keys, when it is taken back, at Stop', async ({ walk, x }) => {
  const { technician } = walk;
  await control(walk);
  await x.run('xset', 'r', 'off');
  const witness = await x.witness(WITNESS);
  const at = { x: witness.area.x + 50, y: witness.area.y + 60 };
  const last = () => witness.events().filter(({ type }) => type.startsWith('Key') || type.startsWith('Button'));
  const holdAll = async () => {
    witness.clear();
    await takeKeys(walk, x, at);
    await expect.poll(() => last().at(-1)?.type).toBe('ButtonRelease');
    witness.clear();
    await technician.keyboard.down('Shift');
    await technician.keyboard.down('KeyA');
    await technician.mouse.down();
    await expect
      .poll(() =>
        last()
          .map(({ type }) => type)
          .join(' '),
      )
      .toBe('KeyPress KeyPress ButtonPress');
  };
  const buttonUp = () => expect.poll(() => last().filter(({ type }) => type === 'ButtonRelease').length).toBe(1);
  const letGoHere = async () => {
    for (const key of ['KeyA', 'Shift']) await technician.keyboard.up(key);
    await technician.mouse.up();
  };
  await holdAll();
  await technician.evaluate(() => (document.activeElement as HTMLElement).blur());
  await buttonUp();
  await expect.poll(() => last().filter(({ type }) => type === 'KeyRelease').length).toBe(2);
  await letGoHere();
  await holdAll();
  expect(await x.keysDown()).toHaveLength(2);
  await walk.takeBackButton('input.control').click();
  await buttonUp();
  // The click has given the focus away: the X server itself is asked.
  await expect.poll(() => x.keysDown()).toEqual([]);
  await letGoHere();
  // Nothing more comes, whatever the technician's hands do.
  witness.clear();
  await technician.mouse.click(...page(await drawnPicture(walk.video), at));
  await technician.keyboard.press('KeyC');
  await expect(walk.askButton('input.control')).toBeVisible();
  await walk.grant('input.control');
  await x.focus(witness.window);
  expect(last()).toEqual([]);
  await holdAll();
  await walk.stop();
  await buttonUp();
  await expect.poll(() => x.keysDown()).toEqual([]);
});

test("the agent's window, its bar and the browser's sharing bar take no remote input; the stop keys stop", async ({
  walk,
  x,
  agentWindow,
}) => {
  const { technician, user } = walk;
  await control(walk);
  await test.step('own windows', async () => {
    const picture = await drawnPicture(walk.video);
    const refused = technician.getByText("That was Robin's Alongside window. It takes no remote input.");
    const strike = async (at: Point) => {
      await pointAt(technician, picture, at);
      await pointerIs(x, at);
      await technician.mouse.down();
      await technician.mouse.up();
    };
    // Stop, in the agent's page: where it is on the screen.
    await x.focus(agentWindow);
    const client = await x.geometry(agentWindow);
    const stop = await walk.bar.getByRole('button', { name: 'Stop' }).boundingBox();
    const chrome = await walk.user.evaluate(() => ({ left: (outerWidth - innerWidth) / 2, top: outerHeight - innerHeight }));
    await strike({
      x: Math.round(client.x + chrome.left + (stop?.x ?? 0) + 20),
      y: Math.round(client.y + chrome.top + (stop?.y ?? 0) + 15),
    });
    await expect(refused).toBeVisible();
    // Keys neither, while the agent's window has the focus.
    await technician.keyboard.press('Tab');
    await technician.keyboard.press('Enter');
    // The bar on top and, where Chromium shows one, its own sharing bar: every place of them.
    const own = (await x.windows('.')).filter((window) => window !== agentWindow);
    const areas = await Promise.all(own.map((window) => x.geometry(window)));
    const bars = areas.filter(({ width, height }) => width > 200 && height > 30 && height < 260);
    expect(bars.length).toBeGreaterThan(0);
    for (const { x: left, y: top, width, height } of bars) {
      for (let across = 0.04; across < 1; across += 0.08) {
        await strike({ x: Math.round(left + width * across), y: Math.round(top + height * 0.55) });
      }
    }
    await expect(walk.bar.getByRole('button', { name: 'Stop' })).toBeVisible();
    await expect(walk.returnButton('screen.view')).toBeVisible();
    expect(await walk.video.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(2);
    // Beside them it works.
    const witness = await x.witness({ ...WITNESS, width: AGENT_PLACE.x - 200 });
    witness.clear();
    await strike({ x: witness.area.x + 30, y: witness.area.y + 30 });
    await expect.poll(() => witness.events().filter(({ type }) => type === 'ButtonPress').length).toBe(1);
    witness.close();
  });
  await test.step('the stop keys, pressed by the technician, only stop', async () => {
    const witness = await x.witness(WITNESS);
    await takeKeys(walk, x, { x: witness.area.x + 50, y: witness.area.y + 60 });
    await technician.keyboard.press('Control+Alt+F12');
    await expect(user.getByRole('heading', { name: 'Stopped.' })).toBeVisible();
    await expect(technician.getByText(/^Robin stopped the session at /u)).toBeVisible();
    await expect.poll(() => x.keysDown()).toEqual([]);
  });
});
