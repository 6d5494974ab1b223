import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { AccountStore } from '../../apps/server/src/storage/account-store.ts';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { startTestServer, TECHNICIAN } from '../fixtures/server.ts';
import { playedAs } from './attack-notes.ts';

playedAs('admin at the server');

/** Two admins against each other: both were looked at before either had lost what lets them. */
test.each(['role', 'account'] as const)(
  'two admins who take each other’s %s away at once leave one who can give it back',
  async (what) => {
    const server = await startTestServer();
    const file = join(server.dataDir, 'alongside.db');
    const reading = new DatabaseSync(file);
    reading.prepare('update users set role = ? where email = ?').run('admin', TECHNICIAN.email);
    const rows = reading.prepare('select id, organisation_id as organisationId from users').all() as {
      id: string;
      organisationId: string;
    }[];
    const { db, close } = await openDatabase(server.dataDir);
    const accounts = new AccountStore(db);
    const away = ({ id, organisationId }: (typeof rows)[number]) =>
      what === 'role' ? accounts.setRole(organisationId, id, 'user', 0) : accounts.setActive(organisationId, id, false, 0);
    const outcomes = await Promise.allSettled(rows.map(away));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const left = reading.prepare("select count(*) as count from users where role = 'admin' and active = 1").get() as {
      count: number;
    };
    expect(left.count).toBe(1);
    reading.close();
    close();
    await server.close();
  },
);
