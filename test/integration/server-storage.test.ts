import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from '@alongside/base';
import { http } from '@alongside/protocol';
import { createServer } from '@alongside/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breakTicket } from '../fixtures/edit-data.ts';
import { startTestServer } from '../fixtures/server.ts';
import { tablesOf } from '../fixtures/tables.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const start = (dataDir = folder.path, more: { host?: string; port?: number } = {}) =>
  createServer({ dataDir, port: 0, logLevel: 'silent', ...more });
const MAIN = new URL('../../apps/server/src/main.ts', import.meta.url).pathname;

describe('the data folder', () => {
  it('with a broken file is left as it is, and said', async () => {
    const file = join(folder.path, 'alongside.db');
    const garbage = Buffer.from('this was a database once '.repeat(100));
    writeFileSync(file, garbage);
    await expect(start()).rejects.toMatchObject({ code: 'storage.broken', message: expect.stringContaining(file) });
    expect(readFileSync(file).equals(garbage)).toBe(true);
  });

  it('with a file that is damaged inside is left as it is, and said', async () => {
    await (await start()).close();
    const file = join(folder.path, 'alongside.db');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, 4096 * 6);
    writeFileSync(file, bytes);
    await expect(start()).rejects.toMatchObject({ code: 'storage.broken' });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('of a newer release is left as it is, and said', async () => {
    await (await start()).close();
    const file = join(folder.path, 'alongside.db');
    const database = new DatabaseSync(file);
    database.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('2099-of-a-newer-one', '2099-01-01T00:00:00.000Z')");
    database.close();
    const bytes = readFileSync(file);
    await expect(start()).rejects.toMatchObject({ code: 'storage.broken', message: expect.stringMatching(/^A newer release /u) });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('that cannot be a folder is said', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    await expect(start(join(file, 'data'))).rejects.toMatchObject({ code: 'storage.read-only' });
  });

  it('is closed to others, also where it was open before', async () => {
    const open = join(folder.path, 'open');
    mkdirSync(open, { mode: 0o755 });
    await (await start(open)).close();
    expect(statSync(open).mode & 0o777).toBe(0o700);
    expect(statSync(join(open, 'alongside.db')).mode & 0o777).toBe(0o600);
    expect(statSync(join(open, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('is one server’s at a time, and free once that is gone, however it ended', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({
      code: 'environment.running-already',
      message: expect.stringContaining(folder.path),
    });
    const other = spawn(process.execPath, [MAIN, '--port', '0', '--data', folder.path]);
    const [error] = await Promise.all([text(other.stderr), once(other, 'exit')]);
    expect({ code: other.exitCode, error }).toEqual({ code: 1, error: expect.stringContaining('A server runs already') });
    await first.createEnrollmentLink('the first goes on');
    await first.close();
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', folder.path]);
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => chunk.includes('"listening"') && resolve());
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await start()).close();
  });

  it('has an organisation in each table with customers’ data', async () => {
    await (await start()).close();
    const database = new DatabaseSync(join(folder.path, 'alongside.db'));
    const without = tablesOf(database).filter((name) => {
      const columns = database.prepare(`SELECT name, "notnull" AS required FROM pragma_table_info('${name}')`).all();
      return !columns.some((column) => column.name === 'organisation_id' && column.required === 1);
    });
    database.close();
    // The organisations themselves, what Kysely keeps of migrations, and a table that better-auth wants and nobody writes.
    expect(without.sort()).toEqual(['kysely_migration', 'kysely_migration_lock', 'organisations', 'verifications']);
  });

  it('is written to the disk before each answer', async () => {
    const server = await start();
    await server.createEnrollmentLink('one');
    const database = new DatabaseSync(join(folder.path, 'alongside.db'), { readOnly: true });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('SELECT count(*) AS n FROM links').get()).toEqual({ n: 1 });
    database.close();
    await server.close();
  });
});

describe('the address', () => {
  it('is on this machine only', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org']) {
      await expect(start(folder.path, { host })).rejects.toMatchObject({ code: 'request.invalid', context: { host } });
    }
  });

  it('that is taken is said', async () => {
    const other = createTcpServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start(folder.path, { port })).rejects.toMatchObject({ code: 'environment.port-taken', context: { port } });
    other.close();
  });
});

it('a connection that never says anything does not keep the server from stopping', async () => {
  const server = await start();
  const silent = connect(server.port, '127.0.0.1');
  await once(silent, 'connect');
  const closed = once(silent, 'close');
  await server.close();
  await closed;
});

describe('the command', () => {
  it.each([
    ['--port=99999', '--port needs a number from 0 to 65535.\n'],
    ['--prot=1', "Unknown option '--prot'\n"],
  ])('%s: says what is wrong in one line', async (wrong, line) => {
    const child = spawn(process.execPath, [MAIN, wrong, '--data', folder.path]);
    const [error] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(error).toBe(line);
    expect(child.exitCode).toBe(1);
  });

  it('drains on SIGTERM and prints nothing but its log', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', folder.path]);
    const output = text(child.stdout);
    let log = '';
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('"listening"')) resolve();
      });
    });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(await output).toBe('');
    for (const line of log.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
  });
});

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}

describe('a ticket with an entry that cannot be read', () => {
  it('is named and left as it is; the server starts, and all others work', async () => {
    const errors: object[] = [];
    const silent = () => undefined;
    const logger: Logger = { debug: silent, info: silent, warn: silent, error: (_, facts) => errors.push(facts ?? {}) };
    const before = await startTestServer({ dataDir: folder.path, logger });
    const enrolled = await before.enrollDevice();
    const device = await before.openDevice(enrolled);
    const damaged = (await device.ask('No sound')).ticketId;
    const sound = (await device.ask('No picture')).ticketId;
    await before.server.close();
    breakTicket(folder.path, damaged);
    const after = await before.restart();
    try {
      expect(errors).toContainEqual({ number: 1001, ticketId: damaged, entry: 0 });
      const as = after.technician;
      const body = { filter: {} };
      const found = (await after.call(http.ticketsFind, { as, body })).result.tickets;
      expect(found.map(({ number }) => number)).toEqual([1002, 1001]);
      const read = await after.call(http.ticket, { as, params: { id: damaged } });
      expect(read).toMatchObject({ status: 500, error: { code: 'ticket.damaged' } });
      const change = { type: 'assigned', ownerId: as.userId, groupId: null, note: '' } as const;
      const write = (id: string) => after.call(http.ticketWrite, { as, params: { id }, body: { seen: 0, change } });
      expect((await write(damaged)).error?.code).toBe('ticket.damaged');
      expect((await write(sound)).status).toBe(200);
      const back = await after.openDevice(enrolled);
      expect((await back.ask('No light')).number).toBe(1003);
      const database = new DatabaseSync(join(folder.path, 'alongside.db'), { timeout: 5_000 });
      const bodies = database.prepare('SELECT body FROM ticket_events WHERE ticket_id = ?').all(damaged);
      database.close();
      expect(bodies).toEqual([{ body: '{' }]);
    } finally {
      await after.close();
    }
  });
});
