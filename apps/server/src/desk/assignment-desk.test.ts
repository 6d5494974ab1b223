import { silentLogger } from '@alongside/base';
import { consoleSocket, GIVEN_BY_HAND, type GroupAssignment } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import { FakeClock, linkedTransports } from '@alongside/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DeskDatabase, deskDatabase } from '../../../../test/fixtures/desk-database.ts';
import { BODIES, tess, tessPerson, tom, tomPerson } from '../../../../test/fixtures/ticket-events.ts';
import { Announcer } from './announcer.ts';
import { AssignmentDesk } from './assignment-desk.ts';
import { type ConsolePeer, Peers } from './peers.ts';
import { Serial } from './serial.ts';
import { TicketBoard } from './ticket-board.ts';
import { TicketJournal } from './ticket-journal.ts';

const place = { name: 'O', phone: '', timeZone: 'UTC', hours: [[], [], [], [], [], [], []] };
const helper = {
  tess: { ...tessPerson, role: 'technician', tier: 1, outsideGroupIds: [] },
  tom: { ...tomPerson, role: 'technician', tier: 1, outsideGroupIds: [] },
} as const;

let database: DeskDatabase;
let clock: FakeClock;
let peers: Peers;
let journal: TicketJournal;
let desk: AssignmentDesk;
let serial: Serial;
let board: TicketBoard;

beforeEach(async () => {
  database = await deskDatabase();
  const { stores, organisationId } = database;
  clock = new FakeClock();
  serial = new Serial();
  peers = new Peers();
  board = new TicketBoard(clock);
  const announcer = new Announcer({
    board,
    peers,
    clock,
    organisation: () => place,
    deviceName: () => 'LT-1',
    appended: () => undefined,
  });
  const parts = { stores, organisationId, clock, board, peers, announcer };
  journal = new TicketJournal(parts, () => undefined);
  desk = new AssignmentDesk(parts, journal, (action) => void serial.run(action));
  for (const { id, name } of [tessPerson, tomPerson]) await database.person(id, name);
  peers.addConsole(pageOf('tess'));
  peers.addConsole(pageOf('tom'));
});
afterEach(() => {
  desk.dispose();
  database.close();
});

function pageOf(name: 'tess' | 'tom'): ConsolePeer {
  const [transport] = linkedTransports();
  const sides = {
    local: 'server',
    remote: 'technician',
    contract: contract(consoleSocket),
    clock,
    logger: silentLogger,
  } as const;
  const key = { httpSessionId: `http-${name}`, keyId: `key-of-${name}`, publicKey: '', address: '::1' };
  return { connection: new Connection(transport, sides), user: helper[name], ...key, approved: true, signedOut: false };
}

async function offering(parts: Partial<GroupAssignment> = {}): Promise<void> {
  const group = { id: 'group-first', name: 'First', tier: 1, specialisation: '', acceptWithinMin: 30 };
  const assignment: GroupAssignment = { ...GIVEN_BY_HAND, how: 'offered', takesNew: true, ...parts };
  const memberIds = [tessPerson.id, tomPerson.id];
  await database.stores.supportGroups.write(database.organisationId, { ...group, assignment, memberIds });
}

/** Comes as a request of a user does; whoever is to be offered it was offered it when this resolves. */
async function comes(): Promise<string> {
  const id = await database.ticket(clock.now());
  const record = await database.stores.tickets.find(database.organisationId, id);
  const created = record?.events[0];
  if (!record || !created) throw new Error('no ticket');
  board.opened(record.row, created);
  await settled();
  return id;
}

async function settled(ms = 50): Promise<void> {
  await clock.advance(ms);
  await serial.idle();
  // What was appended is looked at once more.
  await clock.advance(50);
  await serial.idle();
}

const offered = (id: string) => {
  const offer = board.get(id)?.ticket.offer;
  return offer?.state === 'offered' ? offer.person.name : offer?.state;
};

