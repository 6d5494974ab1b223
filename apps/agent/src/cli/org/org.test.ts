import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import {
  DAY_MS,
  issueAdminCertificate,
  readAdminCertificate,
  readRevocations,
  requestAdminCertificate,
  signRevocations,
  wordsOfOrganisation,
} from '@alongside/identity';
import { signedByAdmin } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKeyFile, readKeyFile } from './key-file.ts';
import { runOrg } from './org.ts';

const PASSPHRASE = 'four words are better';
const crypto = webCrypto();
const clock = new FakeClock();
let folder: string;
let file: string;
let hash: string;
let words: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-org-'));
  file = join(folder, 'org.key');
  const made = await org(['init', '--file', file], [PASSPHRASE, PASSPHRASE]);
  hash = /Hash: +(\S+)/u.exec(made.out)?.[1] ?? '';
  words = made.out.slice(made.out.indexOf(' 1 ')).replace(/\d+/gu, ' ').trim();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command for a person who answers in this order. */
async function org(argv: readonly string[], answers: readonly string[] = [], isInteractive = true) {
  const left = [...answers];
  const said = { out: '', err: '', prompts: '', code: 0 };
  const answer = async (prompt: string) => {
    said.prompts += prompt;
    return left.shift();
  };
  const terminal = { isInteractive, ask: answer, askSecret: answer, close: () => undefined };
  const io = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  said.code = await runOrg(argv, io, { terminal, clock });
  return said;
}

async function adminRequest(name = 'Ada Admin') {
  const { key } = await generateSigningKey();
  return { key, request: await requestAdminCertificate(key, { name, at: clock.now() }) };
}

describe('the file of an organisation key', () => {
  test('is its owner’s alone, says whose it is, and opens by its passphrase only', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = await readKeyFile(file);
    expect((await openKeyFile(kept, PASSPHRASE)).publicKey).toBe(kept.publicKey);
    await expect(openKeyFile(kept, `${PASSPHRASE} `)).rejects.toMatchObject({ code: 'auth.refused' });
    expect((await org(['show', '--file', file])).out).toContain(hash);
  });

  test('that was changed anywhere does not open', async () => {
    const kept = await readKeyFile(file);
    const other = (await generateSigningKey()).key.publicKey;
    const another = (char: string | undefined) => (char === 'A' ? 'B' : 'A');
    const changed = [
      { ...kept, publicKey: other },
      { ...kept, cipher: { ...kept.cipher, iv: 'A'.repeat(16) } },
      { ...kept, kdf: { ...kept.kdf, salt: 'A'.repeat(22) } },
      { ...kept, sealed: `${another(kept.sealed[0])}${kept.sealed.slice(1)}` },
      { ...kept, sealed: `${kept.sealed.slice(0, -1)}${another(kept.sealed.at(-1))}` },
    ];
    for (const each of changed) await expect(openKeyFile(each, PASSPHRASE)).rejects.toMatchObject({ code: 'auth.refused' });
    writeFileSync(join(folder, 'weak'), JSON.stringify({ ...kept, kdf: { ...kept.kdf, n: 2 } }));
    await expect(readKeyFile(join(folder, 'weak'))).rejects.toMatchObject({ code: 'storage.broken' });
  });

  test('is never written over, and a short or mistyped passphrase makes none', async () => {
    const before = readFileSync(file, 'utf8');
    for (const command of ['init', 'restore']) {
      const again = await org([command, '--file', file], [words, PASSPHRASE, PASSPHRASE]);
      expect([again.code, again.err]).toEqual([1, expect.stringContaining('there is a file of that name already')]);
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
    const fresh = join(folder, 'fresh');
    expect((await org(['init', '--file', fresh], ['too short'])).code).toBe(1);
    expect((await org(['init', '--file', fresh], [PASSPHRASE, 'another passphrase'])).code).toBe(1);
    expect((await org(['show', '--file', fresh])).err).toContain('there is no such file');
  });

  test('comes back from its 24 words', async () => {
    const again = join(folder, 'again');
    const restored = await org(['restore', '--file', again], [words, 'another passphrase', 'another passphrase']);
    expect(restored).toMatchObject({ code: 0, out: expect.stringContaining(hash) });
    expect(restored.out).not.toContain('24 words');
    const wrong = await org(
      ['restore', '--file', join(folder, 'x')],
      [words.replace(/^\S+/u, 'nonsens'), PASSPHRASE, PASSPHRASE],
    );
    expect(wrong.err).toContain('“nonsens” is not a word of the list');
  });
});

