import classes from './sparkline.module.css';
import { SPARK_HEIGHT, SPARK_WIDTH, type SparkPoint, sparkPath } from './sparkline-path.ts';

export interface SparklineProps {
  /** In the order of x. */
  readonly points: readonly SparkPoint[];
  readonly low: number;
  readonly high: number;
  /** What the line says, in words: the picture is for the eye alone. */
  readonly label: string;
}

/** A small line without axes, for how something went. */
export function Sparkline({ points, low, high, label }: SparklineProps) {
  const { line, last } = sparkPath(points, low, high);
  return (
    <svg
      className={classes.chart}
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className={classes.ground} d={`M0 ${SPARK_HEIGHT}H${SPARK_WIDTH}`} />
      <path className={classes.line} d={line} />
      <path className={classes.last} d={last} />
    </svg>
  );
}