test('is offered to one, then to the other, then is for everybody; nobody is asked twice', async () => {
  await offering();
  const id = await comes();
  expect(offered(id)).toBe('Tess');
  expect(desk.of(tessPerson.id).map(({ row }) => row.id)).toEqual([id]);
  await settled(60_000);
  expect(offered(id)).toBe('Tom');
  await serial.run(() => desk.answer(helper.tom, id, 'decline'));
  await settled();
  expect(offered(id)).toBe('free');
  await settled(600_000);
  const log = (await database.stores.tickets.find(database.organisationId, id))?.events.map(({ body }) => body);
  expect(log?.filter(({ type }) => type === 'offer-made')).toHaveLength(2);
  expect(log?.flatMap((body) => (body.type === 'offer-passed' ? [body.how] : []))).toEqual(['lapsed', 'declined']);
});

test('whoever accepts has it; nobody else can, and not twice', async () => {
  await offering();
  const id = await comes();
  await expect(serial.run(() => desk.answer(helper.tom, id, 'accept'))).rejects.toMatchObject({ code: 'ticket.wrong-state' });
  await expect(serial.run(() => desk.answer(helper.tom, id, 'decline'))).rejects.toMatchObject({ code: 'ticket.wrong-state' });
  await serial.run(() => desk.answer(helper.tess, id, 'accept'));
  expect(board.get(id)?.ticket).toMatchObject({ owner: tessPerson, status: 'open', offer: { state: 'free' } });
  await expect(serial.run(() => desk.answer(helper.tess, id, 'accept'))).rejects.toMatchObject({ code: 'ticket.wrong-state' });
});

test('what a colleague hands over meanwhile is offered no longer, and taken from nobody', async () => {
  await offering();
  const id = await comes();
  expect(offered(id)).toBe('Tess');
  await journal.append(id, tom, BODIES['handover-offered']);
  expect(board.get(id)?.ticket).toMatchObject({ owner: tomPerson, offer: { state: 'free' } });
  await expect(desk.answer(helper.tess, id, 'accept')).rejects.toMatchObject({ code: 'ticket.wrong-state' });
  expect(board.get(id)?.ticket.owner).toEqual(tomPerson);
});

test('nobody from outside is offered anything', async () => {
  await offering();
  const page = pageOf('tess');
  for (const each of [...peers.consoles]) peers.removeConsole(each);
  peers.addConsole({ ...page, user: { ...page.user, role: 'vendor' } });
  expect(offered(await comes())).toBe('free');
});

test('a person with as many as the limit is left alone, and whoever becomes free is asked', async () => {
  await offering({ limit: 1 });
  await journal.append(await comes(), tess, BODIES.claimed);
  await journal.append(await comes(), tom, BODIES.claimed);
  const third = await comes();
  expect(offered(third)).toBe('free');
  const [first] = board.open;
  await journal.append(first?.row.id ?? '', tess, BODIES.done);
  await settled();
  expect(offered(third)).toBe('Tess');
});

test('who is busy is not asked, who becomes busy is asked no longer, and whoever loads the page again still is', async () => {
  await offering();
  peers.setPresence(tessPerson.id, 'busy');
  const id = await comes();
  expect(offered(id)).toBe('Tom');
  const [page] = peers.consolesOf(tomPerson.id);
  if (page) peers.removeConsole(page);
  await settled();
  expect(offered(id)).toBe('Tom');
  peers.addConsole(pageOf('tom'));
  peers.setPresence(tomPerson.id, 'away');
  await settled();
  expect(offered(id)).toBe('free');
  peers.setPresence(tomPerson.id, 'available');
  await settled();
  expect(offered(id)).toBe('Tom');
});

test('what somebody takes by hand is offered no longer, and what they give up goes to somebody else', async () => {
  await offering();
  const id = await comes();
  await journal.append(id, tom, BODIES.claimed);
  expect(offered(id)).toBe('free');
  await journal.append(id, tom, BODIES.released);
  await settled();
  expect(offered(id)).toBe('Tess');
});

test('only those with the skill are asked, and by hand nobody is', async () => {
  const { skills } = database.stores;
  await offering({ skills: ['Printers'] });
  const id = await comes();
  expect(offered(id)).toBe('free');
  await skills.write(database.organisationId, tomPerson.id, ['printers']);
  desk.changed();
  await settled();
  expect(offered(id)).toBe('Tom');
  await offering({ how: 'by-hand' });
  expect(offered(await comes())).toBe('free');
});
