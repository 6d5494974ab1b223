import type { TicketSummary } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { matches, nextRows, splitQueue, stepFrom } from './queue-rows.ts';

const ticket = (number: number, more: Partial<TicketSummary> = {}): TicketSummary => ({
  id: `ticket-${number}`,
  number,
  state: 'waiting',
  subject: 'The printer is offline',
  requester: 'Mara Brandt',
  device: { id: `device-${number}`, name: 'LT-4471', online: true },
  createdAt: number,
  technician: null,
  sessionId: null,
  callBack: null,
  ...more,
});
const rosa = { id: 'user-rosa', name: 'Rosa Vidal' };
const timo = { id: 'user-timo', name: 'Timo Kern' };
const short = (rows: ReturnType<typeof nextRows>) => rows.map((row) => `${row.ticket.number}${row.gone ? ' gone' : ''}`);

test('splitQueue', () => {
  const parts = splitQueue(
    [
      ticket(1),
      ticket(2, { state: 'claimed', technician: rosa }),
      ticket(3, { state: 'in-session', technician: timo }),
      ticket(4, { state: 'done' }),
    ],
    rosa.id,
  );
  expect([parts.waiting, parts.mine, parts.others].map((list) => list.map((each) => each.number))).toEqual([[1], [2], [3]]);
});

test('who was asked by a link sees those first, and all others in their order', () => {
  const invited = ticket(3, { startedBy: 'invitation', invitedBy: rosa });
  const queue = [ticket(1), ticket(2), invited];
  const numbers = (userId: string) => splitQueue(queue, userId).waiting.map((each) => each.number);
  expect([numbers(rosa.id), numbers(timo.id)]).toEqual([
    [3, 1, 2],
    [1, 2, 3],
  ]);
});

describe('nextRows', () => {
  const before = nextRows([], [ticket(1), ticket(2), ticket(3)], [], false);

  test('held rows keep their places; what left is quiet, what is new comes last', () => {
    const claimed = ticket(1, { state: 'claimed', technician: timo });
    const rows = nextRows(before, [ticket(2), ticket(3), ticket(4)], [claimed, ticket(2), ticket(3), ticket(4)], true);
    expect(short(rows)).toEqual(['1 gone', '2', '3', '4']);
    expect(rows[0]?.ticket.technician).toEqual(timo);
  });

  test('a row that comes back is alive again', () => {
    const rows = nextRows(nextRows(before, [ticket(2)], [], true), [ticket(1), ticket(2)], [], true);
    expect(short(rows)).toEqual(['1', '2', '3 gone']);
  });

  test('let go, the list is as the server says', () => {
    expect(short(nextRows(before, [ticket(3), ticket(4)], [], false))).toEqual(['3', '4']);
  });
});

test.each([
  { search: '', hit: true },
  { search: '#1042', hit: true },
  { search: 'mara print', hit: true },
  { search: 'lt-4471', hit: true },
  { search: 'mouse', hit: false },
])('search “$search”', ({ search, hit }) => {
  expect(matches(ticket(1042), search)).toBe(hit);
});

test.each([
  { chosen: undefined, steps: 1, to: 'a' },
  { chosen: undefined, steps: -1, to: 'c' },
  { chosen: 'a', steps: 1, to: 'b' },
  { chosen: 'c', steps: 1, to: 'c' },
  { chosen: 'a', steps: -1, to: 'a' },
  { chosen: 'left', steps: 1, to: 'a' },
] as const)('step $steps from $chosen', ({ chosen, steps, to }) => {
  expect(stepFrom(['a', 'b', 'c'], chosen, steps)).toBe(to);
});
