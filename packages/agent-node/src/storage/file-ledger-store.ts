import { constants, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerFile, LedgerStore } from '@alongside/agent-core';
import { AppError } from '@alongside/base';
import { FILE_MODE, isTemporary, preparePrivateFolder, replaceFile, syncFolder } from './durable-file.ts';
import { toStorageError } from './storage-error.ts';

const ENDING = '.jsonl';
const SESSION_ID = /^[A-Za-z0-9_-]{8,64}$/u;
const LINE_FEED = 0x0a;

/** One file a session, one line an entry. The caller holds the data folder's lock. */
export class FileLedgerStore implements LedgerStore {
  readonly #folder: string;
  readonly #files = new Map<string, Promise<LedgerFile>>();

  static async open(folder: string): Promise<FileLedgerStore> {
    await preparePrivateFolder(folder);
    for (const name of await readdir(folder)) {
      if (isTemporary(name)) await rm(join(folder, name), { force: true });
    }
    return new FileLedgerStore(folder);
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** The same object for the same session, so that its appends stay in one order. */
  open(sessionId: string): Promise<LedgerFile> {
    if (!SESSION_ID.test(sessionId)) throw new AppError('storage.broken', `“${sessionId.slice(0, 80)}” is no id of a session.`);
    const known = this.#files.get(sessionId);
    if (known) return known;
    const opening = AppendOnlyFile.open(this.#folder, join(this.#folder, `${sessionId}${ENDING}`));
    this.#files.set(sessionId, opening);
    opening.catch(() => this.#files.delete(sessionId));
    return opening;
  }

  async list(): Promise<readonly string[]> {
    try {
      const names = (await readdir(this.#folder)).filter((name) => name.endsWith(ENDING));
      const dated = await Promise.all(
        names.map(async (name) => ({
          id: name.slice(0, -ENDING.length),
          at: (await stat(join(this.#folder, name), { bigint: true })).mtimeNs,
        })),
      );
      return dated.sort((a, b) => (a.at < b.at ? 1 : -1)).map(({ id }) => id);
    } catch (error) {
      throw toStorageError(error, this.#folder);
    }
  }
}

type Change = (lines: readonly string[]) => readonly string[];

interface Waiting {
  readonly what: { readonly line: string } | { readonly change: Change };
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Lines that come while others are being made durable go to the disk together (group commit). */
class AppendOnlyFile implements LedgerFile {
  readonly #path: string;
  /** Bytes that are known to be durable; what a failed write left behind them is cut off. */
  #durableBytes: number;
  readonly #waiting: Waiting[] = [];
  #writing = false;

  /**
   * Cuts off a last line without its end, and what a power cut left as zeros where a block was never written (no line of
   * ours has one): it was never durable, so nobody was told that it is there.
   */
  static async open(folder: string, path: string): Promise<AppendOnlyFile> {
    try {
      // Not to append: what is opened so cannot be cut off on Windows.
      const handle = await open(path, constants.O_RDWR | constants.O_CREAT, FILE_MODE);
      try {
        const content = await handle.readFile();
        const zero = content.indexOf(0);
        const written = zero < 0 ? content : content.subarray(0, zero);
        const durableBytes = written.lastIndexOf(LINE_FEED) + 1;
        if (zero >= 0) await setAside(path, content.subarray(durableBytes));
        if (durableBytes < content.length) await handle.truncate(durableBytes);
        await handle.sync();
        await syncFolder(folder);
        return new AppendOnlyFile(path, durableBytes);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw toStorageError(error, path);
    }
  }

  private constructor(path: string, durableBytes: number) {
    this.#path = path;
    this.#durableBytes = durableBytes;
  }

  append(line: string): Promise<void> {
    if (line.length === 0 || line.includes('\n')) {
      return Promise.reject(new AppError('storage.broken', 'An entry of the record must be one line.'));
    }
    return this.#enqueue({ line });
  }

  rewrite(change: Change): Promise<void> {
    return this.#enqueue({ change });
  }

  async readAll(): Promise<readonly string[]> {
    try {
      const content = (await readFile(this.#path)).subarray(0, this.#durableBytes);
      return new TextDecoder('utf-8', { fatal: true }).decode(content).split('\n').slice(0, -1);
    } catch (error) {
      throw toStorageError(error, this.#path);
    }
  }

  #enqueue(what: Waiting['what']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ what, resolve, reject });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    // A turn of the loop, so that lines of one moment share a write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const change = this.#waiting.findIndex(({ what }) => 'change' in what);
      const batch = this.#waiting.splice(0, change < 0 ? this.#waiting.length : Math.max(change, 1));
      try {
        await this.#writeBatch(batch.map(({ what }) => what));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const failure = toStorageError(error, this.#path);
        for (const { reject } of batch) reject(failure);
      }
    }
    this.#writing = false;
  }

  /** Lines, or one change. */
  async #writeBatch(batch: readonly Waiting['what'][]): Promise<void> {
    const [first] = batch;
    if (first && 'change' in first) return this.#replace(asBytes(first.change(await this.readAll())));
    await this.#commit(asBytes(batch.flatMap((what) => ('line' in what ? [what.line] : []))));
  }

  async #replace(bytes: Uint8Array): Promise<void> {
    await replaceFile(this.#path, bytes);
    this.#durableBytes = bytes.length;
  }

  async #commit(bytes: Uint8Array): Promise<void> {
    const handle = await open(this.#path, 'r+');
    try {
      const { size } = await handle.stat();
      if (size < this.#durableBytes) {
        throw new AppError('storage.broken', `${this.#path} was shortened by someone else.`, { context: { path: this.#path } });
      }
      if (size > this.#durableBytes) await handle.truncate(this.#durableBytes);
      let written = 0;
      while (written < bytes.length) {
        const result = await handle.write(bytes, written, bytes.length - written, this.#durableBytes + written);
        written += result.bytesWritten;
      }
      await handle.datasync();
      this.#durableBytes += bytes.length;
    } finally {
      await handle.close();
    }
  }
}

function asBytes(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
}

/** Whole lines may stand behind the zeros: they are of no use to the chain, but they are not ours to throw away. */
async function setAside(path: string, bytes: Uint8Array): Promise<void> {
  await replaceFile(`${path}.torn`, bytes);
}
