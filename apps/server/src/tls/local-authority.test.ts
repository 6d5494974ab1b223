import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issueCertificate, type KeyedCertificate, makeAuthority } from './certificates.ts';
import { type HostNames, ownHostNames } from './host-names.ts';
import { LocalAuthority } from './local-authority.ts';

const DAY_MS = 24 * 60 * 60_000;
const NAMES: HostNames = {
  names: ['desk.corp.example', 'desk.local', 'localhost'],
  addresses: ['10.1.2.3', 'fd00::7', '127.0.0.1', '::1'],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-tls-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(options: { names?: HostNames; clock?: FakeClock; renew?: boolean } = {}): Promise<LocalAuthority> {
  return LocalAuthority.open({ folder: join(folder, 'tls'), names: NAMES, clock: new FakeClock(Date.now()), ...options });
}

const parsed = ({ cert }: KeyedCertificate) => new X509Certificate(cert);
const serial = (authority: LocalAuthority) => parsed(authority.current).serialNumber;

/** What a client that trusts `ca` alone thinks of a server with `pair` under the name or address `host`. */
async function judge(pair: KeyedCertificate, ca: string, host: string): Promise<string> {
  const server = createServer({ ...pair }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        ca,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        checkServerIdentity,
      });
      socket.once('secureConnect', () => resolve('trusted'));
      socket.once('error', (error) => resolve(error.message));
      socket.once('secureConnect', () => socket.destroy());
    });
  } finally {
    server.close();
  }
  function checkServerIdentity(_name: string, { raw }: { raw: Buffer }): Error | undefined {
    const own = new X509Certificate(raw);
    return (own.checkHost(host) ?? own.checkIP(host)) ? undefined : new Error('another name');
  }
}

