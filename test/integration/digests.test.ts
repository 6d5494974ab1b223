import { randomId, silentLogger, systemRandom } from '@alongside/base';
import { NO_HOURS, type NoticeHours } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sealOf } from '../../apps/server/src/accounts/sealed-verifications.ts';
import { boardTicket } from '../../apps/server/src/desk/ticket-board.ts';
import { DigestMailer } from '../../apps/server/src/mail/digest-mailer.ts';
import { noticeMailer } from '../../apps/server/src/mail/notice-mailer.ts';
import { Outbox } from '../../apps/server/src/mail/outbox.ts';
import { type DeskDatabase, deskDatabase } from '../fixtures/desk-database.ts';
import { FakeMailer } from '../fixtures/fake-mailer.ts';

const EVENING = Date.parse('2026-11-30T20:00:00Z');
const HOUR_MS = 60 * 60_000;
const NIGHTS: NoticeHours = { ...NO_HOURS, quiet: { days: [1, 2, 3, 4, 5, 6, 7], from: 18 * 60, to: 7 * 60 } };

let desk: DeskDatabase;
let clock: FakeClock;
let mailer: FakeMailer;
let outbox: Outbox;
let digests: DigestMailer;
/** For whom no mail can be kept. */
let failing: string;
beforeEach(async () => {
  desk = await deskDatabase();
  clock = new FakeClock(EVENING);
  mailer = new FakeMailer();
  failing = '';
  await desk.person('tess', 'Tess');
  await desk.stores.userSettings.setHours(desk.organisationId, 'tess', NIGHTS);
  await desk.stores.userSettings.setLanguage(desk.organisationId, 'tess', 'de');
  start();
});
afterEach(() => {
  stop();
  desk.close();
});

function start(): void {
  const { stores, organisationId } = desk;
  const organisation = () => stores.organisations.read(organisationId);
  const seal = sealOf('the secret of this server, which is long enough', 'alongside-mails/1');
  const shared = { organisationId, clock, logger: silentLogger };
  outbox = new Outbox({ ...shared, store: stores.mails, random: systemRandom(), seal, mailer, organisation });
  const made = outbox;
  const add: Outbox['add'] = (mail, how) => (mail.to === failing ? Promise.reject(new Error('no room')) : made.add(mail, how));
  digests = new DigestMailer({
    ...shared,
    stores,
    outbox: { mailer: made.mailer, add },
    origin: () => 'https://help.example.org',
  });
}
function stop(): void {
  digests.dispose();
  outbox.dispose();
}
/** As a server that was killed and comes up again. */
const restart = async () => {
  stop();
  mailer.answer = { ok: true };
  start();
  await outbox.load();
  await digests.load();
};
const later = async (hours: number) => {
  for (let passed = 0; passed < hours; passed += 1) {
    await clock.advance(HOUR_MS);
    await digests.idle();
    await clock.advance(0);
    await outbox.idle();
  }
};
const ticketOf = async (id: string) => ({
  id,
  number: (await desk.stores.tickets.find(desk.organisationId, id))?.row.number ?? 0,
});

