import { FakeClock } from '@alongside/testkit';
import { expect, it } from 'vitest';
import { SignalRing } from './live-session.ts';

const rebuild = (epoch: number) => ({ sessionId: 'session-0001', epoch, signal: { type: 'rebuild' as const } });

it('keeps signals for the end that is away, in order, each once', () => {
  const ring = new SignalRing(new FakeClock());
  ring.keep('agent', rebuild(1));
  ring.keep('technician', rebuild(2));
  ring.keep('agent', rebuild(3));
  expect(ring.takeFor('agent').map(({ epoch }) => epoch)).toEqual([1, 3]);
  expect(ring.takeFor('agent')).toEqual([]);
  expect(ring.takeFor('technician').map(({ epoch }) => epoch)).toEqual([2]);
});

it('forgets them after a minute, and the oldest where there are too many', async () => {
  const clock = new FakeClock();
  const ring = new SignalRing(clock);
  ring.keep('agent', rebuild(1));
  await clock.advance(60_000);
  ring.keep('agent', rebuild(2));
  expect(ring.takeFor('agent').map(({ epoch }) => epoch)).toEqual([2]);
  for (let epoch = 0; epoch < 200; epoch += 1) ring.keep('agent', rebuild(epoch));
  expect(ring.takeFor('agent').map(({ epoch }) => epoch)).toEqual(Array.from({ length: 128 }, (_, i) => i + 72));
});

it('paces each end on its own', async () => {
  const clock = new FakeClock();
  const ring = new SignalRing(clock);
  const passed = (count: number) => Array.from({ length: count }, () => ring.take('agent')).filter(Boolean).length;
  expect(passed(200)).toBe(120);
  expect(ring.take('technician')).toBe(true);
  await clock.advance(1000);
  expect(passed(200)).toBe(20);
});
