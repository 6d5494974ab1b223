/** Turns wheel events of all kinds into whole steps, keeping what is left for the next one. */

/** WheelEvent.deltaMode, https://www.w3.org/TR/uievents/#dom-wheelevent-deltamode */
const UNITS_A_STEP: Readonly<Record<number, number>> = {
  /** Chromium reports 100 CSS pixels for a detent at page zoom 100 %, and 120 on Windows. */
  0: 100,
  /** Firefox reports 3 lines for a detent. */
  1: 3,
  /** A page is what some mice send for a whole turn: worth eight detents of a 24-line page. */
  2: 1 / 8,
};

const MAX_STEPS = 100;

export interface WheelRest {
  readonly x: number;
  readonly y: number;
}

export const NO_REST: WheelRest = { x: 0, y: 0 };

export interface WheelTurn {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
  /** Shift turns a vertical wheel into a horizontal one; browsers on macOS have done it already. */
  readonly shiftKey: boolean;
  readonly devicePixelRatio: number;
}

/** Positive steps are down and right. Pixels are counted as device pixels, so that page zoom does not change the speed. */
export function toWheelSteps(rest: WheelRest, turn: WheelTurn): { dx: number; dy: number; rest: WheelRest } {
  const unit = UNITS_A_STEP[turn.deltaMode] ?? 100;
  const scale = turn.deltaMode === 0 ? turn.devicePixelRatio : 1;
  const sideways = turn.shiftKey && turn.deltaX === 0;
  const x = fold(rest.x, ((sideways ? turn.deltaY : turn.deltaX) * scale) / unit);
  const y = fold(rest.y, ((sideways ? 0 : turn.deltaY) * scale) / unit);
  return { dx: x.steps, dy: y.steps, rest: { x: x.rest, y: y.rest } };
}

/** A change of direction drops what was left of the other one. */
function fold(rest: number, delta: number): { steps: number; rest: number } {
  const sum = Math.sign(rest) * Math.sign(delta) < 0 ? delta : rest + delta;
  // Fractions such as 66.67 * 1.5 / 100 must make a whole step.
  const steps = Math.trunc(sum + Math.sign(sum) * 0.02);
  const bounded = Math.min(Math.max(steps, -MAX_STEPS), MAX_STEPS);
  return { steps: bounded === 0 ? 0 : bounded, rest: Math.abs(sum - steps) < 0.02 ? 0 : sum - steps };
}
