import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containedBox, elementSize, isOnPicture, toFraction, type Zoom } from './picture-box.ts';

describe('containedBox', () => {
  test.each([
    { outer: [0, 0, 1000, 500], frame: [1000, 500], box: [0, 0, 1000, 500] },
    { outer: [10, 20, 1000, 1000], frame: [1920, 1080], box: [10, 238.75, 1000, 562.5] },
    { outer: [10, 20, 2000, 500], frame: [1000, 1000], box: [760, 20, 500, 500] },
    { outer: [0, 0, 400, 300], frame: [0, 0], box: [0, 0, 0, 0] },
  ])('$frame in $outer', ({ outer, frame, box }) => {
    const [left = 0, top = 0, width = 0, height = 0] = outer;
    const found = containedBox({ left, top, width, height }, { width: frame[0] ?? 0, height: frame[1] ?? 0 });
    expect([found.left, found.top, found.width, found.height].map((length) => Math.round(length * 1e6) / 1e6)).toEqual(box);
  });
});

describe('toFraction', () => {
  test('a point outside is clamped to the last pixel', () => {
    const picture = { left: 100, top: 100, width: 200, height: 100 };
    const frame = { width: 200, height: 100 };
    expect(toFraction({ x: 0, y: 0 }, picture, frame)).toEqual({ x: 0.25 / 200, y: 0.25 / 100 });
    expect(toFraction({ x: 900, y: 900 }, picture, frame)).toEqual({ x: 199.25 / 200, y: 99.25 / 100 });
    expect(isOnPicture({ x: 99, y: 150 }, picture)).toBe(false);
    expect(isOnPicture({ x: 299.9, y: 199.9 }, picture)).toBe(true);
    expect(isOnPicture({ x: 300, y: 150 }, picture)).toBe(false);
  });

  test('no picture gives no fraction', () => {
    expect(toFraction({ x: 1, y: 1 }, { left: 0, top: 0, width: 0, height: 0 }, { width: 10, height: 10 })).toBeUndefined();
  });

  const axis = (fraction: number, pixels: number) => [Math.floor(fraction * pixels), Math.round(fraction * pixels)];

  test('in 1:1 each device pixel finds its own frame pixel, at every scale and however it is scrolled', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 1.25, 1.5, 2),
        fc.integer({ min: 16, max: 7680 }),
        fc.integer({ min: 16, max: 4320 }),
        fc.integer({ min: -4000, max: 4000 }),
        fc.integer({ min: -4000, max: 4000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (ratio, width, height, scrollX, scrollY, alongX, alongY) => {
          const frame = { width, height };
          const size = elementSize('actual', { width: 800, height: 600 }, frame, ratio);
          const picture = containedBox({ left: scrollX / ratio, top: scrollY / ratio, ...size }, frame);
          const pixel = { x: Math.floor(alongX * (width - 1)), y: Math.floor(alongY * (height - 1)) };
          const point = { x: (scrollX + pixel.x) / ratio, y: (scrollY + pixel.y) / ratio };
          const found = toFraction(point, picture, frame);
          expect(found).toBeDefined();
          if (!found) return;
          expect(axis(found.x, width)).toEqual([pixel.x, pixel.x]);
          expect(axis(found.y, height)).toEqual([pixel.y, pixel.y]);
        },
      ),
    );
  });

  test('the pixel found is drawn within one pixel of the pointer, fit or 1:1, at every scale', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Zoom>('fit', 'actual'),
        fc.constantFrom(1, 1.25, 1.5, 2),
        fc.record({ width: fc.integer({ min: 16, max: 7680 }), height: fc.integer({ min: 16, max: 4320 }) }),
        fc.record({ width: fc.integer({ min: 100, max: 3000 }), height: fc.integer({ min: 100, max: 2000 }) }),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        (zoom, ratio, frame, viewport, alongX, alongY) => {
          const size = elementSize(zoom, viewport, frame, ratio);
          const picture = containedBox({ left: 37.5, top: -12.25, ...size }, frame);
          const point = { x: picture.left + alongX * picture.width, y: picture.top + alongY * picture.height };
          const found = toFraction(point, picture, frame);
          expect(found).toBeDefined();
          if (!found) return;
          const truth = { x: alongX * frame.width, y: alongY * frame.height };
          for (const at of axis(found.x, frame.width)) expect(Math.abs(at - truth.x)).toBeLessThanOrEqual(1);
          for (const at of axis(found.y, frame.height)) expect(Math.abs(at - truth.y)).toBeLessThanOrEqual(1);
          expect(found.x).toBeGreaterThanOrEqual(0);
          expect(found.x).toBeLessThan(1);
        },
      ),
    );
  });
});
