import { type AppError, Emitter, silentLogger } from '@alongside/base';
import { linkPage } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import { FakeClock, linkedTransports } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { ScreenCapture } from './screen-capture.ts';

/** A capture in a page that is not there: its source, the sender and the core write down what happens to them. */
function opened() {
  const done: string[] = [];
  /** What each group is shown; like a factory's, from the moment that it is told, whatever its links do about it later. */
  const sees = { session: false, watcher: false };
  let held: Promise<void> | undefined;
  const factory = (group: keyof typeof sees) => ({
    setVideoTrack: async (shown: MediaStreamTrack | null) => {
      done.push(`${group} ${shown ? 'shown' : 'hidden'}`);
      sees[group] = shown !== null;
      await held;
    },
  });
  const ticks = new Emitter<void>();
  const track = Object.assign(new EventTarget(), {
    label: 'screen:0',
    getSettings: () => ({ width: 1280, height: 720, displaySurface: 'monitor' }),
    applyConstraints: async ({ frameRate }: { frameRate: { max: number } }) => void done.push(`source ${frameRate.max}`),
    stop: () => void done.push('source stopped'),
  });
  const stream = { getVideoTracks: () => [track], getTracks: () => [track] };
  const [coreEnd, pageEnd] = linkedTransports();
  const common = { contract: contract(linkPage), clock: new FakeClock(), logger: silentLogger };
  const core = new Connection(coreEnd, { ...common, local: 'core', remote: 'page' });
  new ScreenCapture({
    connection: new Connection(pageEnd, { ...common, local: 'page', remote: 'core' }),
    factories: {
      session: {
        ...factory('session'),
        videoStats: async () => {
          done.push('look');
          return undefined;
        },
      },
      watcher: factory('watcher'),
    },
    surfaces: 'monitor',
    ticks: { onTick: ticks.event, dispose: () => undefined },
    clicks: { next: async () => true, dispose: () => undefined },
    devices: { getDisplayMedia: async () => stream as unknown as MediaStream },
  });
  return {
    done,
    sees,
    choose: () => core.call(linkPage.screenStart, {}),
    async start() {
      await core.call(linkPage.screenStart, {});
      core.notify(linkPage.screenRate, { fps: 60 });
      await settled();
    },
    stop: () => core.call(linkPage.screenStop, {}),
    watch: (shown: boolean) => core.call(linkPage.screenWatched, { shown }),
    /** The browser's own Stop. */
    end: () => track.dispatchEvent(new Event('ended')),
    /** Links take their time with a track, until what this returns is called. */
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = undefined;
        resolve();
      };
    },
    /** What a rate that the core tells leads to. */
    async rate(...rates: number[]) {
      done.length = 0;
      for (const fps of rates) core.notify(linkPage.screenRate, { fps });
      await settled();
      return [...done];
    },
    async looksIn(count: number) {
      done.length = 0;
      for (let tick = 0; tick < count; tick += 1) {
        ticks.fire();
        await settled();
      }
      return done.length;
    },
  };
}

