import { expect, test } from 'vitest';
import { adviceOn, veilAgeMs } from './picture-age.ts';

test.each([
  { name: 'before the first frame', times: { lastFrameAt: undefined, shownSince: 0, silentMs: 9000, now: 9000 }, age: undefined },
  { name: 'fresh', times: { lastFrameAt: 9100, shownSince: 0, silentMs: 200, now: 10_000 }, age: undefined },
  { name: 'no frame for a while', times: { lastFrameAt: 8000, shownSince: 0, silentMs: 0, now: 10_000 }, age: 2000 },
  { name: 'the tab was hidden', times: { lastFrameAt: 1000, shownSince: 9500, silentMs: 0, now: 10_000 }, age: undefined },
  { name: 'silence', times: { lastFrameAt: 9900, shownSince: 0, silentMs: 1500, now: 10_000 }, age: 1500 },
])('veil: $name', ({ times, age }) => {
  expect(veilAgeMs(times)).toBe(age);
});

test.each([
  { quality: { framesPerSecond: 30, roundTripMs: 24, path: 'direct' }, advice: undefined },
  { quality: { framesPerSecond: 5, roundTripMs: 24, path: 'direct' }, advice: undefined },
  { quality: { framesPerSecond: 30, roundTripMs: 400, path: 'direct' }, advice: 'slow' },
  { quality: { framesPerSecond: 30, roundTripMs: 400, path: 'relay' }, advice: 'relay' },
  { quality: { framesPerSecond: undefined, roundTripMs: undefined, path: undefined }, advice: undefined },
] as const)('advice on $quality is $advice', ({ quality, advice }) => {
  expect(adviceOn(quality)).toBe(advice);
});
