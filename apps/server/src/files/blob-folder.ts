import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, type RandomSource, randomId } from '@alongside/base';

/** What somebody sends, and what is made here. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Bytes that came whole and are kept under no name yet. */
export interface Received {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

const SHA256 = /^[0-9a-f]{64}$/u;
const ORGANISATION = /^[A-Za-z0-9_-]{8,64}$/u;

/**
 * Files by the hash of their bytes, each organisation's apart: `<organisation>/<ab>/<hash>`, 0600 in folders of 0700. No
 * part of a path comes from what somebody calls a file.
 */
export class BlobFolder {
  readonly #root: string;
  readonly #random: RandomSource;

  constructor(root: string, random: RandomSource) {
    this.#root = root;
    this.#random = random;
  }

  /** Takes all of it into a file of its own. Throws `request.too-large`, `storage.full`; nothing stays behind then. */
  async receive(
    organisationId: string,
    source: Bytes,
    maxBytes: number,
    look: (chunk: Uint8Array) => void = () => undefined,
  ): Promise<Received> {
    const folder = await this.#folder(organisationId, 'incoming');
    const path = join(folder, randomId(this.#random));
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600);
    try {
      for await (const chunk of source) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw new AppError('request.too-large', `a file has at most ${maxBytes} bytes here`);
        hash.update(chunk);
        look(chunk);
        await writeAll(file, chunk);
      }
      await file.sync();
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw (error as { code?: string }).code === 'ENOSPC'
        ? new AppError('storage.full', 'the server has no room left for files', { cause: error })
        : error;
    }
    await file.close();
    return { path, sha256: hash.digest('hex'), bytes };
  }

  /** Puts it under its hash. What is there already has the same bytes. */
  async keep(organisationId: string, { path, sha256 }: Received): Promise<void> {
    await this.#folder(organisationId, sha256.slice(0, 2));
    await rename(path, this.#path(organisationId, sha256));
  }

  async drop({ path }: Received): Promise<void> {
    await rm(path, { force: true });
  }

  /** Throws `storage.broken` where it is gone or has not the bytes that it had. */
  async read(organisationId: string, sha256: string, bytes: number): Promise<Readable> {
    const path = this.#path(organisationId, sha256);
    const lost = (cause?: unknown) => new AppError('storage.broken', 'this file is damaged or gone on the server', { cause });
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
      throw lost(cause);
    });
    const { size } = await file.stat();
    if (size === bytes) return file.createReadStream();
    await file.close();
    throw lost();
  }

  async remove(organisationId: string, sha256: string): Promise<void> {
    await rm(this.#path(organisationId, sha256), { force: true });
  }

  /** Removes what a server that was killed left half received, or kept and never entered. How many there were. */
  async sweep(organisationId: string, isKnown: (sha256: string) => Promise<boolean>): Promise<number> {
    const root = join(this.#root, organisationOf(organisationId));
    await mkdir(root, { recursive: true, mode: 0o700 });
    const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory());
    let count = 0;
    for (const { parentPath, name } of files) {
      if (SHA256.test(name) && dirname(this.#path(organisationId, name)) === parentPath && (await isKnown(name))) continue;
      await rm(join(parentPath, name), { force: true });
      count += 1;
    }
    return count;
  }

  async #folder(organisationId: string, name: string): Promise<string> {
    const folder = join(this.#root, organisationOf(organisationId), name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  #path(organisationId: string, sha256: string): string {
    if (!SHA256.test(sha256)) throw new AppError('internal', 'this is no hash');
    return join(this.#root, organisationOf(organisationId), sha256.slice(0, 2), sha256);
  }
}

function organisationOf(organisationId: string): string {
  if (!ORGANISATION.test(organisationId)) throw new AppError('internal', 'this is no organisation');
  return organisationId;
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await file.write(chunk, at)).bytesWritten;
}
