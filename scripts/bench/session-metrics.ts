import type { BenchSession } from './bench-session.ts';
import { grant } from './bench-session.ts';
import type { Metric } from './figures.ts';
import { clickToPhoton, matchInOrder, pointerToX, shellEcho } from './measure-input.ts';
import type { Part } from './measure-parts.ts';
import { FLASH_WAITS, flashToGlass, framesSeen, pause, type Viewer } from './measure-picture.ts';
import { startNovncPeer } from './novnc-peer.ts';
import { firstPicture, notedEvents, noteEvents, transportBytes } from './page-hooks.ts';
import { coresBetween, processorTime } from './processor-time.ts';
import { wallClockOffset } from './wall-clock.ts';

const PEER = 'tigervnc-novnc';
/** Stillness before anything that is measured at rest. */
const STILL_MS = 10_000;
/** The agent looks again for 2 s after the last change, and then rests. */
const RESTING_MS = 3_500;

const viewerOf = (session: BenchSession): Viewer => ({ page: session.technician, selector: 'video' });

/** The screen is asked for, allowed, seen and given back, again and again; it stays allowed at the end. */
export async function measureAllow(session: BenchSession, times = 6): Promise<Part> {
  const { user, technician, stimulus } = session;
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const [userOffset, technicianOffset] = [await user.evaluate(wallClockOffset), await technician.evaluate(wallClockOffset)];
    await user.evaluate(noteEvents, 'click' as const);
    const seen = technician.evaluate(firstPicture, 'video');
    await grant(session, 'Screen');
    const clicks = (await user.evaluate(notedEvents)).map((at) => at + userOffset);
    samples.push(...matchInOrder(clicks.slice(-1), [{ at: (await seen) + technicianOffset }]));
    if (turn === times - 1) break;
    await technician.getByRole('button', { name: 'Return: Screen', exact: true }).click();
    await technician.getByRole('button', { name: 'Ask for: Screen', exact: true }).waitFor();
  }
  await stimulus.tell({ do: 'raise' });
  return { ours: { allow_to_first_frame_ms: samples } };
}

/** Ours and the peer by turns; who is not measured shows nothing meanwhile. */
export async function measureFlash(session: BenchSession, { rounds = 4, flashes = 16 } = {}): Promise<Part> {
  const { user, stimulus } = session;
  const peer = await startNovncPeer(session);
  const ours: number[] = [];
  const theirs: number[] = [];
  const measure = async (viewer: Viewer) => {
    await flashToGlass(viewer, stimulus, 4, FLASH_WAITS); // Warms up.
    return flashToGlass(viewer, stimulus, flashes, FLASH_WAITS);
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      ours.push(...(await measure(viewerOf(session))));
      await user.getByRole('button', { name: 'Pause' }).first().click();
      theirs.push(...(await measure(await peer.connect())));
      await peer.disconnect();
      await user.getByRole('button', { name: 'Go on' }).first().click();
      await pause(1000);
    }
  } finally {
    peer.close();
  }
  return { ours: { flash_to_glass_ms: ours }, peers: { [PEER]: { flash_to_glass_ms: theirs } } };
}

export async function measureFirstChange(session: BenchSession, count = 12): Promise<Part> {
  const samples = await flashToGlass(viewerOf(session), session.stimulus, count, {
    fromMs: RESTING_MS,
    toMs: RESTING_MS + 200,
  });
  return { ours: { first_change_after_idle_ms: samples } };
}

export async function measureInput(session: BenchSession): Promise<Part> {
  const viewer = viewerOf(session);
  const pointer_to_x_ms = await pointerToX(viewer, session.stimulus, 80);
  const click_to_photon_ms = await clickToPhoton(viewer, session.stimulus, 40);
  return { ours: { pointer_to_x_ms, click_to_photon_ms } };
}

export async function measureAnimation(session: BenchSession, seconds = 10): Promise<Part> {
  const frames_seen_per_s = await framesSeen(viewerOf(session), session.stimulus, seconds);
  // Again without the probe, which takes processor time that encoding then lacks.
  const playing = session.stimulus.tell({ do: 'animate', framesPerSecond: 30, forMs: (seconds + 1) * 1000 });
  await pause(1000);
  const animation_kbit_s = await kilobits(session, seconds);
  await playing;
  return { ours: { frames_seen_per_s, animation_kbit_s } };
}

export async function measureShell({ technician }: BenchSession, keys = 80): Promise<Part> {
  await technician.getByRole('tab', { name: 'Commands' }).click();
  await technician.getByRole('button', { name: 'Open commands' }).click();
  await technician.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
  await pause(1500);
  const shell_echo_ms = await shellEcho(technician, keys);
  await technician.getByRole('tab', { name: 'Screen' }).click();
  return { ours: { shell_echo_ms } };
}

/** The agent's core and its browser, after stillness; everything is allowed, nothing is done. */
export async function measureIdle(session: BenchSession, windows = 6): Promise<Part> {
  await session.technician.mouse.move(5, 5);
  await pause(STILL_MS);
  const idle_cpu_cores: number[] = [];
  const idle_kbit_s: number[] = [];
  for (let turn = 0; turn < windows; turn += 1) {
    const before = processorTime([session.agentPid]);
    idle_kbit_s.push(...(await kilobits(session, 5, 5)));
    idle_cpu_cores.push(coresBetween(before, processorTime([session.agentPid])).trees[0] ?? 0);
  }
  return { ours: { idle_cpu_cores, idle_kbit_s } };
}

/** What the link carries both ways, kbit/s, once a step. */
async function kilobits({ technician }: BenchSession, seconds: number, step = 1): Promise<readonly number[]> {
  const samples: number[] = [];
  let [bytes, at] = [await technician.evaluate(transportBytes), performance.now()];
  for (let second = 0; second < seconds; second += step) {
    await pause(step * 1000);
    const [now, then] = [await technician.evaluate(transportBytes), performance.now()];
    samples.push(((now - bytes) * 8) / (then - at));
    [bytes, at] = [now, then];
  }
  return samples;
}

/** Every metric that the bench knows, in the order of its table. */
export const METRICS: readonly Omit<Metric, 'ours' | 'peers'>[] = [
  { name: 'flash_to_glass_ms', unit: 'ms', better: 'lower' },
  { name: 'first_change_after_idle_ms', unit: 'ms', better: 'lower' },
  { name: 'click_to_photon_ms', unit: 'ms', better: 'lower' },
  { name: 'pointer_to_x_ms', unit: 'ms', better: 'lower' },
  { name: 'frames_seen_per_s', unit: '1/s', better: 'higher' },
  { name: 'shell_echo_ms', unit: 'ms', better: 'lower' },
  { name: 'allow_to_first_frame_ms', unit: 'ms', better: 'lower' },
  { name: 'idle_cpu_cores', unit: 'cores', better: 'lower' },
  { name: 'idle_kbit_s', unit: 'kbit/s', better: 'lower' },
  { name: 'animation_kbit_s', unit: 'kbit/s', better: 'lower' },
];
