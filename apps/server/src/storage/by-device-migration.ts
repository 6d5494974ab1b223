import type { Migration } from 'kysely/migration';

/**
 * Tickets of a computer, by number and by change. With the computer alone in the index, what was asked for in an order was found
 * by reading all tickets of the organisation in that order: each computer that connects asks so.
 */
export const byDeviceMigration: Migration = {
  async up(db) {
    const { schema } = db;
    const columns = (last: string) => ['organisationId', 'deviceId', last];
    await schema.createIndex('tickets_device_number').on('tickets').columns(columns('number')).execute();
    await schema.createIndex('tickets_device_updated').on('tickets').columns(columns('updatedAt')).execute();
    await schema.dropIndex('tickets_by_device').execute();
  },
};
