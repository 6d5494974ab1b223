import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskDatabase, deskDatabase } from '../../../../test/fixtures/desk-database.ts';
import { type WatchedDatabase, watchDatabase } from '../../../../test/fixtures/watched-database.ts';

const DEVICE = 'device-0001';

let desk: DeskDatabase;
let watched: WatchedDatabase;
beforeAll(async () => {
  desk = await deskDatabase();
  await desk.ticket(1_000);
  watched = watchDatabase(desk.folder);
});
afterAll(() => {
  watched.close();
  desk.close();
});

/** By which index the tickets are found, and how much of it. */
const ticketStep = (plan: readonly string[]) => plan.find((step) => / tickets( |$)/u.test(step));
const OF_ONE_COMPUTER = /USING INDEX \w+ \(organisation_id=\? AND device_id=\?\)$/u;

test('the tickets of a computer are found by the computer, not among all there are', async () => {
  const { organisationId } = desk;
  const [missed] = await watched.reads(({ tickets }) => tickets.missedBy(organisationId, DEVICE, 0));
  expect(ticketStep(missed?.plan ?? [])).toMatch(OF_ONE_COMPUTER);
  const [asked] = await watched.reads(({ tickets }) => tickets.askedBy(organisationId, DEVICE, ['call'], 20));
  expect(ticketStep(asked?.plan ?? [])).toMatch(OF_ONE_COMPUTER);
  const looker = { userId: 'technician-tom', ownOnly: false, classified: true };
  for (const order of ['updated', 'number'] as const) {
    const filter = { device: DEVICE, status: 'any' } as const;
    const [page] = await watched.reads(({ ticketFinder }) =>
      ticketFinder.find(organisationId, looker, { filter, order, after: undefined, now: 0 }),
    );
    expect(ticketStep(page?.plan ?? []), order).toMatch(OF_ONE_COMPUTER);
  }
});

test('what is added to a chain reads its last entry alone', async () => {
  const { organisationId } = desk;
  const add = (seq: number) => desk.stores.audit.append(organisationId, () => ({ seq, entry: `entry ${seq}` }));
  for (let seq = 0; seq < 5; seq += 1) await add(seq);
  let last: string | undefined;
  const reads = await watched.reads(({ audit }) =>
    audit.append(organisationId, (found) => {
      last = found;
      return { seq: 5, entry: 'entry 5' };
    }),
  );
  expect(last).toBe('entry 4');
  expect(reads.map(({ rows }) => rows)).toEqual([1]);
});

test('a head that is kept reads itself alone, however many its session has', async () => {
  const { organisationId, stores } = desk;
  const ticketId = await desk.ticket(2_000);
  await desk.person('technician-tom', 'Tom');
  const session = { id: 'session-0001', ticketId, deviceId: DEVICE, technicianId: 'technician-tom', technicianName: 'Tom' };
  const keys = { keyId: 'key-0001', technicianPublicKey: 'k', offeredAt: 2_000, watches: null };
  await stores.sessions.create(organisationId, { ...session, ...keys });
  const head = (seq: number, hash = `hash ${seq}`) => {
    return { sessionId: session.id, seq, hash, agentJws: 'a', technicianJws: 't', keptAt: 2_000 };
  };
  for (let seq = 0; seq < 5; seq += 1) await stores.heads.keep(organisationId, head(seq));
  const reads = await watched.reads(({ heads }) => heads.keep(organisationId, head(5)));
  expect(reads.map(({ rows }) => rows)).toEqual([1]);
  await stores.heads.keep(organisationId, head(3));
  await expect(stores.heads.keep(organisationId, head(3, 'another'))).rejects.toThrow('another head was kept');
});
