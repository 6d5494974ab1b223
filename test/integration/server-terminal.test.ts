import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { http } from '@alongside/protocol';
import { openTerminal } from '@alongside/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockForServer } from '../../apps/server/src/storage/lock-for-server.ts';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { FakeMailer } from '../fixtures/fake-mailer.ts';
import { startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const ADMIN_SCRIPT = new URL('../../scripts/admin.ts', import.meta.url).pathname;

let folder: ReturnType<typeof temporaryFolder>;
let server: TestServer | undefined;
let mailer: FakeMailer;
beforeEach(() => {
  folder = temporaryFolder();
  mailer = new FakeMailer();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  folder.remove();
});

const start = async () => {
  server = await startTestServer({ dataDir: join(folder.path, 'server'), mailer });
  return server;
};

/** `npm run admin -- …` */
async function admin(...words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [ADMIN_SCRIPT, ...words, '--data', folder.path])) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const accept = (told: string, password: string) => {
  const token = /#invite=(\S+)/u.exec(told)?.[1] ?? '';
  return server?.call(http.invitationAccept, { body: { token, password } });
};

test('beside a server of an earlier release nothing is brought up to date under it', async () => {
  const dataDir = join(folder.path, 'server');
  const earlier = await openDatabase(dataDir, '2026-11-29-9a-watching');
  const running = lockForServer(dataDir);
  await expect(openTerminal(dataDir)).rejects.toMatchObject({ code: 'environment.running-already' });
  await expect(earlier.db.selectFrom('scanSchedules').select('seenUntil').execute()).rejects.toThrow('no such column');
  running.dispose();
  earlier.close();
});

test('a new password is made beside the server that runs, which takes it', async () => {
  await start();
  const { code, stdout } = await admin('reset', TECHNICIAN.email);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\/#invite=\S+$/mu);
  expect((await accept(stdout, 'another long password'))?.status).toBe(200);
});

test('mail that waits is left to the server, beside it and while it is stopped', async () => {
  const first = await start();
  mailer.answer = { ok: false, forGood: false, error: 'connection refused' };
  const person = { name: 'Rosa Vidal', email: 'rosa@test.example' };
  await first.call(http.invitationCreate, { as: first.admin, body: person });
  const state = async () => (await server?.call(http.mailRead, { as: first.admin }))?.result.mails[0];
  await expect.poll(state).toMatchObject({ state: 'waiting', attempts: 1 });
  expect((await admin('reset', TECHNICIAN.email)).code).toBe(0);
  expect(await state()).toMatchObject({ state: 'waiting', error: 'connection refused' });
  await first.server.close();
  expect((await admin('factors', TECHNICIAN.email)).code).toBe(0);
  server = await first.restart({ signIn: false });
  expect(await state()).toMatchObject({ state: 'waiting', error: 'connection refused' });
});

test('what cannot be done is said, and nothing is made', async () => {
  const { code, stderr } = await admin('reset', TECHNICIAN.email);
  const told = `No server was ever started with the data folder ${folder.path}. Choose another with --data DIR.\n`;
  expect({ code, stderr }).toEqual({ code: 1, stderr: told });
  expect(readdirSync(folder.path)).toEqual([]);
  await start();
  const unknown = await admin('reset', 'nobody@test.example');
  expect(unknown).toMatchObject({ code: 1, stderr: 'There is no account with the e-mail address nobody@test.example.\n' });
});
