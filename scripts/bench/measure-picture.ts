import type { Page } from '@playwright/test';
import { type ProbeLog, startProbe, stopProbe } from './page-hooks.ts';
import type { Stimulus } from './stimulus.ts';
import { type Flip, PATCH, STRIP } from './stimulus-messages.ts';
import { wallClockOffset } from './wall-clock.ts';

/** A page that shows the user's screen, ours or a peer's. */
export interface Viewer {
  readonly page: Page;
  /** Of the element with the picture. */
  readonly selector: string;
}

export interface Waits {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Between two changes: neither in step with frames nor long enough to come to rest. */
export const FLASH_WAITS: Waits = { fromMs: 350, toMs: 470 };

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** From the patch's drawing on the user's screen to its being readable in the viewer, ms; one sample a change that was seen. */
export async function flashToGlass(viewer: Viewer, stimulus: Stimulus, count: number, waits: Waits): Promise<readonly number[]> {
  const flips: Flip[] = [];
  const log = await probed(viewer, async () => {
    for (let done = 0; done < count; done += 1) {
      await pause(waits.fromMs + Math.random() * (waits.toMs - waits.fromMs));
      flips.push(await stimulus.tell({ do: 'flip' }));
    }
    await pause(waits.toMs);
  });
  return matchFlips(flips, log.patch);
}

/** Each change with the first sight of it before the next change. */
export function matchFlips(flips: readonly Flip[], seen: ProbeLog['patch']): readonly number[] {
  return flips.flatMap(({ on, at }, index) => {
    const until = flips[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const found = seen.find((sight) => sight.on === on && sight.at >= at && sight.at < until);
    return found ? [found.at - at] : [];
  });
}

/** Different frames of the animation that were seen in each whole second of it. */
export async function framesSeen(viewer: Viewer, stimulus: Stimulus, seconds: number): Promise<readonly number[]> {
  const log = await probed(viewer, async () => {
    await stimulus.tell({ do: 'animate', framesPerSecond: 30, forMs: (seconds + 2) * 1000 });
  });
  return perSecond(log.frames, seconds);
}

/** Counts from one second after the first frame on, so that the rate's rise is not in it. */
export function perSecond(frames: ProbeLog['frames'], seconds: number): readonly number[] {
  const began = (frames.find(({ number }) => number !== 0)?.at ?? 0) + 1000;
  return Array.from({ length: seconds }, (_, second) => {
    const from = began + second * 1000;
    return frames.filter(({ at }) => at >= from && at < from + 1000).length;
  });
}

/** Runs `work` while the viewer's picture is looked at; times in the log are of the wall clock. */
export async function probed({ page, selector }: Viewer, work: () => Promise<void>): Promise<ProbeLog> {
  const offset = await page.evaluate(wallClockOffset);
  await page.evaluate(startProbe, { selector, patch: PATCH, strip: STRIP });
  await work();
  const log = await page.evaluate(stopProbe);
  const timed = <T extends { at: number }>(sights: readonly T[]) => sights.map((sight) => ({ ...sight, at: sight.at + offset }));
  return { ...log, patch: timed(log.patch), frames: timed(log.frames) };
}
