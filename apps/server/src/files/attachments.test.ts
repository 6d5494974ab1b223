import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { systemRandom, utf8 } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { filesBelow } from '../../../../test/fixtures/files-below.ts';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { TINY_PNG } from '../../../../test/fixtures/tiny-files.ts';
import { type OpenedDatabase, openDatabase } from '../storage/open-database.ts';
import { openStores, type Stores } from '../storage/stores.ts';
import { Attachments } from './attachments.ts';
import { BlobFolder, type Bytes } from './blob-folder.ts';

const OURS = 'our-organisation';
const THEIRS = 'their-organisation';
const PLACE = { kind: 'ticket', id: 'ticket-0001' } as const;
const BY = { kind: 'technician', id: 'technician-tess', name: 'Tess' } as const;
const LIMITS = { file: 1000, placeFiles: 3, placeBytes: 2000, organisationBytes: 3000, atOnce: 2, atOnceFromOne: 1 };
const ZIP = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 20, 0, ...new Uint8Array(40)]);
const EXE = Uint8Array.from([...utf8('MZ'), 0x90, 0, 3, 0, ...new Uint8Array(60)]);

const home = temporaryFolder();
let database: OpenedDatabase;
let stores: Stores;
let root: string;
let attachments: Attachments;
beforeAll(async () => {
  database = await openDatabase(join(home.path, 'data'));
  stores = openStores(database.db);
  await stores.organisations.open(OURS, { name: 'O', phone: '', timeZone: 'UTC', hours: [] }, 1);
  const row = await database.db.selectFrom('organisations').selectAll().executeTakeFirstOrThrow();
  await database.db
    .insertInto('organisations')
    .values({ ...row, id: THEIRS })
    .execute();
});
afterAll(() => {
  database.close();
  home.remove();
});
beforeEach(async () => {
  root = join(home.path, 'files');
  rmSync(root, { recursive: true, force: true });
  await database.db.deleteFrom('attachments').execute();
  attachments = made();
});

function made(): Attachments {
  const folder = new BlobFolder(root, systemRandom());
  return new Attachments({ store: stores.attachments, folder, clock: new FakeClock(5), random: systemRandom(), limits: LIMITS });
}
const receive = (bytes: Uint8Array | string, name = 'a.log', organisation = OURS) =>
  attachments.receive(organisation, [typeof bytes === 'string' ? utf8(bytes) : bytes], { name });
const keep = async (
  bytes: Uint8Array | string,
  name = 'a.log',
  place: { kind: 'ticket'; id: string } = PLACE,
  organisation = OURS,
) => attachments.keep(organisation, await receive(bytes, name, organisation), { place, to: 'user', by: BY });
const comesAfter = (gate: Promise<void>): Bytes => ({
  async *[Symbol.asyncIterator]() {
    await gate;
    yield utf8('a');
  },
});
const codeOf = (action: Promise<unknown>) =>
  action.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

test('a file lies under the hash of its bytes, for its owner alone, and comes back as it was', async () => {
  const facts = await keep('the printer is off\n', '../../etc/printer.log');
  const sha256 = webCrypto().sha256('the printer is off\n');
  expect(facts).toMatchObject({ fileName: 'printer.log', mediaType: 'text/plain', bytes: 19, sha256, to: 'user' });
  const path = join(root, OURS, sha256.slice(0, 2), sha256);
  expect(filesBelow(root)).toEqual([path]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, OURS)).mode & 0o777).toBe(0o700);
  const row = await attachments.find(OURS, facts.attachmentId);
  expect(row).toMatchObject({ placeKind: 'ticket', placeId: PLACE.id, byName: 'Tess', at: 5 });
  expect(String(await buffer(await attachments.read(OURS, facts)))).toBe('the printer is off\n');
});

describe('what it is, its bytes say', () => {
  test.each([
    ['photo.png', TINY_PNG, 'image/png', 'photo.png'],
    ['photo.png', ZIP, 'application/zip', 'photo.png.zip'],
    ['notes', '# words', 'text/plain', 'notes.txt'],
    ['page.html', '<!doctype html><script>alert(1)</script>', 'text/plain', 'page.html.txt'],
    ['x.svg', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'text/plain', 'x.svg.txt'],
    ['windows.log', Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x0a, 0]), 'text/plain', 'windows.log'],
    ['colours.log', '\u001b[31mred\u001b[0m', 'text/plain', 'colours.log'],
    ['empty.txt', '', 'text/plain', 'empty.txt'],
  ] as const)('%s', async (name, bytes, mediaType, kept) => {
    expect(await receive(bytes, name)).toMatchObject({ mediaType, name: kept });
  });

  test.each([
    ['setup.png', EXE],
    ['script.txt', Uint8Array.from([...utf8('all is well\n'), 0, 1, 2])],
    ['script.log', Uint8Array.from([...utf8('words '), 0xc3, 0x28])],
    ['odd.txt', Uint8Array.from([0xff, 0xfe, 0x00, 0xd8])],
    ['program', Uint8Array.from([0x7f, ...utf8('ELF'), 2, 1, 1, ...new Uint8Array(60)])],
  ])('%s that is something else is not taken, and nothing of it stays', async (name, bytes) => {
    expect(await codeOf(receive(bytes, name))).toBe('attachment.type');
    expect(filesBelow(root)).toEqual([]);
  });
});