describe('an admin', () => {
  test('is certified after the keeper compared the words of the key', async () => {
    const { key, request } = await adminRequest();
    const done = await org(['certify-admin', request, '--file', file, '--days', '30'], ['yes', PASSPHRASE]);
    expect(done.err).toContain('Ada Admin asks to be an admin');
    expect(done.err).toContain(wordsOfOrganisation(hash).join(' '));
    expect(await readAdminCertificate(done.out.trim(), hash, crypto)).toMatchObject({
      key: key.publicKey,
      name: 'Ada Admin',
      from: clock.now(),
      until: clock.now() + 30 * DAY_MS,
    });
  });

  test('is not certified without a yes, by another passphrase, for longer, or by a forged request', async () => {
    const { request } = await adminRequest();
    const [header, payload] = request.split('.');
    const forged = `${header}.${payload}.${(await adminRequest()).request.split('.')[2]}`;
    const refused = [
      await org(['certify-admin', request, '--file', file], ['y', PASSPHRASE]),
      await org(['certify-admin', request, '--file', file], ['yes', 'not the passphrase']),
      await org(['certify-admin', request, '--file', file, '--days', '91'], ['yes', PASSPHRASE]),
      await org(['certify-admin', forged, '--file', file, '--yes'], [PASSPHRASE]),
    ];
    expect(refused.map(({ code, out }) => [code, out])).toEqual([
      [1, ''],
      [1, ''],
      [64, ''],
      [1, ''],
    ]);
  });

  test('is revoked by a list that devices take, with what was revoked before', async () => {
    const { key, request } = await adminRequest();
    const certificate = (await org(['certify-admin', request, '--file', file, '--yes'], [PASSPHRASE])).out.trim();
    const gone = (await generateSigningKey()).key.publicKey;
    const list = join(folder, 'list.json');
    const save = async (number: number) => {
      const fields = { org: hash, number, at: clock.now(), keys: [gone] };
      writeFileSync(list, JSON.stringify(await signRevocations({ key, certificate }, fields)));
    };
    await save(7);
    const done = await org(['revoke-admin', certificate, '--list', list, '--file', file], [PASSPHRASE]);
    const read = await readRevocations(signedByAdmin.parse(JSON.parse(done.out)), hash, crypto);
    expect(read?.content).toMatchObject({ number: 8, keys: [gone, key.publicKey] });
    expect(read?.admin.key).toBe((await readKeyFile(file)).publicKey);
    // A number that was chosen to shut others out is not counted on.
    await save(0x7fff_ffff);
    expect((await org(['revoke-admin', key.publicKey, '--list', list, '--file', file], [PASSPHRASE])).err).toContain('--number');
    expect((await org(['revoke-admin', key.publicKey, '--file', file], [PASSPHRASE])).err).toContain('--list');
    const overruling = await org(['revoke-admin', key.publicKey, '--list', list, '--number', '9', '--file', file], [PASSPHRASE]);
    expect(overruling.code).toBe(0);
    // By a clock that was set back: devices would take that list for its number, and believe nobody by it.
    const late = { org: hash, number: 7, at: clock.now() + DAY_MS, keys: [gone] };
    writeFileSync(list, JSON.stringify(await signRevocations({ key, certificate }, late)));
    const behind = await org(['revoke-admin', key.publicKey, '--list', list, '--file', file], [PASSPHRASE]);
    expect(behind).toMatchObject({ code: 1, out: '', err: expect.stringContaining('the clock of this computer') });
  });

  test('is revoked by a key that begins with a dash, too, wherever it stands', async () => {
    const { key } = await generateSigningKey();
    const dashed = `-${key.publicKey.slice(1)}`;
    for (const words of [
      [dashed, '--file', file, '--number', '1'],
      ['--file', file, '--number', '1', dashed],
      ['--number', '1', '--file', file, '--', dashed],
    ]) {
      const { out } = await org(['revoke-admin', ...words], [PASSPHRASE]);
      const read = await readRevocations(signedByAdmin.parse(JSON.parse(out)), hash, crypto);
      expect(read?.content.keys).toEqual([dashed]);
    }
    expect((await org(['revoke-admin', dashed.slice(0, -1), '--file', file], [PASSPHRASE])).code).toBe(64);
  });

  test('of another organisation cannot be revoked by its list', async () => {
    const { key } = await generateSigningKey();
    const serial = { key: key.publicKey, name: 'X', serial: 'serial-0001', from: clock.now(), until: clock.now() + DAY_MS };
    const certificate = await issueAdminCertificate(key, serial);
    const foreign = await signRevocations({ key, certificate }, { org: hash, number: 1, at: clock.now(), keys: [] });
    writeFileSync(join(folder, 'foreign'), JSON.stringify(foreign));
    const refused = await org(['revoke-admin', key.publicKey, '--list', join(folder, 'foreign'), '--file', file], [PASSPHRASE]);
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('trust.invalid') });
  });
});

test('an enrollment link gets the hash, once', async () => {
  const link = `http://localhost:7420/get#e=${'a'.repeat(43)}`;
  const { out } = await org(['link', link, '--file', file]);
  expect(out).toBe(`${link}&org=${hash}\n`);
  expect((await org(['link', out.trim(), '--file', file])).out).toBe(out);
  for (const bad of ['x', 'http://localhost:7420/get', `${link}&org=${'b'.repeat(43)}`, `${link}#x`]) {
    expect(await org(['link', bad, '--file', file])).toMatchObject({ code: 1, out: '' });
  }
});

test('what is not understood is told the usage', async () => {
  expect((await org(['--help'])).out).toContain('alongside org init --file F');
  const wrong = [
    [],
    ['init'],
    ['init', 'x', '--file', 'f'],
    ['burn', '--file', 'f'],
    ['show', '--file', 'f', '--yes'],
    ['link', '--file', 'f'],
  ];
  for (const argv of wrong) expect((await org(argv)).code).toBe(64);
  expect((await org(['revoke-admin', 'k', '--file', 'f', '--number', '0'])).code).toBe(64);
});
