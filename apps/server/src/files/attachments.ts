import type { Readable } from 'node:stream';
import { AppError, type Clock, type RandomSource, randomId } from '@alongside/base';
import { crashKindOf, fileNameOf, TextProbe } from '@alongside/desk';
import {
  type AttachmentAudience,
  type AttachmentFacts,
  type AttachmentType,
  CRASH_REPORT,
  MAX_ATTACHMENT_BYTES,
  MAX_TICKET_ATTACHMENT_BYTES,
  MAX_TICKET_ATTACHMENTS,
} from '@alongside/protocol';
import { Serial } from '../desk/serial.ts';
import type { AttachmentPlace, AttachmentStore } from '../storage/attachment-store.ts';
import type { AttachmentRow } from '../storage/attachment-tables.ts';
import type { BlobFolder, Bytes, Received } from './blob-folder.ts';
import { HEAD_BYTES, typeOfBytes } from './sniff.ts';

/** How much there may be. */
export interface AttachmentLimits {
  readonly file: number;
  readonly placeFiles: number;
  readonly placeBytes: number;
  readonly organisationBytes: number;
  /** Files that are on their way at the same time: what they take is counted once they are there. */
  readonly atOnce: number;
  /** Of these, from one sender: who sends slowly holds up nobody else. */
  readonly atOnceFromOne: number;
}

const GIB = 1024 ** 3;
export const ATTACHMENT_LIMITS: AttachmentLimits = {
  file: MAX_ATTACHMENT_BYTES,
  placeFiles: MAX_TICKET_ATTACHMENTS,
  placeBytes: MAX_TICKET_ATTACHMENT_BYTES,
  organisationBytes: 20 * GIB,
  atOnce: 64,
  atOnceFromOne: 4,
};

interface Dependencies {
  readonly store: AttachmentStore;
  readonly folder: BlobFolder;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly limits?: AttachmentLimits;
}

export interface Wanted {
  /** As somebody calls it. */
  readonly name: string;
  /** Where less is allowed than the server's own limit. */
  readonly maxBytes?: number;
  /** Where fewer types are. */
  readonly types?: readonly AttachmentType[];
  /** By the way of crash files: that is what it must be, and is kept as. */
  readonly crash?: true;
  /** Who sends it, where that is not one of those at the desk. */
  readonly from?: string;
}

/** A file that came whole, with what its bytes say it is; not kept yet. */
export interface ReceivedFile extends Received {
  readonly name: string;
  readonly mediaType: AttachmentType;
}

export interface Keeping {
  readonly place: AttachmentPlace;
  readonly to: AttachmentAudience;
  readonly by: { readonly kind: AttachmentRow['byKind']; readonly id: string | null; readonly name: string };
  /** When it is deleted in any case. */
  readonly expiresAt?: number;
}

/**
 * Files of tickets, articles and whatever else has some: `receive`, then `keep` or `drop`; `read`; `remove`. It says nothing
 * about who may: that is for those who own the place.
 */
