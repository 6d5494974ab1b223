import { http } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeMailer } from '../fixtures/fake-mailer.ts';
import { startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';

const clock = new FakeClock(Date.now());
const mailer = new FakeMailer();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ clock, mailer });
});
afterAll(() => server.close());

const next = async () => {
  await clock.advance(0);
  return mailer.tried.next();
};
const tokenIn = (text: string) => /#invite=(\S+)/u.exec(text)?.[1] ?? '';
const setPassword = (text: string, password: string) =>
  server.call(http.invitationAccept, { body: { token: tokenIn(text), password } });

test('an invitation goes to whom it is for, and to whoever made it as well', async () => {
  const person = { name: 'Rosa Vidal', email: 'rosa@test.example' };
  const { result } = await server.call(http.invitationCreate, { as: server.admin, body: person });
  expect(result.mail).toMatchObject({ kind: 'invitation', to: person.email, state: 'waiting' });
  const mail = await next();
  expect(mail).toMatchObject({ to: person.email, subject: 'Test Organisation invites you to help' });
  expect(mail.text).toContain(result.url);
  expect((await setPassword(mail.text, 'a long enough password')).status).toBe(200);
});

test('who forgot the password gets a link for two hours; the answer does not tell whether there is an account', async () => {
  expect((await server.call(http.me)).result.mail).toBe(true);
  const ask = (email: string) => server.call(http.passwordForgotten, { body: { email } });
  const [unknown, known] = [await ask('nobody@test.example'), await ask(TECHNICIAN.email)];
  expect({ ...unknown }).toEqual({ ...known });
  const stale = await next();
  expect(stale.to).toBe(TECHNICIAN.email);
  await clock.advance(2 * 60 * 60_000);
  expect((await setPassword(stale.text, 'a long enough password')).error?.code).toBe('auth.token-used');
  mailer.tried.nonePending();
});

test('and no more than three an hour, whoever asks', async () => {
  await clock.advance(60 * 60_000);
  for (let times = 0; times < 4; times += 1) {
    await server.call(http.passwordForgotten, { body: { email: TECHNICIAN.email } });
    await expect.poll(async () => (await mails()).filter(({ kind }) => kind === 'reset').length).toBe(Math.min(times + 2, 4));
  }
});

const mails = async () => (await server.call(http.mailRead, { as: server.admin })).result.mails;

test('admins see what became of each mail, and nobody else does', async () => {
  const { result } = await server.call(http.mailRead, { as: server.admin });
  expect(result.smtp).toEqual({ server: mailer.server, from: mailer.from });
  expect(result.mails.find(({ kind }) => kind === 'invitation')).toMatchObject({ state: 'sent', attempts: 1, error: null });
  expect(JSON.stringify(result)).not.toContain('#invite=');
  expect((await server.call(http.mailRead, { as: server.technician })).error?.code).toBe('auth.role');
});
