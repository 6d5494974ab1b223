import type { TrayImage } from './electron-api.ts';
import type { TrayState } from './tray-state.ts';

/** Meanings of UX.md. */
const COLOURS: Readonly<Record<TrayState, readonly [red: number, green: number, blue: number]>> = {
  idle: [0x0f, 0x76, 0x6e],
  waiting: [0x0f, 0x76, 0x6e],
  viewed: [0xb4, 0x53, 0x09],
  controlled: [0xc2, 0x41, 0x0c],
  offline: [0x64, 0x74, 0x8b],
  news: [0x0f, 0x76, 0x6e],
};

/** Of a square of 16 by 16 units: how far a point is from the shape, negative inside. */
type Shape = (x: number, y: number) => number;

const circle =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

const ring =
  (cx: number, cy: number, radius: number, width: number): Shape =>
  (x, y) =>
    Math.abs(Math.hypot(x - cx, y - cy) - radius) - width / 2;

const line =
  (ax: number, ay: number, bx: number, by: number, width: number): Shape =>
  (x, y) => {
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - ax - along * dx, y - ay - along * dy) - width / 2;
  };

const union =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

const without =
  (shape: Shape, hole: Shape): Shape =>
  (x, y) =>
    Math.max(shape(x, y), -hole(x, y));

/** Two arcs that meet at the corners of an eye. */
const lens: Shape = (x, y) => Math.max(Math.hypot(x - 8, y - 13.2) - 9.2, Math.hypot(x - 8, y - 2.8) - 9.2);

/** A shape each, told apart without colour and at 16 pixels. */
const SHAPES: Readonly<Record<TrayState, Shape>> = {
  /** Two beside each other. */
  idle: union(ring(5.5, 8, 3.6, 1.8), circle(11.6, 8, 2.8)),
  /** A clock. */
  waiting: union(ring(8, 8, 6.2, 1.8), line(8, 8, 8, 4.6, 1.6), line(8, 8, 10.6, 9.4, 1.6)),
  /** An eye. */
  viewed: union(without(lens, circle(8, 8, 2.9)), circle(8, 8, 1.4)),
  /** A pointer in a full square. */
  controlled: without(
    (x, y) => Math.max(Math.abs(x - 8), Math.abs(y - 8)) - 7,
    union(line(5.2, 4.2, 5.2, 11.2, 1.6), line(5.2, 4.2, 11, 9.6, 1.6), line(7, 8.6, 9.2, 12.6, 2)),
  ),
  /** What somebody says. */
  news: without(
    union((x, y) => Math.max(Math.abs(x - 8) - 7, Math.abs(y - 6.5) - 5), line(5.5, 11, 5.5, 14, 2.4)),
    union(circle(4.6, 6.5, 1.1), circle(8, 6.5, 1.1), circle(11.4, 6.5, 1.1)),
  ),
  /** Struck out. */
  offline: union(without(ring(8, 8, 5.4, 1.8), line(3, 13, 13, 3, 4)), line(3, 13, 13, 3, 1.7)),
};

/** How much of a pixel each shape covers, 0 to 255, row by row. */
export function drawShape(state: TrayState, size: number): Uint8Array {
  const shape = SHAPES[state];
  const unit = 16 / size;
  const cover = new Uint8Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const distance = shape((column + 0.5) * unit, (row + 0.5) * unit) / unit;
      cover[row * size + column] = Math.round(255 * Math.max(0, Math.min(1, 0.5 - distance)));
    }
  }
  return cover;
}

/** 16 and 32 pixels; in one colour (black, which macOS turns into the panel's own) or in the state's. */
export function trayImage(state: TrayState, oneColour: boolean): TrayImage {
  const colour = oneColour ? ([0, 0, 0] as const) : COLOURS[state];
  return {
    template: oneColour,
    bitmaps: [1, 2].map((scaleFactor) => {
      const size = 16 * scaleFactor;
      return { size, scaleFactor, pixels: inColour(drawShape(state, size), colour) };
    }),
  };
}

function inColour(cover: Uint8Array, [red, green, blue]: readonly [number, number, number]): Uint8Array {
  const pixels = new Uint8Array(cover.length * 4);
  cover.forEach((alpha, at) => {
    const share = alpha / 255;
    pixels.set([Math.round(blue * share), Math.round(green * share), Math.round(red * share), alpha], at * 4);
  });
  return pixels;
}