describe('how much there may be', () => {
  test('a file that goes on is cut off at the limit, whatever it said of itself, and nothing of it stays', async () => {
    let given = 0;
    const endless: Bytes = {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          given += 1;
          yield utf8('x'.repeat(300));
        }
      },
    };
    expect(await codeOf(attachments.receive(OURS, endless, { name: 'a.log' }))).toBe('request.too-large');
    expect(given).toBe(4);
    expect(filesBelow(root)).toEqual([]);
  });

  test('one that breaks off leaves nothing', async () => {
    const broken: Bytes = {
      async *[Symbol.asyncIterator]() {
        yield utf8('a');
        throw new Error('gone');
      },
    };
    await expect(attachments.receive(OURS, broken, { name: 'a.log' })).rejects.toThrow('gone');
    expect(filesBelow(root)).toEqual([]);
  });

  test('of one place by number and by size, of the organisation by size; what is too much is dropped', async () => {
    for (const text of ['a', 'b', 'c']) await keep(text);
    expect(await codeOf(keep('d'))).toBe('attachment.full');
    const other = { kind: 'ticket', id: 'ticket-0002' } as const;
    for (const text of ['e', 'f']) await keep(text.repeat(900), 'a.log', other);
    expect(await codeOf(keep('g'.repeat(900), 'a.log', other))).toBe('attachment.full');
    const third = { kind: 'ticket', id: 'ticket-0003' } as const;
    await keep('h'.repeat(1000), 'a.log', third);
    expect(await codeOf(keep('i'.repeat(1000), 'a.log', third))).toBe('attachment.full');
    expect(filesBelow(root)).toHaveLength(6);
    // Another organisation has room of its own.
    await keep('i', 'a.log', third, THEIRS);
  });

  test('many at once cannot pass the limit together', async () => {
    const files = [];
    for (const text of ['1', '2', '3', '4', '5']) files.push(await receive(text.repeat(700)));
    const answers = await Promise.all(
      files.map((file) => codeOf(attachments.keep(OURS, file, { place: PLACE, to: 'desk', by: BY }))),
    );
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(2);
    expect(filesBelow(root)).toHaveLength(2);
  });

  test('so many come at the same time, and the next one is told to wait', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = comesAfter(gate.promise);
    const coming = [1, 2].map(() => attachments.receive(OURS, slow, { name: 'a.log' }));
    expect(await codeOf(receive('b'))).toBe('request.rate-limited');
    gate.resolve();
    await Promise.all(coming);
    expect(await codeOf(receive('b'))).toBe('done');
  });

  test('one sender has few of these places, and leaves the rest to others', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = comesAfter(gate.promise);
    const from = (sender: string, source: Bytes = [utf8('b')]) =>
      codeOf(attachments.receive(OURS, source, { name: 'a.log', from: sender }));
    const coming = from('one', slow);
    expect([await from('one'), await from('two'), await codeOf(receive('b'))]).toEqual(['request.rate-limited', 'done', 'done']);
    gate.resolve();
    expect([await coming, await from('one')]).toEqual(['done', 'done']);
  });
});

describe('deleting', () => {
  test('takes the bytes with the last file that has them, and never another organisation’s', async () => {
    const [one, two] = [await keep('same'), await keep('same')];
    const theirs = await keep('same', 'a.log', PLACE, THEIRS);
    await attachments.remove(OURS, { id: one.attachmentId, sha256: one.sha256 });
    expect(filesBelow(join(root, OURS))).toHaveLength(1);
    await attachments.remove(OURS, { id: theirs.attachmentId, sha256: theirs.sha256 });
    await attachments.remove(OURS, { id: two.attachmentId, sha256: two.sha256 });
    expect(filesBelow(join(root, OURS))).toHaveLength(0);
    expect(await buffer(await attachments.read(THEIRS, theirs))).toHaveLength(4);
    expect(await attachments.find(OURS, theirs.attachmentId)).toBeUndefined();
  });

  test('at a start goes what belongs to nothing: half received, kept and never entered, or put there', async () => {
    const { sha256 } = await keep('mine');
    await receive('half');
    const orphan = webCrypto().sha256('orphan');
    mkdirSync(join(root, OURS, orphan.slice(0, 2)), { recursive: true });
    writeFileSync(join(root, OURS, orphan.slice(0, 2), orphan), 'orphan');
    writeFileSync(join(root, OURS, 'stray.html'), 'x');
    expect(await made().sweep(OURS)).toBe(3);
    expect(filesBelow(root)).toEqual([join(root, OURS, sha256.slice(0, 2), sha256)]);
  });
});

test('a file that was changed on the disk, or a link in its place, is not given out', async () => {
  const facts = await keep('as it was');
  const path = join(root, OURS, facts.sha256.slice(0, 2), facts.sha256);
  writeFileSync(path, 'as it was not');
  expect(await codeOf(attachments.read(OURS, facts))).toBe('storage.broken');
  rmSync(path);
  expect(await codeOf(attachments.read(OURS, facts))).toBe('storage.broken');
  writeFileSync(join(home.path, 'secret'), 'a secret!');
  symlinkSync(join(home.path, 'secret'), path);
  expect(await codeOf(attachments.read(OURS, facts))).toBe('storage.broken');
  // Nor is what lies there written to by the same bytes that come again.
  await keep('as it was');
  expect(readFileSync(join(home.path, 'secret'), 'utf8')).toBe('a secret!');
  expect(readdirSync(join(root, OURS, facts.sha256.slice(0, 2)))).toEqual([facts.sha256]);
});

test('no identifier of an organisation and no hash leads out of the folder', async () => {
  const folder = new BlobFolder(root, systemRandom());
  for (const organisation of ['..', '../../etc', 'a/b/c/d/e/f', '']) {
    await expect(folder.receive(organisation, [], 1)).rejects.toThrow('no organisation');
  }
  for (const sha256 of ['../../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(64)}/..`]) {
    await expect(folder.read(OURS, sha256, 1)).rejects.toThrow('no hash');
    await expect(folder.remove(OURS, sha256)).rejects.toThrow('no hash');
  }
});
