import { describe, expect, test } from 'vitest';
import { boxOf, fitted, middleOf, nudged, sizeAfter } from './selection.ts';

const picture = { width: 100, height: 50 };

describe('a part of a picture', () => {
  test('lies between two corners, whichever comes first, and takes in every pixel that it touches', () => {
    const box = { x: 10, y: 5, width: 21, height: 11 };
    expect(boxOf({ x: 10.6, y: 5.2 }, { x: 30.1, y: 15.9 }, picture)).toEqual(box);
    expect(boxOf({ x: 30.1, y: 15.9 }, { x: 10.6, y: 5.2 }, picture)).toEqual(box);
  });

  test('ends where the picture ends, and is none where next to nothing lies between', () => {
    expect(boxOf({ x: -20, y: -20 }, { x: 900, y: 900 }, picture)).toEqual({ x: 0, y: 0, ...picture });
    expect(boxOf({ x: 10, y: 10 }, { x: 11, y: 40 }, picture)).toBeUndefined();
  });

  test('is moved and resized by keys, within the picture', () => {
    const box = middleOf(picture);
    expect(box).toEqual({ x: 25, y: 12, width: 50, height: 25 });
    expect(nudged(box, { x: 999, y: -999 }, 'move', picture)).toEqual({ ...box, x: 50, y: 0 });
    expect(nudged(box, { x: 999, y: -999 }, 'resize', picture)).toEqual({ ...box, width: 75, height: 4 });
  });
});

test('a picture has the size of its last cut, and fits into what is allowed', () => {
  const box = { x: 0, y: 0, width: 20, height: 10 };
  expect(sizeAfter(picture, [{ kind: 'black-out', box }])).toEqual(picture);
  expect(sizeAfter(picture, [{ kind: 'cut', box }])).toEqual({ width: 20, height: 10 });
  expect(fitted({ width: 4000, height: 1000 }, 2000)).toEqual({ width: 2000, height: 500 });
  expect(fitted(picture, 2000)).toEqual(picture);
});
