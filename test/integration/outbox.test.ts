import { randomId, silentLogger, systemRandom } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sealOf } from '../../apps/server/src/accounts/sealed-verifications.ts';
import { Outbox } from '../../apps/server/src/mail/outbox.ts';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { openStores, type Stores } from '../../apps/server/src/storage/stores.ts';
import { FakeMailer } from '../fixtures/fake-mailer.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const folder = temporaryFolder();
const organisation = { name: 'Harbour IT', phone: '', timeZone: 'UTC', hours: [[], [], [], [], [], [], []] };
const secret = 'the secret of this server, which is long enough';
let database: Awaited<ReturnType<typeof openDatabase>>;
let stores: Stores;
let clock: FakeClock;
let mailer: FakeMailer;
let outbox: Outbox;
let organisationId: string;
beforeAll(async () => {
  database = await openDatabase(folder.path);
  stores = openStores(database.db);
  organisationId = (await stores.organisations.open('harbour-0001', organisation, 0)).id;
});
afterAll(() => {
  database.close();
  folder.remove();
});
beforeEach(async () => {
  await database.db.deleteFrom('mails').execute();
  clock = new FakeClock(Date.now());
  mailer = new FakeMailer();
  outbox = make(mailer);
});

function make(sender: FakeMailer | undefined, sealedWith = secret): Outbox {
  return new Outbox({
    store: stores.mails,
    organisationId,
    clock,
    random: systemRandom(),
    logger: silentLogger,
    seal: sealOf(sealedWith, 'alongside-mails/1'),
    mailer: sender,
    organisation: () => stores.organisations.read(organisationId),
  });
}

const url = `https://help.example.org/#invite=${randomId(systemRandom(), 256)}`;
const invitation = (to = 'rosa@example.org') => ({
  to,
  language: 'en',
  content: { kind: 'invitation' as const, name: 'Rosa', url, until: clock.now() },
  ticketId: null,
  number: null,
});
const read = async (id: string) => (await stores.mails.find(organisationId, id)) ?? expect.fail('no such mail');
/** All that falls due by then is tried, and what came of it kept. */
const after = async (minutes: number) => {
  await clock.advance(minutes * 60_000);
  await outbox.idle();
};

test('is kept first, sealed, and its link is gone once it was sent', async () => {
  const { id } = await outbox.add(invitation());
  const kept = await read(id);
  expect(kept).toMatchObject({ state: 'waiting', attempts: 0, nextAt: clock.now() });
  expect(JSON.stringify(kept)).not.toContain(url.slice(-20));
  await after(0);
  expect((await mailer.tried.next()).text).toContain(url);
  expect(await read(id)).toMatchObject({ state: 'sent', attempts: 1, nextAt: null, sealed: '', error: null });
});

test('what is not taken is tried again, later each time and under the same id, and after six times no more', async () => {
  mailer.answer = { ok: false, forGood: false, error: 'connection refused' };
  const { id } = await outbox.add(invitation());
  await after(0);
  for (const [tries, minutes] of [1, 5, 30, 120, 360].entries()) {
    expect(await read(id)).toMatchObject({ state: 'waiting', attempts: tries + 1, nextAt: clock.now() + minutes * 60_000 });
    await after(minutes);
  }
  expect(await read(id)).toMatchObject({ state: 'failed', attempts: 6, nextAt: null, error: 'connection refused' });
  await after(24 * 60);
  expect(new Set(mailer.tried.values.map((mail) => mail.id))).toEqual(new Set([id]));
  expect(mailer.tried.values).toHaveLength(6);
  // An admin has mended it.
  mailer.answer = { ok: true };
  await outbox.again(id);
  await after(0);
  expect(await read(id)).toMatchObject({ state: 'sent', attempts: 1 });
  await expect(outbox.again(id)).rejects.toMatchObject({ code: 'request.invalid' });
});

test('what is refused for good is not tried again', async () => {
  mailer.answer = { ok: false, forGood: true, error: 'no such mailbox' };
  const { id } = await outbox.add(invitation());
  await after(0);
  expect(await read(id)).toMatchObject({ state: 'failed', attempts: 1, error: 'no such mailbox' });
});

