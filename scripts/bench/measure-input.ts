import type { Page } from '@playwright/test';
import { FLASH_WAITS, pause, probed, type Viewer } from './measure-picture.ts';
import { type NotedEvent, notedEvents, noteEvents } from './page-hooks.ts';
import type { Stimulus } from './stimulus.ts';
import { PATCH } from './stimulus-messages.ts';
import { wallClockOffset } from './wall-clock.ts';

/** From a move in the technician's page to the move in the program on the user's screen, ms. */
export async function pointerToX({ page }: Viewer, stimulus: Stimulus, count: number): Promise<readonly number[]> {
  const places = await pictureBox(page);
  await moveTo(page, places.at(600, 400));
  await pause(500);
  await stimulus.tell({ do: 'events' });
  const told = await noted(page, 'pointermove', async () => {
    for (let index = 0; index < count; index += 1) {
      await moveTo(page, places.at(420 + Math.random() * 700, 150 + Math.random() * 400));
      await pause(40 + Math.random() * 30);
    }
  });
  const seen = (await stimulus.tell({ do: 'events' })).filter(({ type }) => type === 'move');
  return matchInOrder(told, seen);
}

/** From a press in the technician's page over the program's answer on the user's screen to its picture in the page, ms. */
export async function clickToPhoton(viewer: Viewer, stimulus: Stimulus, count: number): Promise<readonly number[]> {
  const { page } = viewer;
  const places = await pictureBox(page);
  await moveTo(page, places.at(PATCH.x + 60, PATCH.y + 60));
  await stimulus.tell({ do: 'flip-on-press', on: true });
  let told: readonly number[] = [];
  const log = await probed(viewer, async () => {
    told = await noted(page, 'pointerdown', async () => {
      for (let index = 0; index < count; index += 1) {
        await pause(FLASH_WAITS.fromMs + Math.random() * (FLASH_WAITS.toMs - FLASH_WAITS.fromMs));
        await page.mouse.down();
        await page.mouse.up();
      }
      await pause(FLASH_WAITS.toMs);
    });
  });
  await stimulus.tell({ do: 'flip-on-press', on: false });
  return matchInOrder(told, log.patch);
}

/** From a key in the technician's page to its echo in the terminal's buffer there, ms; `cat` runs in the shell. */
export async function shellEcho(page: Page, count: number): Promise<readonly number[]> {
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.xterm-helper-textarea')?.focus();
  });
  await page.keyboard.type('cat\n', { delay: 30 });
  await pause(1000);
  const before = await page.evaluate(
    () => (globalThis as typeof globalThis & { bench: { outputs: number[] } }).bench.outputs.length,
  );
  const offset = await page.evaluate(wallClockOffset);
  const told = await noted(page, 'keydown', async () => {
    for (let index = 0; index < count; index += 1) {
      // A line of its own now and then: a terminal's line is finite.
      await page.keyboard.press(index % 40 === 39 ? 'Enter' : 'a');
      await pause(90 + Math.random() * 60);
    }
  });
  const outputs = await page.evaluate(
    (from) => (globalThis as typeof globalThis & { bench: { outputs: number[] } }).bench.outputs.slice(from),
    before,
  );
  return matchInOrder(
    told,
    outputs.map((at) => ({ at: at + offset })),
  );
}

/** Each cause with the first effect after it and before the next cause. */
export function matchInOrder(causes: readonly number[], effects: readonly { readonly at: number }[]): readonly number[] {
  return causes.flatMap((cause, index) => {
    const until = causes[index + 1] ?? Number.POSITIVE_INFINITY;
    const found = effects.find(({ at }) => at >= cause && at < until);
    return found ? [found.at - cause] : [];
  });
}

/** Wall-clock times of the page's own events of a kind while `work` runs. */
async function noted(page: Page, type: NotedEvent, work: () => Promise<void>): Promise<readonly number[]> {
  const offset = await page.evaluate(wallClockOffset);
  await page.evaluate(noteEvents, type);
  await work();
  return (await page.evaluate(notedEvents)).map((at) => at + offset);
}

type Place = { readonly x: number; readonly y: number };

const moveTo = (page: Page, { x, y }: Place) => page.mouse.move(x, y);

/** Where the picture's pixels are in the page. */
async function pictureBox(page: Page): Promise<{ at(x: number, y: number): Place }> {
  const { left, top, scale } = await page.evaluate(() => {
    const video = document.querySelector('video');
    if (!video) throw new Error('no picture');
    const box = video.getBoundingClientRect();
    const fitted = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
    return {
      left: box.left + (box.width - video.videoWidth * fitted) / 2,
      top: box.top + (box.height - video.videoHeight * fitted) / 2,
      scale: fitted,
    };
  });
  return { at: (x, y) => ({ x: left + x * scale, y: top + y * scale }) };
}
