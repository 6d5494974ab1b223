import { DatabaseSync } from 'node:sqlite';
import { ticketCase } from '@alongside/desk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { openStores } from '../../apps/server/src/storage/stores.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { BODIES, story, system, tess, user } from '../fixtures/ticket-events.ts';

/** The last migration of the release that had requests and no tickets. */
const BEFORE = '2026-11-29-2-fleet';
const ORGANISATION = 'organisation-1';
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const LOGS = {
  waiting: story(['created', user], ['call-back', user]),
  taken: story(['created', user], ['claimed', tess], ['note', tess], ['chat', user]),
  solved: story(['created', user], ['claimed', tess], [{ type: 'done', solution: 'the fuse was loose' }, tess]),
  gone: story(['created', user], ['cancelled', system], ['reopened', system], ['cancelled', user]),
};

/** Rows as that release wrote them. */
function write(file: string): void {
  const database = new DatabaseSync(file);
  const insert = (table: string, row: Record<string, string | number | null>) => {
    const names = Object.keys(row);
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    database.prepare(sql).run(...Object.values(row));
  };
  const place = {
    id: ORGANISATION,
    name: 'O',
    phone: '',
    time_zone: 'UTC',
    hours: '[]',
    next_ticket_number: 1005,
    created_at: 0,
  };
  insert('organisations', place);
  const device = { id: 'device-0001', name: 'LT-1', system: 'Debian', public_key: 'k', enrolled_at: 0 };
  insert('devices', { ...device, organisation_id: ORGANISATION });
  Object.entries(LOGS).forEach(([name, events], at) => {
    const ticket_id = `ticket-${name}`;
    const last = events.at(-1);
    const closed = last !== undefined && ['done', 'cancelled'].includes(last.body.type) ? last.at : null;
    insert('tickets', {
      id: ticket_id,
      organisation_id: ORGANISATION,
      number: 1001 + at,
      request_id: `request-${name}`,
      device_id: device.id,
      requester: 'Uma',
      text: BODIES.created.text,
      proof: 'p',
      created_at: 0,
      closed_at: closed,
    });
    for (const { seq, at: when, actor, body } of events) {
      insert('ticket_events', {
        organisation_id: ORGANISATION,
        ticket_id,
        seq,
        at: when,
        actor_kind: actor.kind,
        actor_id: actor.id,
        actor_name: actor.name,
        body: JSON.stringify(body),
      });
    }
  });
  database.close();
}

test('the requests of before are tickets: nothing of their logs is lost, and they are found', async () => {
  const old = await openDatabase(folder.path, BEFORE);
  old.close();
  write(old.file);
  const opened = await openDatabase(folder.path);
  try {
    const { tickets, ticketFinder } = openStores(opened.db);
    expect(await tickets.indexOld(ORGANISATION)).toBe(4);
    expect(await tickets.indexOld(ORGANISATION)).toBe(0);
    const kept = await tickets.newest(ORGANISATION, 10);
    expect(Object.fromEntries(kept.map(({ row, events }) => [row.id, events]))).toEqual(
      Object.fromEntries(Object.entries(LOGS).map(([name, events]) => [`ticket-${name}`, events])),
    );
    for (const { row, events } of kept) {
      const ticket = ticketCase(events);
      expect(row).toMatchObject({ status: ticket?.status, live: ticket?.live.state, updatedAt: ticket?.updatedAt });
      expect(row.active === 1).toBe(row.closedAt === null);
    }
    expect(kept.map(({ row }) => row.status)).toEqual(['closed', 'resolved', 'open', 'new']);
    const found = async (filter: Parameters<typeof ticketFinder.find>[2]['filter']) => {
      const looker = { userId: 'technician-tess', ownOnly: false, classified: true };
      const { rows } = await ticketFinder.find(ORGANISATION, looker, { filter, order: 'number', after: undefined, now: 9000 });
      return rows.map(({ number }) => number);
    };
    expect(await found({})).toEqual([1002, 1001]);
    expect(await found({ status: 'any' })).toEqual([1004, 1003, 1002, 1001]);
    expect(await found({ text: 'fuse', status: 'any' })).toEqual([1003]);
    expect(await found({ text: '0800' })).toEqual([1001]);
    // It goes on as any other.
    const { ticket } = await tickets.append(ORGANISATION, 'ticket-solved', user, BODIES.reply, 9000);
    expect(ticket).toMatchObject({ status: 'open', owner: { name: 'Tess' } });
    expect(await found({ queue: 'mine' })).toEqual([1003]);
  } finally {
    opened.close();
  }
});