/** All that can happen without time has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('shows nothing of what was chosen before the core says how fast', async () => {
  const capture = opened();
  await capture.choose();
  await settled();
  expect(capture.sees.session).toBe(false);
  await capture.rate(0);
  expect(capture.sees.session).toBe(false);
  expect(await capture.rate(60)).toEqual(['source 60', 'session shown']);
});

it('rests and wakes without touching what is sent', async () => {
  const capture = opened();
  await capture.start();
  expect(await capture.rate(5)).toEqual(['source 5']);
  expect(await capture.rate(60)).toEqual(['source 60']);
});

it('looks half as often at rest', async () => {
  const capture = opened();
  await capture.start();
  expect(await capture.looksIn(10)).toBe(10);
  await capture.rate(5);
  expect(await capture.looksIn(10)).toBe(5);
});

it('hides first when paused, lets the source idle, and shows again', async () => {
  const capture = opened();
  await capture.start();
  expect(await capture.rate(0)).toEqual(['session hidden', 'watcher hidden', 'source 1']);
  expect(await capture.rate(60)).toEqual(['source 60', 'session shown']);
});

it('stays hidden where a pause overtakes a waking', async () => {
  const capture = opened();
  await capture.start();
  await capture.rate(0);
  expect(await capture.rate(60, 0)).not.toContain('session shown');
});

describe('who watches', () => {
  it('gets nothing by a capture, and what the session gets when the core says so', async () => {
    const capture = opened();
    await capture.start();
    expect([capture.sees, capture.done]).toEqual([
      { session: true, watcher: false },
      ['session hidden', 'watcher hidden', 'source 60', 'session shown'],
    ]);
    await capture.watch(true);
    expect(capture.sees).toEqual({ session: true, watcher: true });
    await capture.watch(false);
    expect(capture.sees).toEqual({ session: true, watcher: false });
  });

  it('gets nothing where nothing is captured, not even by a capture that begins later', async () => {
    const capture = opened();
    await expect(capture.watch(true)).rejects.toMatchObject({ code: 'screen.unavailable' });
    await capture.start();
    expect(capture.sees).toEqual({ session: true, watcher: false });
  });

  it.each(['stop', 'end'] as const)('loses it by %s after the source, and does not get the next capture', async (how) => {
    const capture = opened();
    await capture.start();
    await capture.watch(true);
    capture.done.length = 0;
    await capture[how]();
    await settled();
    expect(capture.done.slice(0, 3)).toEqual(['source stopped', 'session hidden', 'watcher hidden']);
    await capture.start();
    await capture.rate(0);
    await capture.rate(60);
    expect(capture.sees).toEqual({ session: true, watcher: false });
  });

  it('loses it first by a pause, and has it again with the session, not before', async () => {
    const capture = opened();
    await capture.start();
    await capture.watch(true);
    expect(await capture.rate(0)).toEqual(['session hidden', 'watcher hidden', 'source 1']);
    expect(await capture.rate(60)).toEqual(['source 60', 'session shown', 'watcher shown']);
    expect(await capture.rate(5)).toEqual(['source 5']);
  });

  it('is shown nothing while it is paused or waking, and then what the session is shown', async () => {
    const capture = opened();
    await capture.start();
    await capture.rate(0);
    await capture.watch(true);
    expect(capture.sees).toEqual({ session: false, watcher: false });
    capture.done.length = 0;
    await Promise.all([capture.rate(60), capture.watch(true)]);
    expect(capture.done).toEqual(['source 60', 'session shown', 'watcher shown']);
  });

  it('is shown nothing by a waking where it was taken back while all was paused', async () => {
    const capture = opened();
    await capture.start();
    await capture.watch(true);
    await capture.rate(0);
    await capture.watch(false);
    expect(await capture.rate(60)).toEqual(['source 60', 'session shown']);
  });

  it('stays without it where a pause overtakes a waking', async () => {
    const capture = opened();
    await capture.start();
    await capture.watch(true);
    await capture.rate(0);
    expect(await capture.rate(60, 0)).not.toContain('watcher shown');
    expect(capture.sees).toEqual({ session: false, watcher: false });
  });

  it.each([
    ['stop', { session: false, watcher: false }],
    ['end', { session: false, watcher: false }],
    ['take back', { session: true, watcher: false }],
  ] as const)('loses it where %s overtakes the showing, which is not said to have come about', async (how, sees) => {
    const capture = opened();
    await capture.start();
    const release = capture.hold();
    const showing = capture.watch(true).catch((error: AppError) => error.code);
    await settled();
    expect(capture.sees.watcher).toBe(true);
    const over = how === 'take back' ? capture.watch(false) : capture[how]();
    await settled();
    expect(capture.sees).toEqual(sees);
    release();
    await over;
    expect(await showing).toBe('screen.unavailable');
    expect(capture.sees).toEqual(sees);
  });

  it('loses it at once with the session, and the end is confirmed when both let go', async () => {
    const capture = opened();
    await capture.start();
    await capture.watch(true);
    const release = capture.hold();
    let confirmed = false;
    const stopping = capture.stop().then(() => {
      confirmed = true;
    });
    await settled();
    expect([capture.sees, confirmed]).toEqual([{ session: false, watcher: false }, false]);
    release();
    await stopping;
  });
});
