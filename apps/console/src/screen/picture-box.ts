/** Where a frame is drawn and which point of it lies under the pointer. Pure; lengths are CSS pixels unless said. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

export interface Fraction {
  /** 0 to 1 of the captured frame, from its left or upper edge. */
  readonly x: number;
  readonly y: number;
}

export type Zoom = 'fit' | 'actual';

/** The part of `outer` that a frame fills with `object-fit: contain`; the rest is letterbox. */
export function containedBox(outer: Box, frame: Size): Box {
  if (frame.width <= 0 || frame.height <= 0 || outer.width <= 0 || outer.height <= 0) return { ...outer, width: 0, height: 0 };
  const scale = Math.min(outer.width / frame.width, outer.height / frame.height);
  const width = frame.width * scale;
  const height = frame.height * scale;
  return { left: outer.left + (outer.width - width) / 2, top: outer.top + (outer.height - height) / 2, width, height };
}

/** The size that the video element has: the whole viewport, or one frame pixel for each device pixel. */
export function elementSize(zoom: Zoom, viewport: Size, frame: Size, devicePixelRatio: number): Size {
  if (zoom === 'fit') return { width: viewport.width, height: viewport.height };
  return { width: frame.width / devicePixelRatio, height: frame.height / devicePixelRatio };
}

/**
 * A point as the pointer reports it means the pixel to its right and below. A quarter of a frame pixel is added, so that
 * the other end finds the same pixel whether it rounds or cuts, and floating point cannot push it to the one before.
 */
const INTO_PIXEL = 0.25;

function along(position: number, start: number, length: number, pixels: number): number {
  const pixel = ((position - start) / length) * pixels + INTO_PIXEL;
  return Math.min(Math.max(pixel, INTO_PIXEL), pixels - 1 + INTO_PIXEL) / pixels;
}

/** Whether the point lies on the picture itself and not on its letterbox. */
export function isOnPicture(point: { x: number; y: number }, picture: Box): boolean {
  return (
    point.x >= picture.left &&
    point.y >= picture.top &&
    point.x < picture.left + picture.width &&
    point.y < picture.top + picture.height
  );
}

/** The fraction of the frame under a point; clamped to the frame, as a drag that leaves the picture goes on at its edge. */
export function toFraction(point: { x: number; y: number }, picture: Box, frame: Size): Fraction | undefined {
  if (picture.width <= 0 || picture.height <= 0 || frame.width <= 0 || frame.height <= 0) return undefined;
  return {
    x: along(point.x, picture.left, picture.width, frame.width),
    y: along(point.y, picture.top, picture.height, frame.height),
  };
}
