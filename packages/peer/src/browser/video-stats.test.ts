import { expect, test } from 'vitest';
import { pictureChanged, type VideoStats } from './video-stats.ts';

const stats = (frames: number, bytes: number): VideoStats => ({
  direction: 'sending',
  frames,
  bytes,
  framesPerSecond: 60,
  width: 1280,
  height: 720,
  codec: 'video/H264',
});

test.each([
  ['one slice', 12, false],
  ['four slices', 44, false],
  ['a second of a clock in one of five frames', 84, true],
  ['a film', 8_000, true],
])('bytes per encoded frame tell whether a picture changed: %s', (_, each, changed) => {
  expect(pictureChanged(stats(100, 50_000), stats(105, 50_000 + 5 * each))).toBe(changed);
});

test('nothing is told without a frame in between', () => {
  expect(pictureChanged(stats(100, 50_000), stats(100, 50_000))).toBeUndefined();
});