test('what was held goes in one mail after quiet hours, by ticket, in the reader’s language; once, whatever is restarted', async () => {
  const [one, two] = [await ticketOf(await desk.ticket(1)), await ticketOf(await desk.ticket(2))];
  for (const kind of ['reply', 'reply', 'call-back'] as const) await digests.hold('tess', kind, one);
  await digests.hold('tess', 'assigned', two);
  await later(3);
  await restart();
  await later(7);
  mailer.tried.nonePending();
  await later(1);
  const { to, subject, text, language } = await mailer.tried.next();
  expect({ to, subject, language }).toEqual({ to: 'tess@test.example', subject: 'Neues zu 2 Tickets bei O', language: 'de' });
  expect(text.match(/^#\d+$/gmu)).toEqual([`#${one.number}`, `#${two.number}`]);
  expect(text).toContain(`Die hilfesuchende Person hat zu #${one.number} geschrieben. (2-mal)`);
  expect(text).toContain(`https://help.example.org/tickets/${two.id}`);
  await restart();
  await later(24);
  mailer.tried.nonePending();
});

test('its mail and what it was made of are one step: a server that stops between two has both or neither', async () => {
  await digests.hold('tess', 'reply', await ticketOf(await desk.ticket(1)));
  await clock.advance(11 * HOUR_MS);
  await digests.idle();
  // Kept, and not yet tried.
  stop();
  expect(await desk.stores.heldNotices.of(desk.organisationId, 'tess')).toEqual([]);
  expect(await desk.stores.mails.waiting(desk.organisationId)).toMatchObject([{ kind: 'digest', attempts: 0 }]);
  await restart();
  await clock.advance(0);
  expect((await mailer.tried.next()).subject).toContain('einem Ticket');
});

test('other hours hold from then on, and a digest of the day comes at its time', async () => {
  await digests.hold('tess', 'reply', await ticketOf(await desk.ticket(1)));
  const daily: NoticeHours = { ...NIGHTS, digest: { when: 'daily', at: 9 * 60 } };
  await desk.stores.userSettings.setHours(desk.organisationId, 'tess', daily);
  await digests.load();
  await later(12);
  mailer.tried.nonePending();
  await later(1);
  expect((await mailer.tried.next()).to).toBe('tess@test.example');
});

test('who has no account any more is not written to', async () => {
  await digests.hold('tess', 'reply', await ticketOf(await desk.ticket(1)));
  await desk.person('ada', randomId(systemRandom()));
  await desk.stores.accounts.setRole(desk.organisationId, 'ada', 'admin', 0);
  await desk.stores.accounts.setActive(desk.organisationId, 'tess', false, clock.now());
  await later(12);
  mailer.tried.nonePending();
  expect(await desk.stores.heldNotices.waiting(desk.organisationId)).toEqual([]);
});

test('what cannot be mailed to one keeps nobody else waiting, and goes once it can', async () => {
  await desk.person('adam', 'Adam');
  await desk.stores.userSettings.setHours(desk.organisationId, 'adam', NIGHTS);
  const ticket = await ticketOf(await desk.ticket(1));
  for (const userId of ['adam', 'tess']) await digests.hold(userId, 'reply', ticket);
  failing = 'adam@test.example';
  await later(12);
  expect((await mailer.tried.next()).to).toBe('tess@test.example');
  mailer.tried.nonePending();
  failing = '';
  await later(2);
  expect((await mailer.tried.next()).to).toBe('adam@test.example');
});

test('what there is no room for in the outbox is held on, and goes once there is', async () => {
  await digests.hold('tess', 'reply', await ticketOf(await desk.ticket(1)));
  // To half an hour before it is due.
  await later(10);
  await clock.advance(HOUR_MS / 2);
  const notice = { kind: 'notice', notice: 'reply', number: 7, url: 'https://help.example.org/' } as const;
  for (let times = 0; times < 20; times += 1) {
    await outbox.add({ to: 'tess@test.example', language: 'en', content: notice, ticketId: null, number: 7 });
  }
  await clock.advance(HOUR_MS / 2);
  await digests.idle();
  const kinds = async () => (await desk.stores.mails.newest(desk.organisationId, 50)).map(({ kind }) => kind);
  expect(await kinds()).not.toContain('digest');
  expect(await desk.stores.heldNotices.of(desk.organisationId, 'tess')).toHaveLength(1);
  await later(2);
  expect((await kinds()).filter((kind) => kind === 'digest')).toHaveLength(1);
});

test('more notices than go in an hour come in one mail, as soon as there is room, and none is lost', async () => {
  await desk.stores.userSettings.setHours(desk.organisationId, 'tess', NO_HOURS);
  const { stores, organisationId } = desk;
  const { row, ...rest } = boardTicket(
    (await stores.tickets.find(organisationId, await desk.ticket(1))) ?? expect.fail('no ticket'),
  );
  const mail = noticeMailer({ stores, organisationId, outbox, digests, origin: () => 'https://help.example.org' });
  for (let nth = 0; nth < 25; nth += 1) {
    await mail({ id: 'tess', email: 'tess@test.example' }, 'reply', { row, ...rest }, { when: 'now', key: `notice-${nth}` });
  }
  await later(2);
  const sent = mailer.tried.values.map(({ text }) => text);
  expect(sent).toHaveLength(21);
  expect(sent.at(-1)).toContain('(5-mal)');
  expect((await stores.mails.newest(organisationId, 50)).filter(({ state }) => state === 'failed')).toEqual([]);
});
