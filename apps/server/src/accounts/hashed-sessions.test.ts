import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type OpenedDatabase, openDatabase } from '../storage/open-database.ts';
import { openStores } from '../storage/stores.ts';
import { createAuth } from './auth.ts';
import { tokenHash } from './tokens.ts';

const crypto = webCrypto();
let folder: string;
let database: OpenedDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-auth-'));
  database = await openDatabase(folder);
  const stores = openStores(database.db);
  const organisation = { name: 'O', phone: '', timeZone: 'UTC', hours: [] };
  await stores.organisations.open('organisation', organisation, 1);
  const account = {
    id: 'user-0001',
    credentialId: 'c',
    name: 'U',
    email: 'u@test.example',
    role: 'admin',
    passwordHash: null,
  } as const;
  await stores.accounts.create('organisation', account, 1);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const auth = (origin: string) =>
  createAuth({
    db: database.db,
    crypto,
    clock: new FakeClock(),
    random: systemRandom(),
    logger: silentLogger,
    secret: 's'.repeat(43),
    origin,
    origins: [origin],
    organisationId: 'organisation',
    isActive: () => Promise.resolve(true),
  });

it('finds, changes and ends a session by its token, of which only the hash is stored', async () => {
  const { internalAdapter } = await (await auth('http://localhost:1')).$context;
  const created = await internalAdapter.createSession('user-0001');
  const stored = () => database.db.selectFrom('httpSessions').select(['token', 'organisationId']).execute();
  expect(await stored()).toEqual([{ token: tokenHash(crypto, created.token), organisationId: 'organisation' }]);
  expect((await internalAdapter.findSession(created.token))?.session.token).toBe(created.token);
  expect(await internalAdapter.findSession(tokenHash(crypto, created.token))).toBeNull();
  const later = new Date(Date.now() + 60_000);
  expect((await internalAdapter.updateSession(created.token, { expiresAt: later }))?.token).toBe(created.token);
  await internalAdapter.deleteSession(created.token);
  expect(await stored()).toEqual([]);
});

it('names its cookie so that browsers bind it to the host, where there is TLS', async () => {
  const name = async (origin: string) => {
    const { name: cookie, attributes } = (await (await auth(origin)).$context).authCookies.sessionToken;
    return {
      cookie,
      secure: attributes.secure,
      sameSite: attributes.sameSite,
      httpOnly: attributes.httpOnly,
      domain: attributes.domain,
    };
  };
  const rest = { sameSite: 'strict', httpOnly: true, domain: undefined };
  expect(await name('https://desk.example')).toEqual({ cookie: '__Host-alongside', secure: true, ...rest });
  const { createAuthCookie } = await (await auth('https://desk.example')).$context;
  for (const other of ['two_factor', 'passkey_challenge']) {
    const { name: cookie, attributes } = createAuthCookie(other);
    expect(cookie).toMatch(/^__Host-alongside-/u);
    expect(attributes).toMatchObject({ secure: true, sameSite: 'strict', httpOnly: true, path: '/' });
    expect(attributes.domain).toBeUndefined();
  }
  expect(await name('http://localhost:7420')).toEqual({ cookie: 'alongside', secure: false, ...rest });
});

it('keeps no challenge that can be read: what the cookie holds as a hash, what is asked sealed', async () => {
  const { internalAdapter } = await (await auth('http://localhost:1')).$context;
  const value = JSON.stringify({ expectedChallenge: 'c'.repeat(43) });
  await internalAdapter.createVerificationValue({ identifier: 'i'.repeat(32), value, expiresAt: new Date(Date.now() + 60_000) });
  const [row] = await database.db.selectFrom('verifications').selectAll().execute();
  expect(JSON.stringify(row)).not.toContain('iiii');
  expect(JSON.stringify(row)).not.toContain('cccc');
  expect((await internalAdapter.consumeVerificationValue('i'.repeat(32)))?.value).toBe(value);
  expect(await internalAdapter.consumeVerificationValue('i'.repeat(32))).toBeNull();
});
