import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { renderMail } from '../../apps/server/src/mail/render-mail.ts';
import { smtpMailer } from '../../apps/server/src/mail/smtp-mailer.ts';
import type { SmtpSettings } from '../../apps/server/src/mail/smtp-settings.ts';
import { SMTP_ACCOUNT, type SmtpReceiver, startSmtpReceiver } from '../fixtures/smtp-receiver.ts';

let receiver: SmtpReceiver;
beforeAll(async () => {
  receiver = await startSmtpReceiver();
});
afterAll(() => receiver.close());
afterEach(() => {
  receiver.refuse = undefined;
});

const MAIL = {
  id: 'mail-0001',
  fromName: 'Harbour IT',
  to: 'uma@example.org',
  language: 'en',
  subject: '#1042: we have your request',
  text: 'plain words\n.\nafter a dot',
  html: '<p>plain words</p>',
};
const settings = (change: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: 'localhost',
  port: receiver.port,
  secure: false,
  isLocal: false,
  auth: SMTP_ACCOUNT,
  from: { address: 'help@example.org', name: '' },
  ca: receiver.ca,
  ...change,
});
const send = async (change: Partial<SmtpSettings> = {}, mail: Partial<typeof MAIL> = {}) => {
  const mailer = smtpMailer(settings(change));
  const sent = await mailer.send({ ...MAIL, ...mail });
  mailer.close();
  return sent;
};

test('goes over TLS that was checked, from the organisation, as text and HTML, and as one that wants no answer', async () => {
  expect(await send()).toEqual({ ok: true });
  const { from, to, user, overTls, raw } = await receiver.received.next();
  expect({ from, to, user, overTls }).toEqual({ from: 'help@example.org', to: ['uma@example.org'], user: 'desk', overTls: true });
  expect(raw).toMatch(/^From: Harbour IT <help@example\.org>\r$/mu);
  expect(raw).toMatch(/^To: uma@example\.org\r$/mu);
  expect(raw).toMatch(/^Subject: #1042: we have your request\r$/mu);
  expect(raw).toMatch(/^Message-ID: <mail-0001@example\.org>\r$/mu);
  expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/mu);
  expect(raw).toMatch(/^Content-Type: multipart\/alternative;/mu);
  expect(raw).toContain('after a dot');
});

test('a certificate that nobody vouches for, or of another name, gets nothing', async () => {
  expect(await send({ ca: undefined })).toMatchObject({ ok: false, forGood: false });
  expect(await send({ host: '127.0.0.1' })).toMatchObject({ ok: false, forGood: false });
  receiver.received.nonePending();
});

test('a server without TLS gets neither the mail nor the password, but for one on this machine', async () => {
  const plain = await startSmtpReceiver({ tls: false });
  const { port } = plain;
  expect(await send({ port })).toMatchObject({ ok: false, forGood: false });
  plain.received.nonePending();
  expect(await send({ port, isLocal: true, auth: undefined })).toEqual({ ok: true });
  expect((await plain.received.next()).overTls).toBe(false);
  await plain.close();
});

test('a refusal of the mail is for good, one of the moment or of the account is not, and no password is repeated', async () => {
  receiver.refuse = { code: 550, said: 'no such mailbox' };
  expect(await send()).toMatchObject({ ok: false, forGood: true, error: expect.stringContaining('no such mailbox') as string });
  receiver.refuse = { code: 451, said: 'come back later' };
  expect(await send()).toMatchObject({ ok: false, forGood: false });
  receiver.refuse = undefined;
  const wrong = { user: 'desk', password: 'a wrong password' };
  const refused = await send({ auth: wrong });
  expect(refused).toMatchObject({ ok: false, forGood: false });
  expect(JSON.stringify(refused)).not.toContain(wrong.password);
});

test('names and subjects stay in their header', async () => {
  const evil = 'Eve\r\nBcc: more@example.org\r\n\r\nhello';
  await send({ from: { address: 'help@example.org', name: '' } }, { fromName: `${evil} <a@example.org>, b`, subject: evil });
  const { to, raw } = await receiver.received.next();
  expect(to).toEqual(['uma@example.org']);
  expect(raw).not.toMatch(/^Bcc:/mu);
  expect(await send({}, { to: 'uma@example.org, more@example.org' })).toMatchObject({ ok: false });
  expect(await send({}, { to: 'uma@example.org>\r\nRCPT TO:<more@example.org' })).toMatchObject({ ok: false });
});

test('a mail server that goes on saying something and never comes to an end is given up', async () => {
  const left = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.write('220 hello\r\n');
    const dripping = setInterval(() => socket.write('250-and\r\n'), 20);
    socket.resume().on('error', () => undefined);
    socket.on('end', () => {
      clearInterval(dripping);
      left.resolve();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const place = { host: '127.0.0.1', port, isLocal: true, auth: undefined };
  const mailer = smtpMailer(settings(place), 300);
  expect(await mailer.send(MAIL)).toEqual({ ok: false, forGood: false, error: 'no end of it within 0.3 seconds' });
  // Nothing goes on behind the next try.
  await left.promise;
  server.close();
});

test('what was held arrives in one, in German', async () => {
  const url = 'https://help.example.org/tickets/ticket-0001';
  const tickets = [1042, 1043].map((number) => ({ number, url, notices: [{ notice: 'reply' as const, count: number - 1041 }] }));
  const from = { name: 'Hafen-IT', phone: '', timeZone: 'UTC' };
  const { language, ...mail } = renderMail({ kind: 'digest', tickets, more: 3, url: 'https://help.example.org/' }, 'de', from);
  expect(await send({}, { ...mail, language })).toEqual({ ok: true });
  const { raw } = await receiver.received.next();
  expect(raw).toMatch(/^Subject: Neues zu 5 Tickets bei Hafen-IT\r$/mu);
  expect(raw).toMatch(/^Content-Language: de\r$/mu);
  const text = raw.replaceAll('=\r\n', '');
  expect(text).toContain('#1043 geschrieben. (2-mal)');
  expect(text).toContain('Und bei 3 weiteren Tickets');
});
