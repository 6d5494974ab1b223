import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProcess } from '../processes/index.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { renameOver, syncFolder } from './durable-file.ts';
import { FileDocumentStore } from './file-document-store.ts';
import { FileLedgerStore } from './file-ledger-store.ts';
import { toStorageError } from './storage-error.ts';

let folder: string;
const mounts: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storage-test-'));
});
afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount]);
  rmSync(folder, { recursive: true, force: true });
});

function mountSmall(options: string): string {
  const path = mkdtempSync(join(folder, 'disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
  mounts.push(path);
  return path;
}
const canMount = (() => {
  const path = mkdtempSync(join(tmpdir(), 'mount-trial-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    // Not root: the same codes are covered by the table below.
    return false;
  } finally {
    rmSync(path, { recursive: true });
  }
})();

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );

describe('the ledger store', () => {
  it('keeps lines in order, also many at once, and gives them back after a restart', async () => {
    const store = await FileLedgerStore.open(join(folder, 'ledgers'));
    const file = await store.open('session-1');
    const lines = Array.from({ length: 200 }, (_, index) => `{"seq":${index},"text":"ü😀"}`);
    await Promise.all(lines.map((line) => file.append(line)));
    await file.append('last');
    const again = await (await FileLedgerStore.open(join(folder, 'ledgers'))).open('session-1');
    expect(await again.readAll()).toEqual([...lines, 'last']);
  });

  it('is for its owner alone', async () => {
    const store = await FileLedgerStore.open(join(folder, 'ledgers'));
    await (await store.open('session-1')).append('x');
    expect(statSync(join(folder, 'ledgers')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'ledgers/session-1.jsonl')).mode & 0o777).toBe(0o600);
    chmodSync(join(folder, 'ledgers'), 0o755);
    await FileLedgerStore.open(join(folder, 'ledgers'));
    expect(statSync(join(folder, 'ledgers')).mode & 0o777).toBe(0o700);
  });

  it('cuts off a line that a power cut left half written, and goes on after it', async () => {
    const path = join(folder, 'session-1.jsonl');
    const file = await (await FileLedgerStore.open(folder)).open('session-1');
    await file.append('one');
    appendFileSync(path, 'hal');
    const again = await (await FileLedgerStore.open(folder)).open('session-1');
    expect(await again.readAll()).toEqual(['one']);
    await again.append('two');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('refuses to go on in a file that was shortened meanwhile', async () => {
    const file = await (await FileLedgerStore.open(folder)).open('session-1');
    await file.append('one');
    truncateSync(join(folder, 'session-1.jsonl'), 0);
    expect(await codeOf(file.append('two'))).toBe('storage.broken');
  });

  it('lists sessions, newest first, and takes no path for an id', async () => {
    const store = await FileLedgerStore.open(folder);
    for (const id of ['session-a', 'session-c', 'session-b']) await (await store.open(id)).append('x');
    for (const [id, at] of [
      ['a', 300],
      ['b', 200],
      ['c', 100],
    ] as const)
      utimesSync(join(folder, `session-${id}.jsonl`), at, at);
    expect(await store.list()).toEqual(['session-a', 'session-b', 'session-c']);
    for (const id of ['../session', 'a/b/c/d/e', 'session-1\0', '']) expect(() => store.open(id)).toThrow(/no id/u);
  });

  it('takes one line at a time', async () => {
    const file = await (await FileLedgerStore.open(folder)).open('session-1');
    expect(await codeOf(file.append('a\nb'))).toBe('storage.broken');
    expect(await file.readAll()).toEqual([]);
  });

  it.runIf(canMount)('says when the disk is full, keeps what was durable and goes on when there is room', async () => {
    const disk = mountSmall('size=64k');
    const file = await (await FileLedgerStore.open(join(disk, 'ledgers'))).open('session-1');
    await file.append('first');
    writeFileSync(join(disk, 'filler'), Buffer.alloc(40_000));
    expect(await codeOf(file.append('x'.repeat(60_000)))).toBe('storage.full');
    expect(await file.readAll()).toEqual(['first']);
    rmSync(join(disk, 'filler'));
    await file.append('second');
    expect(await file.readAll()).toEqual(['first', 'second']);
  });

  it.runIf(canMount)('says when the disk is read-only', async () => {
    const disk = mountSmall('ro,size=64k');
    expect(await codeOf(FileLedgerStore.open(join(disk, 'ledgers')))).toBe('storage.read-only');
  });

  it.each([
    ['ENOSPC', 'storage.full'],
    ['EDQUOT', 'storage.full'],
    ['EROFS', 'storage.read-only'],
    ['EACCES', 'storage.read-only'],
    ['EIO', 'storage.broken'],
  ])('%s is %s', (cause, code) => {
    expect(toStorageError(Object.assign(new Error(cause), { code: cause }), '/x').code).toBe(code);
  });
});

describe('the document store', () => {
  it('replaces whole and leaves nothing beside', async () => {
    const store = await FileDocumentStore.open(join(folder, 'documents'));
    expect(await store.read('pins')).toBeUndefined();
    await Promise.all([store.write('pins', { a: 1 }), store.write('pins', { a: 2 }), store.write('pins', { a: 3 })]);
    expect(await store.read('pins')).toEqual({ a: 3 });
    expect(readdirSync(join(folder, 'documents'))).toEqual(['pins.json']);
    expect(statSync(join(folder, 'documents/pins.json')).mode & 0o777).toBe(0o600);
  });

  it('keeps a broken file aside, says where, and begins anew', async () => {
    const store = await FileDocumentStore.open(folder);
    writeFileSync(join(folder, 'pins.json'), '{"a": 1');
    await expect(store.read('pins')).rejects.toMatchObject({ code: 'storage.broken' });
    const kept = readdirSync(folder).filter((name) => name.startsWith('pins.json.broken-'));
    expect(kept).toHaveLength(1);
    expect(readFileSync(join(folder, kept[0] ?? ''), 'utf8')).toBe('{"a": 1');
    expect(await store.read('pins')).toBeUndefined();
  });

  it('beside the program that holds the lock leaves what that is writing', async () => {
    await (await FileDocumentStore.open(folder)).write('settings', { a: 1 });
    writeFileSync(join(folder, '.0123456789abcdef.tmp'), 'half');
    expect(await FileDocumentStore.beside(folder).read('settings')).toEqual({ a: 1 });
    expect(readdirSync(folder)).toContain('.0123456789abcdef.tmp');
  });

  it('sweeps up after a replacement that never ended, and leaves the files of others', async () => {
    for (const name of ['.0123456789abcdef.tmp', '.lock-0123456789abcdef.tmp', '.draft.tmp', 'notes.tmp']) {
      writeFileSync(join(folder, name), 'half');
    }
    await FileDocumentStore.open(folder);
    expect(readdirSync(folder).sort()).toEqual(['.draft.tmp', 'notes.tmp']);
  });

  it('takes no path for a name', async () => {
    const store = await FileDocumentStore.open(folder);
    for (const name of ['../pins', '', 'a/b', 'A', '.hidden']) {
      await expect(store.read(name)).rejects.toMatchObject({ code: 'storage.broken' });
    }
  });

  it.runIf(canMount)('keeps the old document when there is no room for the new one', async () => {
    const disk = mountSmall('size=64k');
    const store = await FileDocumentStore.open(join(disk, 'documents'));
    await store.write('pins', { kept: true });
    expect(await codeOf(store.write('pins', 'x'.repeat(100_000)))).toBe('storage.full');
    expect(await store.read('pins')).toEqual({ kept: true });
    expect(readdirSync(join(disk, 'documents'))).toEqual(['pins.json']);
  });
});

describe('the lock of a data folder', () => {
  it('lets one in, names it to the other, and opens again', async () => {
    const lock = await lockDataFolder(folder);
    await expect(lockDataFolder(folder)).rejects.toMatchObject({
      code: 'environment.running-already',
      context: { pid: process.pid },
    });
    lock.dispose();
    (await lockDataFolder(folder)).dispose();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is held against another process, and taken over when that was killed', async () => {
    const script = `import { lockDataFolder } from ${JSON.stringify(fileURLToPath(new URL('./data-folder-lock.ts', import.meta.url)))};
      await lockDataFolder(${JSON.stringify(folder)}); process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => other.stdout.once('data', resolve));
    await expect(lockDataFolder(folder)).rejects.toMatchObject({ context: { pid: other.pid } });
    const gone = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await gone;
    (await lockDataFolder(folder)).dispose();
  });

  it('does not take a stranger with a used pid for the holder', async () => {
    const startTime = readProcess(1)?.startTime ?? '';
    writeFileSync(join(folder, 'agent.lock'), JSON.stringify({ pid: 1, startTime: `${startTime}9` }));
    (await lockDataFolder(folder)).dispose();
    writeFileSync(join(folder, 'agent.lock'), JSON.stringify({ pid: 1, startTime }));
    await expect(lockDataFolder(folder)).rejects.toMatchObject({ context: { pid: 1 } });
  });

  it('takes over a lock that nobody can read, and lets one of many in', async () => {
    writeFileSync(join(folder, 'agent.lock'), 'not a lock');
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder)));
    expect(tries.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(existsSync(join(folder, 'agent.lock'))).toBe(true);
  });
});

it('without a start time, as elsewhere than on Linux, the lock of before a restart is nobody’s, whoever has its pid', async () => {
  const lock = (upSeconds: number) => JSON.stringify({ pid: process.pid, startTime: '', upSeconds });
  writeFileSync(join(folder, 'agent.lock'), lock(1));
  await expect(lockDataFolder(folder)).rejects.toMatchObject({ context: { pid: process.pid } });
  writeFileSync(join(folder, 'agent.lock'), lock(uptime() + 3_600));
  (await lockDataFolder(folder)).dispose();
});

describe('on Windows', () => {
  const refusing = (codes: readonly string[]) => {
    const left = [...codes];
    return {
      left,
      platform: 'win32' as const,
      rename: async () => {
        const code = left.shift();
        if (code !== undefined) throw Object.assign(new Error(code), { code });
      },
    };
  };

  it('no folder is flushed, which is refused there', async () => {
    await syncFolder(join(folder, 'not even there'), 'win32');
    expect(await codeOf(syncFolder(join(folder, 'not even there'), 'linux'))).toBe('ENOENT');
  });

  it('a file that somebody has open is replaced a moment later', async () => {
    const system = refusing(['EPERM', 'EACCES', 'EBUSY']);
    await renameOver('a', 'b', system);
    expect(system.left).toEqual([]);
  });

  it('what is refused for another reason, or elsewhere, is told at once', async () => {
    expect(await codeOf(renameOver('a', 'b', refusing(['ENOSPC', 'EPERM'])))).toBe('ENOSPC');
    const linux = { ...refusing(['EPERM', 'EPERM']), platform: 'linux' as const };
    expect(await codeOf(renameOver('a', 'b', linux))).toBe('EPERM');
    expect(linux.left).toEqual(['EPERM']);
  });
});
