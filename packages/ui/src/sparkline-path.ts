export interface SparkPoint {
  readonly x: number;
  /** Null where nothing is known: the line has a gap there. */
  readonly y: number | null;
}

export const SPARK_WIDTH = 100;
export const SPARK_HEIGHT = 40;

/**
 * The line through the points as SVG path data, in a field of 100 by 40 with the origin above: x from first to last, y
 * from `low` to `high`. A point alone between gaps is a dot (a line of no length with a round cap).
 */
export function sparkPath(
  points: readonly SparkPoint[],
  low: number,
  high: number,
): { readonly line: string; readonly last: string } {
  const first = points[0]?.x ?? 0;
  const span = (points.at(-1)?.x ?? 0) - first || 1;
  const at = ({ x, y }: { x: number; y: number }) =>
    `${round(((x - first) / span) * SPARK_WIDTH)} ${round(SPARK_HEIGHT - ((clamp(y, low, high) - low) / (high - low || 1)) * SPARK_HEIGHT)}`;
  let line = '';
  let last = '';
  let drawing = false;
  for (const { x, y } of points) {
    if (y === null) {
      drawing = false;
      continue;
    }
    const place = at({ x, y });
    line += drawing ? `L${place}` : `M${place}h0`;
    last = `M${place}h0`;
    drawing = true;
  }
  return { line, last };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
