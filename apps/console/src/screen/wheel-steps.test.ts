import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_REST, toWheelSteps, type WheelTurn } from './wheel-steps.ts';

const turn = (change: Partial<WheelTurn>): WheelTurn => ({
  deltaX: 0,
  deltaY: 0,
  deltaMode: 0,
  shiftKey: false,
  devicePixelRatio: 1,
  ...change,
});

test.each([
  { name: 'a detent down', turn: turn({ deltaY: 100 }), dx: 0, dy: 1 },
  { name: 'a detent up', turn: turn({ deltaY: -100 }), dx: 0, dy: -1 },
  { name: 'a detent of Windows', turn: turn({ deltaY: 120 }), dx: 0, dy: 1 },
  { name: 'a detent at 150 %', turn: turn({ deltaY: 66.66666, devicePixelRatio: 1.5 }), dx: 0, dy: 1 },
  { name: 'three lines', turn: turn({ deltaY: 3, deltaMode: 1 }), dx: 0, dy: 1 },
  { name: 'a page', turn: turn({ deltaY: 1, deltaMode: 2 }), dx: 0, dy: 8 },
  { name: 'sideways', turn: turn({ deltaX: -200 }), dx: -2, dy: 0 },
  { name: 'shift turns it', turn: turn({ deltaY: 100, shiftKey: true }), dx: 1, dy: 0 },
  { name: 'a touch pad, a little', turn: turn({ deltaY: 12 }), dx: 0, dy: 0 },
  { name: 'never more than the wire takes', turn: turn({ deltaY: 1e9 }), dx: 0, dy: 100 },
])('$name', ({ turn: given, dx, dy }) => {
  const steps = toWheelSteps(NO_REST, given);
  expect({ dx: steps.dx, dy: steps.dy }).toEqual({ dx, dy });
});

test('small turns add up and none is lost or doubled', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 200 }), (deltas) => {
      let rest = NO_REST;
      let steps = 0;
      for (const deltaY of deltas) {
        const made = toWheelSteps(rest, turn({ deltaY }));
        rest = made.rest;
        steps += made.dy;
      }
      const total = deltas.reduce((sum, delta) => sum + delta, 0) / 100;
      expect(Math.abs(steps - total)).toBeLessThan(1.5);
    }),
  );
});

test('a change of direction answers at once', () => {
  const up = toWheelSteps({ x: 0, y: 0.9 }, turn({ deltaY: -100 }));
  expect(up.dy).toBe(-1);
});
