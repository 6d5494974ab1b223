import type { Display } from '../ports/index.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The part of the desktop, in machine pixels, that a captured frame shows. */
export interface Area extends Point, Size {}

/** A captured frame, and of which source it is where the browser tells. */
export interface Frame extends Size {
  readonly source?: number;
}

/**
 * Which part of the desktop a capture shows: the display that was chosen, where it is known. Else the display of the frame's
 * very size (the primary first), else the one of the same shape (a scaled capture), else all displays together.
 */
export function capturedArea(displays: readonly Display[], frame: Frame): Area {
  const { source } = frame;
  const chosen = source === undefined ? undefined : displays.find(({ sources }) => sources?.includes(source));
  if (chosen) return chosen;
  const primaryFirst = [...displays].sort((a, b) => Number(b.primary) - Number(a.primary));
  const exact = primaryFirst.find((d) => d.width === frame.width && d.height === frame.height);
  const alike = primaryFirst.find((d) => Math.abs(d.width / d.height - frame.width / frame.height) < 0.005);
  return exact ?? alike ?? bounds(displays, frame);
}

function bounds(displays: readonly Display[], fallback: Size): Area {
  if (displays.length === 0) return { x: 0, y: 0, ...fallback };
  const left = Math.min(...displays.map((d) => d.x));
  const top = Math.min(...displays.map((d) => d.y));
  const right = Math.max(...displays.map((d) => d.x + d.width));
  const bottom = Math.max(...displays.map((d) => d.y + d.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * The pixel under a fraction of the frame. A capture that was fitted into another shape has bars left and right or
 * above and below; a point in a bar is moved to the nearest pixel of the picture.
 */
export function mapPoint(area: Area, frame: Size, at: Point): Point {
  const scale = Math.min(frame.width / area.width, frame.height / area.height);
  const barX = (frame.width - area.width * scale) / 2;
  const barY = (frame.height - area.height * scale) / 2;
  const inside = (value: number, size: number) => Math.min(size - 1, Math.max(0, Math.floor(value)));
  return {
    x: area.x + inside((at.x * frame.width - barX) / scale, area.width),
    y: area.y + inside((at.y * frame.height - barY) / scale, area.height),
  };
}
