import { expect, test } from 'vitest';
import { isSamePicture, likeness } from './likeness.ts';

const picture = Array.from({ length: 3000 }, (_, index) => (index * 37) % 256);

test('a picture is the same as itself, coded or a little brighter', () => {
  expect(likeness(picture, picture)).toEqual({ difference: 0, correlation: expect.closeTo(1) });
  const coded = picture.map((sample, index) => sample + ((index % 5) - 2) * 2);
  expect(isSamePicture(likeness(picture, coded))).toBe(true);
});

test.each<[string, readonly number[]]>([
  ['another picture', picture.map((sample, index) => (sample + index) % 256)],
  ['a moved one', [...picture.slice(90), ...picture.slice(0, 90)]],
  ['a black one', picture.map(() => 0)],
  ['an inverted one', picture.map((sample) => 255 - sample)],
  ['one of another size', picture.slice(3)],
  ['none', []],
])('%s is not', (_, other) => {
  expect(isSamePicture(likeness(picture, other))).toBe(false);
});

test('two pictures of one colour are no proof', () => {
  const grey = picture.map(() => 128);
  expect(isSamePicture(likeness(grey, grey))).toBe(false);
});
