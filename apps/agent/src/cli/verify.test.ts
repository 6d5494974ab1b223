import { execFile, execFileSync, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AuditEntry,
  afterAuditEntries,
  auditHash,
  auditHeadPayload,
  BEFORE_AUDIT_ENTRIES,
  canonical,
  MAX_LEDGER_BYTES,
} from '@alongside/consent';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import type { CertificateChain } from '@alongside/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerSides, signBoth, startFields, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { TestOrganisation } from '../../../../test/fixtures/organisation.ts';
import { runVerify } from './verify.ts';

const BIN = fileURLToPath(new URL('../../bin/alongside.mjs', import.meta.url));

let folder: string;
let good: string;
let unfinished: string;

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** As a user does: a process of its own. */
function runBin(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

/** What the process runs, without the second that each takes to start. */
async function run(args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await runVerify(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

async function verify(name: string, text: string | Uint8Array): Promise<Outcome> {
  const path = join(folder, name);
  await writeFile(path, text);
  return run([path]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-verify-'));
  const sides = await ledgerSides();
  await tellStory(sides);
  good = await sides.ledger.export();
  const open = await ledgerSides();
  await tellStory(open, { end: false });
  unfinished = await open.ledger.export();
});
afterAll(() => rm(folder, { recursive: true }));

describe('alongside verify', () => {
  test('a good record: 0, and the story in plain words', async () => {
    const path = join(folder, 'good.json');
    await writeFile(path, good);
    const { code, out, err } = await runBin(['verify', path]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const part of [
      'This record is good: 16 entries',
      'Session for request #1042 (“The printer in room 2 prints nothing”) with Ada Byron.',
      'The user let Ada Byron join.',
      'Ada Byron asked for the screen, 10 minutes: “to look at the queue”',
      'The user did not allow the screen.',
      'The user allowed commands for 10 minutes.',
      'Command, as the shell reported it: lpstat -t',
      'The user wrote: thank you – Ü €',
      'Over: commands, because the user took it back. (entered afterwards)',
      'Ada Byron ended the session.',
      'What this file cannot prove:',
      'Nobody had checked this key before',
    ]) {
      expect(out).toContain(part);
    }
    // A sentence without words in the catalogue would show its key, a missing fact its gap.
    expect(out).not.toMatch(/verify\.|story\.|\{\{|undefined|\[object/u);
  });

  test('intact but without an end: 2', async () => {
    const { code, out } = await verify('unfinished.json', unfinished);
    expect(code).toBe(2);
    expect(out).toContain('intact, but it has no end');
    const cut = JSON.parse(good);
    cut.entries.pop();
    const tail = await verify('cut.json', canonical(cut));
    expect(tail.code).toBe(2);
    expect(tail.out).toContain('1 later entry that is not in the file');
  });

  test.each<[string, (text: string) => string | Uint8Array, string]>([
    ['altered', (text) => text.replace('"allowed":false', '"allowed":true'), 'Entry number 4 was altered.'],
    ['words', (text) => text.replace('lpstat -t', 'lpstat -a'), 'The words that belong to entry number 10 were altered.'],
    ['missing', (text) => edit(text, (entries) => entries.splice(5, 1)), 'Entry number 5 is missing.'],
    ['moved', (text) => edit(text, (entries) => entries.reverse()), 'The entries were put in another order, from number 0 on.'],
    ['twice', (text) => edit(text, (entries) => entries.splice(2, 0, entries[2])), 'an entry is in the file twice'],
    ['newline', (text) => `${text}\n`, 'not written as the program writes it'],
    [
      'signature',
      (text) => text.replace(/"jws":"([^"]+)\.[^".]+"/u, (_all, part) => `"jws":"${part}.${'A'.repeat(86)}"`),
      'is not valid',
    ],
    ['keys', (text) => text.replace(/"agent":"."/u, '"agent":"A"').replace(/("keys":\{"agent":")./u, '$1_'), 'keys in the file'],
    ['latin1', (text) => Buffer.from(text, 'latin1'), 'not a record of Alongside'],
    ['empty', () => '', 'not a record of Alongside'],
    ['other', () => '{"hello":1}', 'not a record of Alongside'],
    ['large', (text) => text + ' '.repeat(9 * 1024 * 1024), 'larger than 8 MiB'],
  ])('%s: 1, and it is named', async (name, change, expected) => {
    const { code, out } = await verify(`${name}.json`, change(good));
    expect(code).toBe(1);
    expect(out).toContain('This record cannot be trusted.');
    expect(out).toContain(expected);
    expect(out).not.toMatch(/verify\.|story\.|\{\{|undefined/u);
  });

  test('beside the keys that one knows: says whose they are, and 1 where they are others', async () => {
    const { keys } = JSON.parse(good) as { keys: { agent: string; technician: string } };
    const path = join(folder, 'known.json');
    await writeFile(path, good);
    const both = await run(['--device-key', keys.agent, '--technician-key', keys.technician, path]);
    expect(both.code).toBe(0);
    expect(both.out).toContain('It is the record of the computer that you named');
    expect(both.out).toContain('The technician is the one that you named');
    expect(both.out).not.toContain('What this file cannot prove');
    const swapped = await run(['--device-key', keys.technician, path]);
    expect(swapped.code).toBe(1);
    expect(swapped.out).toContain(
      `It is not the record of the computer that you named. The computer that signed it has the key ${keys.agent}.`,
    );
    const other = await run(['--technician-key', keys.agent, path]);
    expect(other).toMatchObject({ code: 1 });
    const nobody = await run(['--org', `-${keys.agent.slice(1)}`, path]);
    expect(nobody.code).toBe(1);
    expect(nobody.out).toContain('certified nobody in this record');
  });

  test('a certified session: who certified whom, and 1 where it is not the organisation that one named', async () => {
    const sides = await ledgerSides();
    const now = sides.clock.now();
    const organisation = await organisationAt(now);
    const technician = { name: 'Ada Byron', publicKey: sides.technicianKey.publicKey };
    const tell = async (name: string, certificates: CertificateChain, org: string) => {
      const session = await ledgerSides(undefined, sides);
      const start = { ...startFields(session), verified: 'certified', certificates } as const;
      await session.ledger.append('session/start', start, { request: 'paper' });
      await session.ledger.append('session/end', { reason: 'finished' });
      await signBoth(session);
      const path = join(folder, name);
      await writeFile(path, await session.ledger.export());
      return run(['--org', org, path]);
    };
    const chain = await organisation.certify(technician, { now });
    const good = await tell('certified.json', chain, organisation.hash);
    expect(good.code).toBe(0);
    expect(good.out).toContain('The technician was certified by the organisation that you named');
    expect(good.out).toMatch(/certified the admin Ada Admin until .+ UTC, and Ada Admin certified Ada Byron until .+ UTC\./u);
    const other = await organisationAt(now);
    expect(await tell('other.json', chain, other.hash)).toMatchObject({ code: 1 });
    // A chain of somebody else’s, of an earlier time, or of two organisations, is said to show nothing.
    for (const certificates of [
      await organisation.certify({ ...technician, name: 'Eve' }, { now }),
      await organisation.certify({ ...technician, publicKey: sides.agentKey.publicKey }, { now }),
      await organisation.certify(technician, { now: now - 40 * 24 * 3_600_000 }),
      { admin: other.adminCertificate, technician: chain.technician },
    ]) {
      const told = await tell('false.json', certificates, organisation.hash);
      expect(told.code).toBe(1);
      expect(told.out).toContain('says that Ada Byron was certified, but its certificates do not show that');
    }
  });

  test('texts cannot steer the terminal or the catalogue', async () => {
    const sides = await ledgerSides();
    await sides.ledger.append('session/start', startFields(sides), { request: '$t(verify.usage) {{name}}' });
    await sides.ledger.append(
      'chat/said',
      { messageId: 'message-0001', from: 'technician', saidAt: 0 },
      { text: 'two\nlines \u001b[31m\u202e' },
    );
    await sides.ledger.append('session/end', { reason: 'core-died' });
    await signBoth(sides);
    const { code, out } = await verify('texts.json', await sides.ledger.export());
    expect(code).toBe(0);
    expect(out).toContain('“$t(verify.usage) {{name}}”');
    expect(out).toContain('Ada Byron wrote: two ⏎ lines [31m');
    for (const trick of ['\u001b', '\u202e']) expect(out).not.toContain(trick);
  });

  test.each<[string, string[]]>([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['an option that there is not', ['--fast', 'a']],
    ['a key that is none', ['--device-key', 'mine', 'a']],
    ['a file that is not there', ['/nowhere/ledger.json']],
    ['a folder', [tmpdir()]],
  ])('wrong usage, %s: 64 and a clear line', async (_name, args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toMatch(/alongside verify (?:\[options\] )?FILE|cannot be read: (there is no such file|it is a folder)/u);
  });

  test.each([
    ['no command', []],
    ['another command', ['open']],
  ])('wrong usage of the bin, %s: 64 and its commands', async (_name, args) => {
    const { code, out, err } = await runBin(args);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toContain('alongside verify FILE');
  });

  test('--help: 0', async () => {
    expect(await runBin(['--help'])).toMatchObject({ code: 0, err: '' });
    expect(await run(['--help'])).toMatchObject({ code: 0, err: '' });
  });

  test('a device that never ends is read no further than a record can be long', async () => {
    expect(await run(['/dev/zero'])).toMatchObject({ code: 1 });
  });
});

describe('the bin on another Node', () => {
  /** Tells an older version, so that the bin looks for the Node 24 of the packages. */
  const older = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.0"})';
  const spawnOlder = (args: readonly string[]) => spawn(process.execPath, ['--import', older, BIN, ...args]);

  test('goes on under Node 24 with output and exit code passed through', async () => {
    const path = join(folder, 'older.json');
    await writeFile(path, unfinished);
    const child = spawnOlder(['verify', path]);
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(2);
    expect(out).toContain('intact, but it has no end');
  });

  test('says what to do where no Node 24 is installed', async () => {
    const lonely = join(folder, 'bin');
    await mkdir(lonely, { recursive: true });
    await mkdir(join(folder, 'src', 'texts'), { recursive: true });
    await copyFile(BIN, join(lonely, 'alongside.mjs'));
    await copyFile(fileURLToPath(new URL('../texts/en.json', import.meta.url)), join(folder, 'src', 'texts', 'en.json'));
    const child = spawn(process.execPath, ['--import', older, join(lonely, 'alongside.mjs'), 'verify', 'x']);
    let err = '';
    child.stderr.on('data', (part) => {
      err += part;
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(69);
    expect(err).toContain('needs Node 24 or newer; this is 18.20.0');
  });

  test('a signal reaches the program that it runs', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const child = spawnOlder(['verify', pipe]);
    // The program has opened the pipe once the other end can be opened for writing.
    const writer = await open(pipe, 'w');
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(128 + 15);
    await writer.close();
  });
});

async function organisationAt(now: number): Promise<TestOrganisation> {
  const keys = { organisation: (await generateSigningKey()).key, admin: (await generateSigningKey()).key };
  return TestOrganisation.make(keys, { crypto: webCrypto(), now });
}

function edit(text: string, change: (entries: unknown[]) => void): string {
  const file = JSON.parse(text) as { entries: unknown[] };
  change(file.entries);
  return canonical(file);
}

describe('alongside verify, of an audit', () => {
  const entry: AuditEntry = {
    seq: 0,
    prev: '0'.repeat(64),
    at: Date.UTC(2026, 10, 28, 12),
    actor: { id: 'user-0001', name: 'Ada Admin' },
    action: 'PUT /api/users/:id/role',
    subject: 'user-0002',
    detail: '{"role":"auditor"}',
    failed: null,
  };

  test('a good one is told; with another server’s key, or altered, it is refused', async () => {
    const { key } = await generateSigningKey();
    const head = await key.signJws(auditHeadPayload('organisation', 1, auditHash(webCrypto(), entry)));
    const after = afterAuditEntries({ organisation: 'organisation', key: key.publicKey, head });
    const text = `${BEFORE_AUDIT_ENTRIES}${canonical(entry)}${after}`;
    const told = await verify('audit.json', text);
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out).toContain('This audit is good: 1 entry');
    expect(told.out).toContain('2026-11-28T12:00:00.000Z  Ada Admin  PUT /api/users/:id/role  user-0002  {"role":"auditor"}');
    expect(told.out).toContain(key.publicKey);
    const path = join(folder, 'audit.json');
    expect((await run(['--server-key', key.publicKey, path])).out).toContain('with the key that you named');
    const { key: other } = await generateSigningKey();
    expect((await run(['--server-key', other.publicKey, path])).code).toBe(1);
    expect(await verify('altered.json', text.replace('auditor', 'adminxx'))).toMatchObject({ code: 1 });
  });

  test('what it names cannot speak to the terminal', async () => {
    const { key } = await generateSigningKey();
    const hostile = { ...entry, action: 'PUT \u001b[2J', subject: 'a\u202eb', detail: 'x\ny\u0007' };
    const head = await key.signJws(auditHeadPayload('organisation', 1, auditHash(webCrypto(), hostile)));
    const after = afterAuditEntries({ organisation: 'organisation', key: key.publicKey, head });
    const told = await verify('audit.json', `${BEFORE_AUDIT_ENTRIES}${canonical(hostile)}${after}`);
    expect(told.code).toBe(0);
    expect(told.out).toContain('2026-11-28T12:00:00.000Z  Ada Admin  PUT [2J  ab  x y\n');
  });

  test('one that is longer than any record of a session is told, too', async () => {
    const { key } = await generateSigningKey();
    const chain: string[] = [];
    for (let seq = 0, length = 0; length <= MAX_LEDGER_BYTES; seq += 1) {
      const last = chain.at(-1);
      const prev = last === undefined ? entry.prev : webCrypto().sha256(last);
      chain.push(canonical({ ...entry, seq, prev, detail: 'x'.repeat(3_900) }));
      length += chain.at(-1)?.length ?? 0;
    }
    const head = await key.signJws(auditHeadPayload('organisation', chain.length, webCrypto().sha256(chain.at(-1) ?? '')));
    const after = afterAuditEntries({ organisation: 'organisation', key: key.publicKey, head });
    const told = await verify('audit.json', `${BEFORE_AUDIT_ENTRIES}${chain.join(',')}${after}`);
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out).toContain(`This audit is good: ${chain.length} entries`);
  });
});
