import { AppError, silentLogger } from '@alongside/base';
import type { Organisation, TicketEvent } from '@alongside/protocol';
import { consoleSocket } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import { FakeClock, linkedTransports, Recorder } from '@alongside/testkit';
import { afterEach, expect, it, vi } from 'vitest';
import type { TicketRow } from '../storage/tables.ts';
import { Announcer } from './announcer.ts';
import { type ConsolePeer, Peers } from './peers.ts';
import { TicketBoard } from './ticket-board.ts';

const organisation: Organisation = { name: 'O', phone: '', timeZone: 'UTC', hours: [[], [], [], [], [], [], []] };
const messages = contract(consoleSocket);

/** What the database keeps of a ticket to find it by. */
const INDEX = {
  indexed: 1,
  status: 'new',
  active: 1,
  live: 'waiting',
  tier: 1,
  priority: 2,
  updatedAt: 0,
  groupId: null,
  groupName: null,
  ownerId: null,
  ownerName: null,
  category: null,
  waitingSince: 0,
  offeredTo: null,
  offerLapsesAt: null,
  since: 0,
  solvedAt: null,
  solvedTier: null,
  stars: null,
  ratedAt: null,
  wantsManager: 0,
  followHash: null,
  followNonce: null,
} as const;

function desk() {
  const clock = new FakeClock();
  const board = new TicketBoard(clock);
  const peers = new Peers();
  const name = '界'.repeat(80);
  const announcer = new Announcer({
    board,
    peers,
    clock,
    organisation: () => organisation,
    deviceName: () => name,
    appended: () => undefined,
  });
  const [here, there] = linkedTransports();
  const connect = (transport: typeof here, local: 'server' | 'technician', remote: 'server' | 'technician') =>
    new Connection(transport, { local, remote, contract: messages, clock, logger: silentLogger });
  const page = connect(there, 'technician', 'server');
  const peer: ConsolePeer = {
    connection: connect(here, 'server', 'technician'),
    user: { id: 'user-0001', name: 'Tess', role: 'technician', tier: 1, outsideGroupIds: [] },
    httpSessionId: 'http-0001',
    keyId: 'key-00001',
    publicKey: '',
    approved: true,
    address: '::1',
    signedOut: false,
  };
  const add = (number: number, text: string) => {
    const row: TicketRow = {
      id: `ticket-${number}`,
      organisationId: 'o',
      number,
      requestId: `request-${number}`,
      deviceId: 'device-0001',
      requester: name,
      text,
      proof: '',
      createdAt: number,
      startedBy: 'request',
      invitedById: null,
      invitedByName: null,
      standingId: null,
      closedAt: null,
      ...INDEX,
    };
    const actor = { kind: 'user' as const, id: null, name };
    const created: TicketEvent = { seq: 0, at: number, actor, body: { type: 'created', text } };
    announcer.ticketEvent(board.opened(row, created), created);
  };
  const queues = new Recorder<{ tickets: { number: number }[]; openCount: number }>((heard) =>
    page.on(consoleSocket.queueChanged, heard),
  );
  return { clock, peers, peer, announcer, board, add, queues, page };
}

afterEach(() => vi.restoreAllMocks());

it('tells changes together, and not the same twice', async () => {
  const { clock, peers, peer, announcer, add, queues } = desk();
  peers.addConsole(peer);
  add(1001, 'one');
  add(1002, 'two');
  await clock.advance(50);
  expect(queues.values.map((queue) => queue.tickets.map((ticket) => ticket.number))).toEqual([[1001, 1002]]);
  announcer.changed();
  await clock.advance(1000);
  expect(queues.values).toHaveLength(1);
});

it('cuts a queue that is too large for its message at the end, and says how many there are', async () => {
  const { clock, peers, peer, add, queues, page } = desk();
  peers.addConsole(peer);
  for (let i = 0; i < 400; i += 1) add(1001 + i, '界'.repeat(4000));
  await clock.advance(50);
  const queue = queues.values.at(-1);
  expect(queue?.openCount).toBe(400);
  expect(queue?.tickets.length).toBeGreaterThan(100);
  expect(queue?.tickets.length).toBeLessThanOrEqual(200);
  expect(queue?.tickets[0]?.number).toBe(1001);
  expect(page.drops('oversize') + page.drops('invalid')).toBe(0);
  expect(() => peer.connection.notify(consoleSocket.queueChanged, { tickets: [], openCount: 0 })).not.toThrow(AppError);
});

it('looks through its tickets once for each change, not once for each computer that is told', () => {
  const { board, add } = desk();
  for (const number of [1003, 1001, 1002]) add(number, 'one of many');
  const [open, places, own] = [board.open, board.places(), board.ofDevice('device-0001')];
  expect([board.open, board.places(), board.ofDevice('device-0001')].every((each, i) => each === [open, places, own][i])).toBe(
    true,
  );
  add(9001, 'one more');
  expect(board.ofDevice('device-0001').map(({ row }) => row.number)).toEqual([1001, 1002, 1003, 9001]);
  expect(board.places().get('ticket-9001')).toBe(4);
  expect([open.length, places.size, own.length]).toEqual([3, 3, 3]);
});

it('puts what all pages are told into words once, not once for each page', async () => {
  const { clock, peers, peer, add, queues } = desk();
  for (const keyId of ['key-00001', 'key-00002', 'key-00003']) peers.addConsole({ ...peer, keyId });
  const written = vi.spyOn(JSON, 'stringify');
  add(1001, 'one');
  await clock.advance(50);
  expect(queues.values).toHaveLength(3);
  expect(written.mock.calls.filter(([value]) => Object.hasOwn(Object(value), 'openCount'))).toHaveLength(1);
});

it('looks through its technicians once for each change of theirs, not once for each computer that is told', () => {
  const { peers, peer } = desk();
  expect(peers.technicians).toEqual([]);
  peers.addConsole(peer);
  const [before] = [peers.technicians];
  expect(before).toEqual([{ id: 'user-0001', name: 'Tess', presence: 'available' }]);
  expect(peers.techniciansAvailable).toBe(1);
  expect(peers.technicians).toBe(before);
  peers.setPresence('user-0001', 'away');
  expect(peers.techniciansAvailable).toBe(0);
  peers.setApproved(peer, false);
  expect(peers.technicians).toEqual([]);
  peers.setApproved(peer, true);
  expect(peers.technicians).toEqual([{ id: 'user-0001', name: 'Tess', presence: 'away' }]);
  peers.removeConsole(peer);
  expect(peers.technicians).toEqual([]);
});

it('asks the calendar for the day once a day, not once for each computer that is told', async () => {
  const { board, clock } = desk();
  let asked = 0;
  const here = (timeZone: string): Organisation => ({
    ...organisation,
    get timeZone() {
      asked += 1;
      return timeZone;
    },
  });
  const london = here('Europe/London');
  board.load([], [{ joinedAt: clock.now(), waitMs: 60_000 }]);
  const wait = board.expectedWaitMs(london);
  const once = asked;
  expect(once).toBeGreaterThan(0);
  expect([board.expectedWaitMs(london), board.expectedWaitMs(london)]).toEqual([wait, wait]);
  expect(asked).toBe(once);
  board.expectedWaitMs(here('Asia/Tokyo'));
  expect(asked).toBe(2 * once);
  await clock.advance(24 * 60 * 60_000);
  board.expectedWaitMs(london);
  expect(asked).toBe(3 * once);
});