export class Attachments {
  readonly #d: Dependencies;
  readonly #limits: AttachmentLimits;
  /** What looks at how much there is, and adds to it, does so one after the other. */
  readonly #serial = new Serial();
  /** Files on their way, by who sends them. */
  readonly #coming = new Map<string, number>();

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
    this.#limits = dependencies.limits ?? ATTACHMENT_LIMITS;
  }

  /** Throws `request.too-large`, `attachment.type`, `request.rate-limited`, `storage.full`; nothing stays behind then. */
  async receive(organisationId: string, source: Bytes, wanted: Wanted): Promise<ReceivedFile> {
    const { from = '' } = wanted;
    const own = this.#coming.get(from) ?? 0;
    const all = [...this.#coming.values()].reduce((sum, count) => sum + count, 0);
    if (all >= this.#limits.atOnce || (from !== '' && own >= this.#limits.atOnceFromOne)) {
      throw new AppError('request.rate-limited', 'too many files at once; try again');
    }
    this.#coming.set(from, own + 1);
    try {
      return await this.#receive(organisationId, source, wanted);
    } finally {
      const left = (this.#coming.get(from) ?? 1) - 1;
      if (left > 0) this.#coming.set(from, left);
      else this.#coming.delete(from);
    }
  }

  async #receive(organisationId: string, source: Bytes, { name, maxBytes = this.#limits.file, types, crash }: Wanted) {
    const probe = new TextProbe();
    const head: Uint8Array[] = [];
    let seen = 0;
    const most = Math.min(maxBytes, this.#limits.file);
    const received = await this.#d.folder.receive(organisationId, source, most, (chunk) => {
      probe.add(chunk);
      if (seen < HEAD_BYTES) head.push(chunk.slice(0, HEAD_BYTES - seen));
      seen += chunk.byteLength;
    });
    const [begin, isText] = [Buffer.concat(head), probe.end()];
    const mediaType = crash ? crashTypeOf(begin, isText) : await typeOfBytes(begin, isText);
    if (mediaType === undefined || types?.includes(mediaType) === false) {
      await this.#d.folder.drop(received);
      throw new AppError('attachment.type', 'files of this kind are not taken here');
    }
    return { ...received, mediaType, name: fileNameOf(name, mediaType) };
  }

  /** Throws `attachment.full`; the file is dropped then. */
  keep(organisationId: string, file: ReceivedFile, { place, to, by, expiresAt }: Keeping): Promise<AttachmentFacts> {
    return this.#serial.run(async () => {
      const { store, folder, clock, random } = this.#d;
      try {
        await this.#checkRoom(organisationId, place, file.bytes);
        // First the bytes: what is entered is there, and what is not is swept away at the next start.
        await folder.keep(organisationId, file);
      } catch (error) {
        await folder.drop(file);
        throw error;
      }
      const { sha256, bytes, mediaType, name } = file;
      const id = randomId(random);
      await store.add(organisationId, {
        id,
        placeKind: place.kind,
        placeId: place.id,
        sha256,
        bytes,
        mediaType,
        name,
        audience: to,
        at: clock.now(),
        byKind: by.kind,
        byId: by.id,
        byName: by.name,
        expiresAt: expiresAt ?? null,
      });
      return { attachmentId: id, fileName: name, mediaType, bytes, sha256, to };
    });
  }

  /** A received file that nobody wants any more. */
  drop(file: ReceivedFile): Promise<void> {
    return this.#d.folder.drop(file);
  }

  find(organisationId: string, id: string): Promise<AttachmentRow | undefined> {
    return this.#d.store.find(organisationId, id);
  }

  ofPlace(organisationId: string, place: AttachmentPlace): Promise<AttachmentRow[]> {
    return this.#d.store.ofPlace(organisationId, place);
  }

  /** Throws `storage.broken` where its bytes are gone. */
  read(organisationId: string, { sha256, bytes }: Pick<AttachmentRow, 'sha256' | 'bytes'>): Promise<Readable> {
    return this.#d.folder.read(organisationId, sha256, bytes);
  }

  /** Bytes that another file has too stay for that one. */
  remove(organisationId: string, { id, sha256 }: Pick<AttachmentRow, 'id' | 'sha256'>): Promise<void> {
    return this.#serial.run(async () => {
      const { store, folder } = this.#d;
      await store.remove(organisationId, id);
      if (!(await store.isKnown(organisationId, sha256))) await folder.remove(organisationId, sha256);
    });
  }

  /** At the start: what an earlier run left behind. */
  sweep(organisationId: string): Promise<number> {
    const { store, folder } = this.#d;
    return this.#serial.run(() => folder.sweep(organisationId, (sha256) => store.isKnown(organisationId, sha256)));
  }

  async #checkRoom(organisationId: string, place: AttachmentPlace, bytes: number): Promise<void> {
    const { placeFiles, placeBytes, organisationBytes } = this.#limits;
    const here = await this.#d.store.occupied(organisationId, place);
    if (here.files >= placeFiles || here.bytes + bytes > placeBytes) {
      throw new AppError('attachment.full', 'there are as many files here as there can be');
    }
    const all = await this.#d.store.occupied(organisationId);
    if (all.bytes + bytes > organisationBytes)
      throw new AppError('attachment.full', 'the organisation has no room for more files');
  }
}

function crashTypeOf(head: Uint8Array, isText: boolean): typeof CRASH_REPORT | undefined {
  return crashKindOf(head, isText) === undefined ? undefined : CRASH_REPORT;
}
