import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CertificateFiles } from './certificate-files.ts';
import { issueCertificate, type KeyedCertificate, makeAuthority } from './certificates.ts';

const DAY_MS = 24 * 60 * 60_000;
const NAMES = { names: ['help.example.org'], addresses: ['10.1.2.3'] };

let folder: string;
let clock: FakeClock;
let pair: KeyedCertificate;
const warnings: string[] = [];
const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-certificate-'));
  clock = new FakeClock();
  pair = await fresh();
  warnings.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

async function fresh(): Promise<KeyedCertificate> {
  return issueCertificate(await makeAuthority(NAMES, 'Test', clock.now()), NAMES, clock.now());
}

let written = 0;
function write({ cert, key }: Partial<KeyedCertificate>): void {
  for (const [name, content] of Object.entries({ 'cert.pem': cert, 'key.pem': key })) {
    if (content === undefined) continue;
    const file = join(folder, name);
    writeFileSync(file, content);
    // Two writes in one tick of the file system's clock are two all the same.
    written += 1;
    utimesSync(file, written, written);
  }
}

/** As seen this many days later. */
function writeFor(days: number): void {
  write(pair);
  clock.jumpWall(days * DAY_MS);
}

function open(host = 'help.example.org'): CertificateFiles {
  return new CertificateFiles({ certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem'), host, clock, logger });
}

test.each(['help.example.org', '10.1.2.3'])('is used for %s, which it covers', (host) => {
  write(pair);
  expect(open(host).current).toEqual(pair);
});

test.each<[what: string, message: RegExp, prepare: () => Promise<void> | void, host?: string]>([
  ['missing', /cert\.pem cannot be used: ENOENT/u, () => undefined],
  ['no certificate', /cert\.pem cannot be used/u, () => write({ cert: 'x', key: pair.key })],
  ['no key', /key\.pem cannot be used/u, () => write({ cert: pair.cert, key: pair.cert })],
  ['a key of another', /does not belong/u, async () => write({ cert: pair.cert, key: (await fresh()).key })],
  ['for another name', /is not for other\.example\.org but for: DNS:help/u, () => write(pair), 'other.example.org'],
  ['for another address', /is not for 10\.1\.2\.4/u, () => write(pair), '10.1.2.4'],
  ['not yet valid', /valid only from/u, () => writeFor(-2)],
  ['run out', /ran out/u, () => writeFor(400)],
])('%s: refused, saying so', async (_what, message, prepare, host) => {
  await prepare();
  expect(() => open(host)).toThrow(expect.objectContaining({ code: 'request.invalid', message: expect.stringMatching(message) }));
});

test('warns of one that ends within two weeks', () => {
  write(pair);
  clock.jumpWall(385 * DAY_MS);
  open();
  expect(warnings).toEqual(['the certificate ends soon']);
});

test('new files are used once they fit, and the old ones until then', async () => {
  write(pair);
  const files = open();
  expect(await files.refresh()).toBe(false);
  const next = await fresh();
  write({ cert: next.cert });
  expect([await files.refresh(), files.current]).toEqual([false, pair]);
  expect(warnings).toEqual(['the new certificate is not used']);
  write({ key: next.key });
  expect([await files.refresh(), files.current]).toEqual([true, next]);
  expect(await files.refresh()).toBe(false);
});
