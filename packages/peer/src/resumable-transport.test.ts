import { FakeClock, Recorder } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrame } from './link-frames.ts';
import { MAX_PAYLOAD_BYTES, MAX_UNACKNOWLEDGED_FRAMES, ResumableTransport } from './resumable-transport.ts';

interface End {
  readonly transport: ResumableTransport;
  readonly received: string[];
  readonly broken: string[];
  /** Frames under way to this end, oldest first. */
  readonly inbox: string[];
}

function makeEnd(): End {
  const broken: string[] = [];
  const transport = new ResumableTransport({
    clock: new FakeClock(),
    onCloseAsked: (reason) => transport.finish(reason),
    onBroken: (code) => broken.push(code),
  });
  const received = new Recorder(transport.onFrame).values;
  return { transport, received, broken, inbox: [] };
}

function connect(a: End, b: End): void {
  a.inbox.length = 0;
  b.inbox.length = 0;
  a.transport.attach({ send: (frame) => b.inbox.push(frame), bufferedBytes: 0 });
  b.transport.attach({ send: (frame) => a.inbox.push(frame), bufferedBytes: 0 });
}

function cut(a: End, b: End): void {
  a.transport.detach();
  b.transport.detach();
  a.inbox.length = 0;
  b.inbox.length = 0;
}

function deliver(end: End, count = Number.POSITIVE_INFINITY): void {
  for (let n = 0; n < count; n += 1) {
    const text = end.inbox.shift();
    if (text === undefined) return;
    const frame = readFrame(text);
    if (frame?.type === 'data' || frame?.type === 'ack' || frame?.type === 'resume') end.transport.handleFrame(frame);
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), from: fc.constantFrom(0, 1), count: fc.integer({ min: 1, max: 70 }) }),
  fc.record({ do: fc.constant('deliver' as const), to: fc.constantFrom(0, 1), count: fc.integer({ min: 1, max: 70 }) }),
  fc.constant({ do: 'cut' as const }),
  fc.constant({ do: 'connect' as const }),
);

describe('the resumable transport', () => {
  it('brings every frame exactly once and in order, whatever is cut when', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ends = [makeEnd(), makeEnd()] as const;
        const sent: [string[], string[]] = [[], []];
        for (const one of steps) {
          if (one.do === 'cut') cut(...ends);
          else if (one.do === 'connect') connect(...ends);
          else if (one.do === 'deliver') deliver(ends[one.to as 0 | 1], one.count);
          else {
            const from = one.from as 0 | 1;
            for (let n = 0; n < one.count; n += 1) {
              sent[from].push(`${from}:${sent[from].length}`);
              ends[from].transport.send(sent[from].at(-1) ?? '');
            }
          }
        }
        connect(...ends);
        while (ends[0].inbox.length + ends[1].inbox.length > 0) {
          deliver(ends[0]);
          deliver(ends[1]);
        }
        expect([ends[1].received, ends[0].received]).toEqual(sent);
        expect([...ends[0].broken, ...ends[1].broken]).toEqual([]);
        expect([ends[0].transport.bufferedBytes, ends[1].transport.bufferedBytes]).toEqual([0, 0]);
      }),
      { numRuns: 300 },
    );
  });

  it('counts what waits as buffered until it can be sent', () => {
    const [a, b] = [makeEnd(), makeEnd()];
    a.transport.send('12345');
    expect(a.transport.bufferedBytes).toBe(5);
    connect(a, b);
    deliver(b);
    deliver(a);
    expect(a.transport.bufferedBytes).toBe(0);
  });

  it('acknowledges on its own after many frames, so that a one-way stream goes on', () => {
    const [a, b] = [makeEnd(), makeEnd()];
    connect(a, b);
    deliver(a);
    deliver(b);
    for (let n = 0; n < MAX_UNACKNOWLEDGED_FRAMES * 2; n += 1) {
      a.transport.send('x');
      if (n % 100 === 0) {
        deliver(b);
        deliver(a);
        // The receiver's own bound is per second, and this clock stands still.
        if (b.broken.length > 0) break;
      }
    }
    expect(a.broken).toEqual([]);
    expect(b.broken).toEqual(['link.flooded']);
    expect(b.received.length).toBeGreaterThan(MAX_UNACKNOWLEDGED_FRAMES);
  });

  it('breaks at its bounds and at impossible numbers', () => {
    const full = makeEnd();
    for (let n = 0; n <= MAX_UNACKNOWLEDGED_FRAMES; n += 1) full.transport.send('');
    expect(full.broken).toEqual(['link.flooded']);

    const expectBroken = (code: string, ...frames: string[]) => {
      const end = makeEnd();
      end.transport.attach({ send: () => undefined, bufferedBytes: 0 });
      end.inbox.push(...frames);
      deliver(end);
      expect(end.broken).toEqual([code]);
      expect(end.received).toEqual([]);
    };
    expectBroken('request.invalid', 'r0', 'd2 0 left one out');
    expectBroken('request.invalid', 'd1 0 before the resume');
    expectBroken('request.invalid', 'r0', 'a1');
    expectBroken('request.invalid', 'r7');
  });

  it('refuses a frame that does not fit between peers', () => {
    const { transport } = makeEnd();
    transport.send('x'.repeat(MAX_PAYLOAD_BYTES));
    expect(() => transport.send('ü'.repeat(MAX_PAYLOAD_BYTES / 2 + 1))).toThrow('larger than');
  });

  it('reads no frame out of anything else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const frame = readFrame(text);
        expect(frame === undefined || 'abcdr'.includes(text[0] ?? '-')).toBe(true);
      }),
    );
    for (const bad of [
      '',
      'd',
      'd0 0 x',
      'd1 x',
      'd01 0 x',
      'a',
      'a-1',
      'a1.5',
      `a${'9'.repeat(30)}`,
      'b1 2 3',
      'b1 2 -2 0',
      'r ',
      'x1',
    ]) {
      expect(readFrame(bad)).toBeUndefined();
    }
    expect(readFrame('d12 7 {"m":"a b"}')).toEqual({ type: 'data', seq: 12, ack: 7, payload: '{"m":"a b"}' });
    expect(readFrame('b1234.5 8 -1 0')).toEqual({ type: 'heartbeat', sentAt: 1234.5, ack: 8, echo: -1, heldMs: 0 });
  });
});