describe('the local authority', () => {
  test('is made once, in files that are its owner’s alone', async () => {
    const first = await open();
    const again = await open();
    expect([again.certificate, again.current]).toEqual([first.certificate, first.current]);
    expect(statSync(join(folder, 'tls')).mode & 0o777).toBe(0o700);
    const files = readdirSync(join(folder, 'tls'));
    expect(files.toSorted()).toEqual(['authority.pem', 'server.pem']);
    expect(files.map((file) => statSync(join(folder, 'tls', file)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  test('closes a file that was open to others', async () => {
    await open();
    const file = join(folder, 'tls', 'authority.pem');
    chmodSync(file, 0o644);
    await open();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('two who make it at the same moment have the same one', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    expect(one.certificate).toBe(other.certificate);
  });

  test('is trusted under each name and address of this machine', async () => {
    const { current, certificate } = await open();
    for (const host of [...NAMES.names, ...NAMES.addresses])
      expect([host, await judge(current, certificate, host)]).toEqual([host, 'trusted']);
  });

  test.each([
    ['another name', { names: ['bank.example'], addresses: [] }, 'bank.example'],
    ['a name that ends alike', { names: ['evildesk.local'], addresses: [] }, 'evildesk.local'],
    ['the domain that it is in', { names: ['corp.example'], addresses: [] }, 'corp.example'],
    ['its bare name', { names: ['desk'], addresses: [] }, 'desk'],
    ['another address', { names: [], addresses: ['10.1.2.4'] }, '10.1.2.4'],
    ['an IPv6 neighbour', { names: [], addresses: ['fd00::8'] }, 'fd00::8'],
    ['its own name beside another', { names: ['desk.local', 'bank.example'], addresses: [] }, 'desk.local'],
  ])('cannot vouch for %s', async (_what, names, host) => {
    const authority = await makeAuthority(NAMES, 'Test', Date.now());
    const rogue = await issueCertificate(authority, names, Date.now());
    expect(await judge(rogue, authority.cert, host)).toMatch(/permitted subtree violation/u);
  });

  test('cannot vouch for a top-level domain that its machine is called by', async () => {
    const authority = await makeAuthority(ownHostNames(undefined, 'dev', {}), 'Test', Date.now());
    const rogue = await issueCertificate(authority, { names: ['x.dev'], addresses: [] }, Date.now());
    expect(await judge(rogue, authority.cert, 'x.dev')).toMatch(/permitted subtree violation/u);
  });

  test('cannot make another authority that is believed', async () => {
    const authority = await makeAuthority(NAMES, 'Test', Date.now());
    const under = await issueCertificate(authority, NAMES, Date.now());
    const rogue = await issueCertificate({ cert: under.cert, key: under.key }, NAMES, Date.now());
    expect(await judge({ cert: `${rogue.cert}${under.cert}`, key: rogue.key }, authority.cert, 'desk.local')).not.toBe('trusted');
  });

  test('lives ten years, its certificate for the server 397 days, EC P-256 both', async () => {
    const authority = await open();
    const [ca, own] = [new X509Certificate(authority.certificate), parsed(authority.current)];
    const days = (one: X509Certificate) => Math.round((one.validToDate.getTime() - one.validFromDate.getTime()) / DAY_MS);
    expect([days(ca), days(own), ca.ca, own.ca]).toEqual([3650, 397, true, false]);
    expect(ca.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(own.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  test('tells one hash in two spellings, of the bare certificate', async () => {
    const { fingerprint, pin, certificate } = await open();
    expect(Buffer.from(pin, 'base64url').toString('hex').toUpperCase()).toBe(fingerprint.replaceAll(':', ''));
    expect(fingerprint).toBe(new X509Certificate(certificate).fingerprint256);
  });
});

describe('the server’s certificate', () => {
  test('is renewed near its end, at a start and while it runs, by the same authority', async () => {
    const clock = new FakeClock(Date.now());
    const authority = await open({ clock });
    const first = serial(authority);
    await clock.advance(360 * DAY_MS);
    expect([await authority.refresh(), serial(authority)]).toEqual([false, first]);
    await clock.advance(10 * DAY_MS);
    expect(await authority.refresh()).toBe(true);
    const second = serial(authority);
    expect(second).not.toBe(first);
    await clock.advance(370 * DAY_MS);
    const later = await open({ clock });
    expect([first, second]).not.toContain(serial(later));
    expect(later.certificate).toBe(authority.certificate);
  });

  test('is made anew when names went, and stays while they are the same', async () => {
    const first = await open();
    const fewer = await open({ names: { ...NAMES, addresses: ['127.0.0.1', '::1'] } });
    expect(serial(fewer)).not.toBe(serial(first));
    expect(parsed(fewer.current).checkIP('10.1.2.3')).toBeUndefined();
    expect(fewer.outside).toEqual([]);
  });

  test('leaves out what came after the authority, and says so', async () => {
    await open();
    const moved = await open({ names: { names: [...NAMES.names, 'desk.new'], addresses: ['10.9.9.9', '127.0.0.1', '::1'] } });
    expect(moved.outside).toEqual(['desk.new', '10.9.9.9']);
    expect(moved.names.addresses).toEqual(['127.0.0.1', '::1']);
    expect(parsed(moved.current).checkIP('10.9.9.9')).toBeUndefined();
    expect(await judge(moved.current, moved.certificate, 'desk.local')).toBe('trusted');
  });

  test('comes from a new authority where one is asked for', async () => {
    const first = await open();
    const moved = await open({ names: { ...NAMES, addresses: ['10.9.9.9'] }, renew: true });
    expect(moved.outside).toEqual([]);
    expect(moved.pin).not.toBe(first.pin);
    expect(await judge(moved.current, first.certificate, 'desk.local')).not.toBe('trusted');
  });
});

test('damaged files are told by name, and nothing is made over them', async () => {
  await open();
  const file = join(folder, 'tls', 'authority.pem');
  const half = readFileSync(file, 'utf8').slice(0, 300);
  writeFileSync(file, half);
  await expect(open()).rejects.toMatchObject({ code: 'storage.broken', message: expect.stringContaining(file) });
  expect(readFileSync(file, 'utf8')).toBe(half);
});

test.each([
  ['is half there', (whole: string) => whole.slice(0, 300)],
  ['is empty', () => ''],
  ['has the marks of PEM only', (whole: string) => whole.replaceAll(/^[A-Za-z0-9+/=]{10,}$/gmu, 'AAAA')],
])('a server certificate that %s is issued anew by the same authority', async (_what, damage) => {
  const first = await open();
  const file = join(folder, 'tls', 'server.pem');
  writeFileSync(file, damage(readFileSync(file, 'utf8')));
  const again = await open();
  expect(again.pin).toBe(first.pin);
  expect(await judge(again.current, first.certificate, 'desk.local')).toBe('trusted');
  expect((await open()).current).toEqual(again.current);
});

test('a server certificate with the key of another is issued anew', async () => {
  const first = await open();
  const stray = await makeAuthority(NAMES, 'Stray', Date.now());
  writeFileSync(join(folder, 'tls', 'server.pem'), `${first.current.cert}${stray.key}`);
  const again = await open();
  expect(serial(again)).not.toBe(serial(first));
  expect(again.pin).toBe(first.pin);
});

test('an authority with the marks of PEM only is damaged, and --new-ca mends it whatever the server’s certificate is', async () => {
  await open();
  for (const name of ['authority.pem', 'server.pem']) {
    const file = join(folder, 'tls', name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^[A-Za-z0-9+/=]{10,}$/gmu, 'AAAA'));
  }
  await expect(open()).rejects.toMatchObject({ code: 'storage.broken' });
  const mended = await open({ renew: true });
  expect((await open()).pin).toBe(mended.pin);
});

test('an authority that has run out is not used', async () => {
  const clock = new FakeClock(Date.now());
  await open({ clock });
  await clock.advance(3_640 * DAY_MS);
  await expect(open({ clock })).rejects.toMatchObject({ code: 'storage.broken', message: expect.stringContaining('--new-ca') });
});
