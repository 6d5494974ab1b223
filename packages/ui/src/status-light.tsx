import {
  IconAlertTriangle,
  IconAlertTriangleFilled,
  IconCircle,
  IconCircleCheck,
  IconCircleCheckFilled,
  IconCircleDotted,
  IconCircleFilled,
  IconCircleX,
  IconCircleXFilled,
  IconHandStop,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Meaning } from './colours.ts';
import classes from './status-light.module.css';

/** Findings, worst first, have a meaning's colour and a shape of their own. */
export type Finding = 'fail' | 'warn' | 'unknown' | 'pass';

type Shape = typeof IconCircle;

const FINDINGS: Record<Finding, { meaning: Meaning; shape: Shape; filled: Shape }> = {
  fail: { meaning: 'stop', shape: IconCircleX, filled: IconCircleXFilled },
  warn: { meaning: 'viewed', shape: IconAlertTriangle, filled: IconAlertTriangleFilled },
  unknown: { meaning: 'offline', shape: IconCircleDotted, filled: IconCircleDotted },
  pass: { meaning: 'idle', shape: IconCircleCheck, filled: IconCircleCheckFilled },
};

const MEANINGS: Record<Meaning, { shape: Shape; filled: Shape }> = {
  idle: { shape: IconCircle, filled: IconCircleFilled },
  viewed: { shape: IconCircle, filled: IconCircleFilled },
  controlled: { shape: IconCircle, filled: IconCircleFilled },
  stop: { shape: IconHandStop, filled: IconHandStop },
  offline: { shape: IconPlugConnectedX, filled: IconPlugConnectedX },
};

export interface StatusLightProps {
  readonly of: Meaning | Finding;
  /** In use (filled) or only allowed (outlined). */
  readonly filled?: boolean;
  /** The word beside the shape: colour alone says nothing. */
  readonly children: ReactNode;
  readonly size?: number;
}

/** A shape in a meaning's colour with its word. */
export function StatusLight({ of, filled = false, children, size = 14 }: StatusLightProps) {
  const finding = of in FINDINGS ? FINDINGS[of as Finding] : undefined;
  const meaning = finding?.meaning ?? (of as Meaning);
  const { shape, filled: solid } = finding ?? MEANINGS[meaning];
  const Icon = filled ? solid : shape;
  return (
    <span className={classes.light} data-filled={filled || undefined}>
      <Icon size={size} stroke={2} style={{ color: `var(--alongside-${meaning})` }} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
