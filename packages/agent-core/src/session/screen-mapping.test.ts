import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Display } from '../ports/index.ts';
import { capturedArea, mapPoint } from './screen-mapping.ts';

const display = (x: number, y: number, width: number, height: number, primary = false): Display => ({
  x,
  y,
  width,
  height,
  scale: 1,
  rotation: 0,
  primary,
});

describe('captured area', () => {
  const left = display(0, 0, 1920, 1080);
  const right = display(1920, 0, 1280, 1024, true);

  test.each([
    ['the display of the frame’s size', { width: 1280, height: 1024 }, { x: 1920, y: 0, width: 1280, height: 1024 }],
    ['the display of the frame’s shape, scaled', { width: 960, height: 540 }, { x: 0, y: 0, width: 1920, height: 1080 }],
    ['all displays together', { width: 3200, height: 1080 }, { x: 0, y: 0, width: 3200, height: 1080 }],
  ])('%s', (_name, frame, area) => {
    expect(capturedArea([left, right], frame)).toMatchObject(area);
  });

  test('of two alike the primary is taken', () => {
    expect(capturedArea([display(0, 0, 800, 600), display(800, 0, 800, 600, true)], { width: 800, height: 600 }).x).toBe(800);
  });

  test('of two alike the one that was chosen is taken, where the browser tells which', () => {
    const [one, other] = [display(0, 0, 1920, 1080, true), display(1920, 0, 1920, 1080)].map((each, at) => ({
      ...each,
      sources: [410 + at],
    }));
    if (!one || !other) throw new Error('two displays');
    const frame = { width: 1920, height: 1080 };
    expect(capturedArea([one, other], { ...frame, source: 411 })).toEqual(other);
    expect(capturedArea([one, other], { ...frame, source: 410 })).toEqual(one);
    // Scaled, turned or cut: the number says more than the size.
    expect(capturedArea([one, other], { width: 100, height: 100, source: 411 })).toEqual(other);
    expect(capturedArea([one, other], { ...frame, source: 999 })).toEqual(one);
  });

  test('without any display the frame is the desktop', () => {
    expect(capturedArea([], { width: 640, height: 360 })).toEqual({ x: 0, y: 0, width: 640, height: 360 });
  });
});

describe('mapping a point', () => {
  const size = fc.record({ width: fc.integer({ min: 320, max: 5120 }), height: fc.integer({ min: 240, max: 2880 }) });

  test('a pixel’s middle maps to that pixel at every scale', () => {
    fc.assert(
      fc.property(
        size,
        fc.constantFrom(1, 0.5, 0.8, 1.25, 1.5, 2),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        (area, scale, u, v) => {
          const x = Math.floor(u * area.width);
          const y = Math.floor(v * area.height);
          const frame = { width: area.width * scale, height: area.height * scale };
          const at = mapPoint({ x: 100, y: -50, ...area }, frame, { x: (x + 0.5) / area.width, y: (y + 0.5) / area.height });
          return at.x === x + 100 && at.y === y - 50;
        },
      ),
    );
  });

  test('every point stays on the display, bars included', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(size, size, fraction, fraction, (area, frame, x, y) => {
        const at = mapPoint({ x: 7, y: 9, ...area }, frame, { x, y });
        return at.x >= 7 && at.x < 7 + area.width && at.y >= 9 && at.y < 9 + area.height;
      }),
    );
  });

  test('a letterboxed frame leaves its bars out', () => {
    const area = { x: 0, y: 0, width: 1000, height: 500 };
    const frame = { width: 1000, height: 1000 };
    expect(mapPoint(area, frame, { x: 0.5, y: 0.1 })).toEqual({ x: 500, y: 0 });
    expect(mapPoint(area, frame, { x: 0.5, y: 0.5 })).toEqual({ x: 500, y: 250 });
    expect(mapPoint(area, frame, { x: 0.5, y: 0.75 })).toEqual({ x: 500, y: 499 });
  });
});
