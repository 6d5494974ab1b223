/** A part of a picture, in its own pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is done to a picture, in order; each speaks of the picture as those before left it. */
export type Change = { readonly kind: 'black-out' | 'cut'; readonly box: Box };

const MIN_SIDE = 4;

/** Between two corners, in whole pixels that lie within the picture; undefined where nothing lies between. */
export function boxOf(one: Point, other: Point, within: Size): Box | undefined {
  const [left, right] = side(one.x, other.x, within.width);
  const [top, bottom] = side(one.y, other.y, within.height);
  const box = { x: left, y: top, width: right - left, height: bottom - top };
  return box.width < MIN_SIDE || box.height < MIN_SIDE ? undefined : box;
}

/** Whole pixels outwards: what one wants gone must not stay at the edge. */
function side(one: number, other: number, length: number): [number, number] {
  const clamp = (value: number) => Math.max(0, Math.min(length, value));
  return [clamp(Math.floor(Math.min(one, other))), clamp(Math.ceil(Math.max(one, other)))];
}

/** What is selected where nothing was: the middle. */
export function middleOf({ width, height }: Size): Box {
  return {
    x: Math.floor(width / 4),
    y: Math.floor(height / 4),
    width: Math.max(1, Math.ceil(width / 2)),
    height: Math.max(1, Math.ceil(height / 2)),
  };
}

/** By the arrow keys: moved, or with its lower right corner moved. Never leaves the picture. */
export function nudged(box: Box, by: Point, how: 'move' | 'resize', within: Size): Box {
  if (how === 'move') {
    return {
      ...box,
      x: Math.max(0, Math.min(within.width - box.width, box.x + by.x)),
      y: Math.max(0, Math.min(within.height - box.height, box.y + by.y)),
    };
  }
  return {
    ...box,
    width: Math.max(MIN_SIDE, Math.min(within.width - box.x, box.width + by.x)),
    height: Math.max(MIN_SIDE, Math.min(within.height - box.y, box.height + by.y)),
  };
}

/** The size of a picture after these changes. */
export function sizeAfter(size: Size, changes: readonly Change[]): Size {
  const cut = changes.findLast(({ kind }) => kind === 'cut');
  return cut ? { width: cut.box.width, height: cut.box.height } : size;
}

/** So that it fits into so many pixels a side. */
export function fitted({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
