import type { PathKind } from '@alongside/protocol';

/** How old what one sees is, and how well the connection does. Pure; ms. */

/** UX.md: grey from 1 s of age, whatever the cause. At rest frames still come five times a second. */
export const STALE_MS = 1000;

export interface PictureTimes {
  /** When the last frame was drawn; undefined before the first one. */
  readonly lastFrameAt: number | undefined;
  /** When the page was last hidden or covered: a browser draws no frames then. */
  readonly shownSince: number;
  /** How long the other side has been silent. */
  readonly silentMs: number;
  readonly now: number;
}

/** The age to be shown on a veil, or undefined where the picture is fresh. */
export function veilAgeMs({ lastFrameAt, shownSince, silentMs, now }: PictureTimes): number | undefined {
  if (lastFrameAt === undefined) return undefined;
  const age = Math.max(now - Math.max(lastFrameAt, shownSince), silentMs);
  return age > STALE_MS ? age : undefined;
}

export interface Quality {
  readonly framesPerSecond: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly path: PathKind | undefined;
}

export type Advice = 'slow' | 'relay';

const SLOW_MS = 200;

/** The one thing that is worth saying. At rest five frames a second are right, so their number says nothing. */
export function adviceOn({ roundTripMs, path }: Quality): Advice | undefined {
  if (roundTripMs === undefined || roundTripMs <= SLOW_MS) return undefined;
  return path === 'relay' ? 'relay' : 'slow';
}
