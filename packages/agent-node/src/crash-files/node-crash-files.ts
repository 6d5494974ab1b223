import { constants, type Stats } from 'node:fs';
import { access, type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { createZstdDecompress } from 'node:zlib';
import type { CrashFilesPort } from '@alongside/agent-core';
import { AppError, type RandomSource, randomId, safeLine } from '@alongside/base';
import { type FoundCrash, MAX_CRASH_FILE_BYTES, MAX_FOUND_CRASHES } from '@alongside/protocol';
import { type CrashPlace, crashPlaces } from './crash-places.ts';

/** Names that are looked at in one folder: no folder of somebody else's making can be without an end. */
const MAX_NAMES = 2_000;
/** Of what is packed, for a look at it. */
const UNPACKED_BYTES = 2 * 1024 * 1024;

interface Known {
  readonly path: string;
  readonly mark: string;
}

/** Crash files on the disk of this computer: listed without opening any, read as they were listed or not at all. */
export class NodeCrashFiles implements CrashFilesPort {
  readonly #random: RandomSource;
  readonly #places: readonly CrashPlace[];
  /** By path: the same file has the same id, as long as it is the same. */
  readonly #known = new Map<string, Known & { readonly crashId: string }>();

  constructor(parts: {
    readonly random: RandomSource;
    readonly environment: NodeJS.ProcessEnv;
    readonly places?: readonly CrashPlace[];
  }) {
    this.#random = parts.random;
    const machine = { platform: process.platform, home: homedir(), environment: parts.environment };
    this.#places = parts.places ?? crashPlaces(machine);
  }

  async find(): Promise<readonly FoundCrash[]> {
    const found: FoundCrash[] = [];
    for (const place of this.#places) found.push(...(await this.#in(place)));
    return found.sort((a, b) => b.at - a.at).slice(0, MAX_FOUND_CRASHES);
  }

  async read(crashId: string): Promise<Uint8Array> {
    const known = [...this.#known.values()].find((each) => each.crashId === crashId);
    if (!known) throw new AppError('crash-file.gone', 'there is no such file');
    // No link is followed, and nothing waits for a pipe that was put in its place.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
    const file = await open(known.path, flags).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ELOOP') throw changed();
      throw new AppError('crash-file.gone', 'this file cannot be read any more', { cause });
    });
    try {
      const stats = await file.stat();
      if (!isPlain(stats) || markOf(stats) !== known.mark) throw changed();
      if (stats.size > MAX_CRASH_FILE_BYTES) throw new AppError('request.too-large', 'this file is too large to be sent');
      return await readExactly(file, stats.size);
    } finally {
      await file.close();
    }
  }

  async unpack(packed: Uint8Array): Promise<Uint8Array> {
    // zstd alone is in Node; xz and lz4 stay closed.
    if (packed[0] !== 0x28) return new Uint8Array();
    const parts: Buffer[] = [];
    let bytes = 0;
    const stream = createZstdDecompress();
    stream.end(packed);
    try {
      for await (const part of stream as AsyncIterable<Buffer>) {
        parts.push(part);
        bytes += part.length;
        if (bytes >= UNPACKED_BYTES) break;
      }
    } catch {
      // Broken further on: what came before can be looked at all the same.
    }
    return Buffer.concat(parts).subarray(0, UNPACKED_BYTES);
  }

  async #in(place: CrashPlace): Promise<FoundCrash[]> {
    const found: FoundCrash[] = [];
    for (const name of await namesIn(place)) {
      const program = place.programOf(name);
      const path = join(place.folder, name);
      const stats = program === undefined ? undefined : await plainFile(path);
      if (program === undefined || stats === undefined) continue;
      const crashId = this.#idOf(path, markOf(stats));
      const at = Math.max(0, Math.round(stats.mtimeMs));
      found.push({ crashId, name: safeLine(basename(path), 120), program: safeLine(program, 80), at, bytes: stats.size });
    }
    return found;
  }

  #idOf(path: string, mark: string): string {
    const before = this.#known.get(path);
    if (before?.mark === mark) return before.crashId;
    const crashId = randomId(this.#random);
    this.#known.set(path, { path, mark, crashId });
    return crashId;
  }
}

function changed(): AppError {
  return new AppError('crash-file.changed', 'this file is another one by now');
}

async function namesIn({ folder, nested }: CrashPlace): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).slice(0, MAX_NAMES);
  if (!nested) return names;
  const below: string[] = [];
  for (const name of names) {
    const inside = await readdir(join(folder, name)).catch(() => []);
    below.push(...inside.slice(0, MAX_NAMES).map((each) => join(name, each)));
  }
  return below;
}

/** Undefined for what is no plain file, has a second name elsewhere, is empty, or may not be read by this user. */
async function plainFile(path: string): Promise<Stats | undefined> {
  try {
    const stats = await lstat(path);
    if (!isPlain(stats) || stats.size === 0) return undefined;
    await access(path, constants.R_OK);
    return stats;
  } catch {
    return undefined; // Gone meanwhile, or not for this user.
  }
}

/** In a folder that everybody writes to, a second name could be anybody's, for any file. */
function isPlain(stats: Stats): boolean {
  return stats.isFile() && stats.nlink === 1;
}

function markOf({ dev, ino, size, mtimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs].join(':');
}

/** Throws `crash-file.changed` where it grew or shrank meanwhile. */
async function readExactly(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(size + 1);
  let place = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, place, bytes.length - place, place);
    place += bytesRead;
    if (bytesRead === 0 || place > size) break;
  }
  if (place !== size) throw changed();
  return new Uint8Array(bytes.buffer, bytes.byteOffset, size);
}