test('two who send a failed one again at the same moment send it once', async () => {
  mailer.answer = { ok: false, forGood: true, error: 'no such mailbox' };
  const { id } = await outbox.add(invitation());
  await after(0);
  mailer.answer = { ok: true };
  const pressed = await Promise.allSettled([outbox.again(id), outbox.again(id)]);
  expect(pressed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await after(0);
  expect(mailer.tried.values).toHaveLength(2);
});

test('what waited when the server stopped goes out after its next start; without SMTP, or with another secret, it failed', async () => {
  const ids = [await outbox.add(invitation()), await outbox.add(invitation())].map(({ id }) => id);
  outbox.dispose();
  await clock.advance(60_000);
  mailer.tried.nonePending();
  mailer = new FakeMailer();
  outbox = make(mailer);
  await outbox.load();
  await after(0);
  expect(mailer.tried.values.map(({ id }) => id).sort()).toEqual(ids.sort());

  const { id: left } = await outbox.add(invitation());
  outbox.dispose();
  await make(undefined).load();
  expect(await read(left)).toMatchObject({ state: 'failed', error: 'mail is not set up any more' });
  const other = make(new FakeMailer(), 'another secret of this server, which is long, too');
  await other.again(left);
  await clock.advance(0);
  await other.idle();
  expect(await read(left)).toMatchObject({ state: 'failed', sealed: '' });
});

test('an address that somebody else gave is not flooded, and more than one address is none', async () => {
  const rows = [];
  for (let times = 0; times < 21; times += 1) rows.push(await outbox.add(invitation('victim@example.org')));
  expect(rows.map(({ state }) => state)).toEqual([...Array.from({ length: 20 }, () => 'waiting'), 'failed']);
  expect((await outbox.add(invitation())).state).toBe('waiting');
  for (const to of ['a@example.org, b@example.org', 'a@example.org\r\nBcc: b@example.org', 'a', '']) {
    await expect(outbox.add(invitation(to))).rejects.toMatchObject({ code: 'request.invalid' });
  }
});

test('of many to one address twenty an hour go, in every hour: what was refused counts for nothing', async () => {
  const wentIn = async () => {
    const before = mailer.tried.values.length;
    for (let minute = 0; minute < 60; minute += 2) {
      await outbox.add(invitation('busy@example.org'));
      await after(2);
    }
    return mailer.tried.values.length - before;
  };
  expect([await wentIn(), await wentIn(), await wentIn()]).toEqual([20, 20, 20]);
  // Nobody keeps somebody from a new password by filling their hour.
  let full = await outbox.add(invitation('busy@example.org'));
  for (let more = 0; more < 20; more += 1) full = await outbox.add(invitation('busy@example.org'));
  expect(full.state).toBe('failed');
  const reset = { ...invitation('busy@example.org'), content: { ...invitation().content, kind: 'reset' as const } };
  expect((await outbox.add(reset)).state).toBe('waiting');
});

test('without SMTP nothing is kept as if it were sent', async () => {
  await expect(make(undefined).add(invitation())).rejects.toMatchObject({ code: 'request.invalid' });
  expect(await stores.mails.newest(organisationId, 10)).toEqual([]);
});

test('while too many wait, what tells a user of an entry is not given up: it stays to be told', async () => {
  const { id } = await outbox.add(invitation());
  const row = await read(id);
  const others = Array.from({ length: 999 }, (_, nth) => ({ ...row, id: `${nth}` }));
  await database.db.insertInto('mails').values(others).execute();
  const tells = { ticketId: 'ticket-0001', seq: 1, whom: 'user' } as const;
  await expect(outbox.add(invitation(), { tells })).rejects.toMatchObject({ code: 'request.rate-limited' });
  expect(await stores.mails.countWaiting(organisationId)).toBe(1000);
  // Of what is made of nothing there is nothing else to keep.
  expect(await outbox.add(invitation())).toMatchObject({ state: 'failed', error: '1000 mails wait already' });
});
