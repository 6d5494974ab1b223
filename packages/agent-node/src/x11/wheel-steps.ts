/** Buttons that X takes for the wheel. */
const UP = 4;
const DOWN = 5;
const LEFT = 6;
const RIGHT = 7;
/** One call is one gesture; more would keep a slow program scrolling long after the hand has stopped. */
const MAX_CLICKS = 100;

/** Sums fractions of wheel steps up to whole ones. Turning back drops the rest of the other direction. */
export class WheelSteps {
  #x = 0;
  #y = 0;

  /** Positive is right and down. Returns the wheel's buttons to click, in order. */
  add(dx: number, dy: number): readonly number[] {
    const [x, restX] = whole(this.#x, dx);
    const [y, restY] = whole(this.#y, dy);
    this.#x = restX;
    this.#y = restY;
    return [...repeat(y < 0 ? UP : DOWN, y), ...repeat(x < 0 ? LEFT : RIGHT, x)];
  }

  reset(): void {
    this.#x = 0;
    this.#y = 0;
  }
}

function whole(rest: number, added: number): readonly [number, number] {
  if (!Number.isFinite(added)) return [0, rest];
  const sum = Math.sign(rest) * added < 0 ? added : rest + added;
  // 3 times 0.1 and 7 times 0.1 make a whole step although binary fractions do not quite.
  const steps = Math.trunc(sum + Math.sign(sum) * 1e-9);
  return [steps, sum - steps];
}

function repeat(button: number, steps: number): readonly number[] {
  return Array.from({ length: Math.min(MAX_CLICKS, Math.abs(steps)) }, () => button);
}
