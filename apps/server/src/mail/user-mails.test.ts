import { AppError, silentLogger } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { expect, test } from 'vitest';
import type { TicketNews } from '../desk/ticket-news.ts';
import { UserMails } from './user-mails.ts';

/** A reply to somebody who left an address. */
const news = {
  ticket: { row: { id: 'ticket-0001', number: 7 }, ticket: { contact: { email: 'uma@test.example', language: 'de' } } },
  event: {
    seq: 3,
    at: 0,
    actor: { kind: 'technician', id: 'tess-0001', name: 'Tess' },
    body: { type: 'reply', messageId: 'message-0001', text: 'Try it now.' },
  },
} as unknown as TicketNews;

test('a mail that there is no room for is made a minute later, and none after the server stopped', async () => {
  const clock = new FakeClock(0);
  let isFull = true;
  const added: unknown[] = [];
  const add = (_mail: unknown, { tells }: { tells?: unknown } = {}) => {
    if (isFull) return Promise.reject(new AppError('request.rate-limited', '1000 mails wait already'));
    added.push(tells);
    return Promise.resolve({} as never);
  };
  const mails = new UserMails({
    outbox: { add, mailer: { server: 'smtp://mail.test.example', from: 'help@test.example' } },
    clock,
    logger: silentLogger,
    told: () => Promise.resolve(),
    followUrl: () => Promise.resolve('https://help.test.example/t#x'),
  });
  const later = async (ms: number) => {
    await mails.idle();
    await clock.advance(ms);
    await mails.idle();
  };
  mails.appended(news);
  await later(60_000);
  isFull = false;
  await later(59_999);
  expect(added).toEqual([]);
  await later(1);
  expect(added).toEqual([{ ticketId: 'ticket-0001', seq: 3, whom: 'user' }]);
  isFull = true;
  mails.appended(news);
  await later(0);
  mails.dispose();
  isFull = false;
  await later(60_000);
  expect(added).toHaveLength(1);
});
