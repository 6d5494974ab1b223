import { Emitter, silentLogger } from '@alongside/base';
import { linkPage } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import { FakeClock, linkedTransports } from '@alongside/testkit';
import { expect, it } from 'vitest';
import { ScreenCapture } from './screen-capture.ts';

/** A capture in a page that is not there: its source, the sender and the core write down what happens to them. */
function opened() {
  const done: string[] = [];
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
    factory: {
      setVideoTrack: async (shown) => void done.push(shown ? 'shown' : 'hidden'),
      videoStats: async () => {
        done.push('look');
        return undefined;
      },
    },
    surfaces: 'monitor',
    ticks: { onTick: ticks.event, dispose: () => undefined },
    clicks: { next: async () => true, dispose: () => undefined },
    devices: { getDisplayMedia: async () => stream as unknown as MediaStream },
  });
  return {
    start: () => core.call(linkPage.screenStart, {}),
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
  expect(await capture.rate(0)).toEqual(['hidden', 'source 1']);
  expect(await capture.rate(60)).toEqual(['source 60', 'shown']);
});

it('stays hidden where a pause overtakes a waking', async () => {
  const capture = opened();
  await capture.start();
  await capture.rate(0);
  expect(await capture.rate(60, 0)).not.toContain('shown');
});
