import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedWait, place } from './queue.ts';

describe('place', () => {
  it('counts waiting tickets from the oldest, a returned one in its old turn', () => {
    const places = place([
      { id: 'c', number: 1003, createdAt: 30, waiting: true },
      { id: 'a', number: 1001, createdAt: 10, waiting: true },
      { id: 'b', number: 1002, createdAt: 20, waiting: false },
    ]);
    expect([...places]).toEqual([
      ['a', 1],
      ['c', 2],
    ]);
  });

  it('gives each waiting ticket one place, without gaps', () => {
    const ticket = fc.record({ id: fc.uuid(), number: fc.nat(), createdAt: fc.nat(), waiting: fc.boolean() });
    fc.assert(
      fc.property(fc.uniqueArray(ticket, { selector: (t) => t.id }), (tickets) => {
        const waiting = tickets.filter((t) => t.waiting).length;
        expect([...place(tickets).values()]).toEqual(Array.from({ length: waiting }, (_, i) => i + 1));
      }),
    );
  });
});

describe('expectedWait', () => {
  it.each([
    [[], null],
    [[1, 2, 3, 4], null],
    [[50, 10, 40, 20, 30], 30],
    [[10, 20, 30, 40, 50, 1000], 35],
  ])('of %j is %j', (waits, expected) => {
    expect(expectedWait(waits)).toBe(expected);
  });
});
