import { FakeClock } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { DueClock } from './due-clock.ts';
import type { BoardTicket } from './ticket-board.ts';

const HOUR_MS = 60 * 60_000;
const ticket = { row: { id: 'ticket-1' } } as BoardTicket;

function followed(inMs: number) {
  const clock = new FakeClock();
  const dueAt = clock.now() + inMs;
  const due: number[] = [];
  const times = new DueClock(
    clock,
    () => dueAt,
    () => due.push(clock.now() - dueAt),
  );
  times.follow(ticket);
  return { clock, due, times };
}

test('what lapses does so once, when its time is over', async () => {
  const { clock, due } = followed(HOUR_MS);
  await clock.advance(HOUR_MS - 1);
  expect(due).toEqual([]);
  await clock.advance(2 * HOUR_MS);
  expect(due).toEqual([0]);
});

test('a wall clock that was set back meanwhile makes it later, and never forgets it', async () => {
  const { clock, due } = followed(HOUR_MS);
  clock.jumpWall(-10 * 60_000);
  await clock.advance(HOUR_MS);
  expect(due).toEqual([]);
  await clock.advance(10 * 60_000);
  expect(due).toEqual([0]);
});

test('of a clock that was years ahead it is looked after once an hour, in one timer', async () => {
  const { clock, due, times } = followed(4 * 365 * 24 * HOUR_MS);
  await clock.advance(48 * HOUR_MS);
  expect({ due, timers: clock.pending }).toEqual({ due: [], timers: 1 });
  times.dispose();
  expect(clock.pending).toBe(0);
});
