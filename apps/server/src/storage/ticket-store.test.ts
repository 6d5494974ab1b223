import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskDatabase, deskDatabase } from '../../../../test/fixtures/desk-database.ts';
import { copyTicket } from '../../../../test/fixtures/edit-data.ts';

/** One more than SQLite takes values in a query. */
const MANY = 32_767;

let desk: DeskDatabase;
beforeAll(async () => {
  desk = await deskDatabase();
});
afterAll(() => desk.close());

test('more open tickets are read than a query takes values, each with its own log', async () => {
  const id = await desk.ticket(1_000);
  copyTicket(desk.folder, id, MANY, 5_000);
  const { records: open } = await desk.stores.tickets.open(desk.organisationId);
  expect(open).toHaveLength(MANY + 1);
  expect(open.every(({ events }) => events.map(({ body }) => body.type).join() === 'created')).toBe(true);
});
