import type { InputEvent } from '@alongside/protocol';
import { session } from '@alongside/protocol';
import { exceedsBytes } from '@alongside/rpc';
import { FakeClock } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InputBatch, InputEncoder } from './input-encoder.ts';

function compose() {
  const clock = new FakeClock();
  const batches: InputBatch[] = [];
  const standing = { allowed: true, epoch: 0 };
  const encoder = new InputEncoder({
    clock,
    epoch: () => standing.epoch,
    allowed: () => standing.allowed,
    send: (batch) => batches.push(batch),
  });
  return { clock, batches, standing, encoder };
}

const place = fc.double();
const event: fc.Arbitrary<InputEvent> = fc.oneof(
  fc.record({ type: fc.constant('move' as const), x: place, y: place }),
  fc.record({
    type: fc.constant('button' as const),
    x: place,
    y: place,
    button: fc.integer({ min: 0, max: 4 }),
    down: fc.boolean(),
  }),
  fc.record({ type: fc.constant('wheel' as const), x: place, y: place, dx: place, dy: place }),
  fc.record({ type: fc.constant('key' as const), code: fc.string({ maxLength: 30 }), down: fc.boolean() }),
  fc.record({ type: fc.constant('text' as const), text: fc.string({ unit: 'binary', maxLength: 5_000 }) }),
  fc.constant({ type: 'release' as const }),
);

describe('the input encoder', () => {
  it('sends the first move at once, then one a frame, the last of each', async () => {
    const { clock, batches, encoder } = compose();
    for (const x of [0.1, 0.2, 0.3]) encoder.move(x, 0.5);
    expect(batches.map(({ events }) => events)).toEqual([[{ type: 'move', x: 0.1, y: 0.5 }]]);
    await clock.advance(8);
    expect(batches[1]?.events).toEqual([{ type: 'move', x: 0.3, y: 0.5 }]);
    await clock.advance(100);
    expect(batches.length).toBe(2);
  });

  it('never delays a key, and takes a waiting move along before it', () => {
    const { batches, encoder } = compose();
    encoder.move(0.1, 0.1);
    encoder.move(0.9, 0.9);
    encoder.key('KeyA', true);
    expect(batches[1]?.events).toEqual([
      { type: 'move', x: 0.9, y: 0.9 },
      { type: 'key', code: 'KeyA', down: true },
    ]);
  });

  it('sends nothing that is not allowed, not later either', async () => {
    const { clock, batches, standing, encoder } = compose();
    encoder.move(0.1, 0.1);
    encoder.move(0.2, 0.2);
    standing.allowed = false;
    encoder.key('KeyA', true);
    await clock.advance(100);
    standing.allowed = true;
    await clock.advance(100);
    expect(batches.length).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('sends a long text of any script whole', () => {
    const { batches, encoder } = compose();
    const line = '漢'.repeat(1_000);
    encoder.send(Array.from({ length: 8 }, () => ({ type: 'text', text: line })));
    const typed = batches.flatMap(({ events }) => events.map((one) => (one.type === 'text' ? one.text : '')));
    expect(typed.join('')).toBe(line.repeat(8));
    const frames = batches.map((batch) => JSON.stringify({ m: session.inputBatch.method, p: batch }));
    expect(frames.filter((frame) => exceedsBytes(frame, session.inputBatch.maxBytes))).toEqual([]);
  });

  it('sends only what the wire takes, numbered without gaps, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(event, { maxLength: 100 }), fc.integer({ min: 0, max: 20 })), { maxLength: 20 }),
        async (steps) => {
          const { clock, batches, encoder } = compose();
          for (const [events, pause] of steps) {
            encoder.send(events);
            await clock.advance(pause);
          }
          for (const [index, batch] of batches.entries()) {
            expect(session.inputBatch.params.safeParse(batch).success).toBe(true);
            const frame = JSON.stringify({ m: session.inputBatch.method, p: batch });
            expect(exceedsBytes(frame, session.inputBatch.maxBytes)).toBe(false);
            expect(batch.seq).toBe(index);
          }
          const typed = (all: readonly InputEvent[]) => all.flatMap((one) => (one.type === 'text' ? [one.text] : [])).join('');
          expect(typed(batches.flatMap(({ events }) => events))).toBe(typed(steps.flatMap(([events]) => events)));
        },
      ),
      { numRuns: 50 },
    );
  });
});
