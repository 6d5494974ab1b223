import { AppError, type Clock, type Crypto, type SigningKey, toAppError } from '@alongside/base';
import { ALLOW_AFTER_MS, canonical } from '@alongside/consent';
import { crashKindOf, fileNameOf, holdsPacked, textOf, wordsIn } from '@alongside/desk';
import {
  CRASH_REPORT,
  type CrashReceipt,
  type CrashSource,
  crashReceipt,
  type FoundCrash,
  type Language,
  MAX_CRASH_FILE_BYTES,
  type ShownCrash,
} from '@alongside/protocol';
import { connectionTo, type ServerTime } from '../connections/server-time.ts';
import type { Document, Documents } from '../documents/documents.ts';
import type { AttachmentPort, CrashFilesPort, ServerLink } from '../ports/index.ts';
import type { FileDesk } from './file-desk.ts';

export interface CrashDeskParts {
  readonly crashes: CrashFilesPort;
  readonly files: FileDesk;
  readonly attachments: AttachmentPort;
  readonly server: ServerLink;
  readonly time: ServerTime;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly documents: Documents;
  readonly language: () => Language;
  /** Into the record of a session for this request, where one is open: before anything leaves. */
  readonly enter: (requestId: string, receipt: CrashReceipt) => Promise<void>;
}

interface Held {
  readonly source: CrashSource;
  readonly shown: ShownCrash;
  readonly bytes: Uint8Array;
  readonly text: string | undefined;
  /** Of the text, from its beginning on without a gap. */
  given: number;
}

type Sent = Document<'crash-files'>[number];

/** Of one page message, in UTF-16 units. */
const PART = 32 * 1024;
const KEPT = 50;
const WORDS = { lines: 200, within: 2 * 1024 * 1024 };
/** It was not heard at all, or its answer was not: it may be there. */
const UNSURE: readonly string[] = ['device.offline', 'request.timeout', 'rpc.closed'];

/**
 * The one way by which a crash file leaves the machine: chosen by its user out of what there is, read and shown, held as
 * these very bytes, and sent by a yes that counts a second after all of it stood there.
 */
export class CrashDesk {
  readonly #parts: CrashDeskParts;
  #held: Held | undefined;
  /** Since when, by the monotonic clock, it is wholly drawn, and with which words. */
  #seen: { readonly since: number; readonly words: string } | undefined;

  constructor(parts: CrashDeskParts) {
    this.#parts = parts;
  }

  async list(): Promise<{ files: FoundCrash[]; sent: Omit<Sent, 'receipt'>[] }> {
    const { crashes } = this.#parts;
    const sent = await this.#sent();
    return { files: [...(await crashes.find())], sent: sent.map(({ receipt: _, ...row }) => row) };
  }

  /** Throws `crash-file.gone`, `crash-file.changed`, `request.too-large`, `attachment.type`. */
  async show(source: CrashSource): Promise<ShownCrash> {
    this.forget();
    const { crashes, crypto } = this.#parts;
    const { name, program, bytes } = await this.#read(source);
    if (bytes.length > MAX_CRASH_FILE_BYTES) throw new AppError('request.too-large', 'this file is too large to be sent');
    const text = textOf(bytes);
    const kind = crashKindOf(bytes, text !== undefined);
    if (kind === undefined) throw new AppError('attachment.type', 'this is no file that a program leaves when it crashes');
    const looked = kind === 'packed' ? await crashes.unpack(bytes) : bytes;
    const shown: ShownCrash = {
      name: fileNameOf(name, CRASH_REPORT),
      program,
      kind,
      memory: kind !== 'text' || holdsPacked(text ?? ''),
      bytes: bytes.length,
      sha256: crypto.sha256(bytes),
      units: kind === 'text' ? (text?.length ?? 0) : null,
      strings: kind === 'text' ? [] : wordsIn(looked, WORDS),
    };
    this.#held = { source, shown, bytes, text: kind === 'text' ? text : undefined, given: 0 };
    return shown;
  }

  /** Throws `report.not-prepared`. */
  text(sha256: string, offset: number): { part: string; total: number } {
    const held = this.#mustHold(sha256);
    const { text = '' } = held;
    const part = text.slice(offset, offset + PART);
    if (offset <= held.given) held.given = Math.max(held.given, offset + part.length);
    return { part, total: text.length };
  }

  handleVisible(sha256: string, visible: boolean, words: string): void {
    const held = this.#held?.shown.sha256 === sha256 ? this.#held : undefined;
    const counts = visible && held !== undefined && held.given >= (held.text?.length ?? 0);
    this.#seen = counts ? { since: this.#parts.clock.monotonic(), words } : undefined;
  }

  /** Nothing of it is held any more. */
  forget(): void {
    this.#held = undefined;
    this.#seen = undefined;
  }

  /**
   * Throws `report.not-prepared`, `consent.too-early`, `rpc.closed`, `crash-file.changed`, and what the server says. That it
   * was sent is written down before: nothing may have left without a trace here.
   */
  async send(wanted: { requestId: string; askId: string | null; sha256: string; words: string }): Promise<void> {
    const { requestId, askId, sha256, words } = wanted;
    const { server, attachments, clock, identity, enter } = this.#parts;
    const held = this.#mustHold(sha256);
    const seen = this.#seen;
    if (!seen || seen.words !== words || clock.monotonic() - seen.since < ALLOW_AFTER_MS) {
      throw new AppError('consent.too-early', 'what would be sent has not stood there long enough');
    }
    connectionTo(server);
    // From here on the same press is worth nothing again.
    this.forget();
    await this.#mustBeSame(held);
    const receipt = this.#receipt(held, { requestId, askId, words });
    const jws = await identity.signJws(canonical(crashReceipt.parse(receipt)));
    await enter(requestId, receipt);
    await this.#keep({ ...rowOf(receipt), receipt: jws });
    try {
      await attachments.sendCrash({ receipt: jws, bytes: held.bytes });
    } catch (thrown) {
      if (!UNSURE.includes(toAppError(thrown).code)) await this.#unkeep(jws);
      throw thrown;
    }
  }

  async #read(source: CrashSource): Promise<{ name: string; program: string; bytes: Uint8Array }> {
    const { crashes, files } = this.#parts;
    if ('fileId' in source) return { ...files.take(source.fileId), program: '' };
    const found = (await crashes.find()).find(({ crashId }) => crashId === source.crashId);
    if (!found) throw new AppError('crash-file.gone', 'this file is not there any more');
    return { name: found.name, program: found.program, bytes: await crashes.read(found.crashId) };
  }

  /** Of what lies on the disk: others can write there as well. */
  async #mustBeSame({ source, shown }: Held): Promise<void> {
    if (!('crashId' in source)) return;
    const { crashes, crypto } = this.#parts;
    if (crypto.sha256(await crashes.read(source.crashId)) === shown.sha256) return;
    throw new AppError('crash-file.changed', 'this file is another one than was shown');
  }

  #receipt({ shown }: Held, yes: { requestId: string; askId: string | null; words: string }): CrashReceipt {
    const { server, crypto, time, language } = this.#parts;
    const { name, program, bytes, sha256 } = shown;
    return {
      type: 'alongside-crash-file/1',
      deviceId: server.deviceId,
      requestId: yes.requestId,
      askId: yes.askId,
      name,
      program,
      level: 'P3',
      bytes,
      sha256,
      wordsHash: crypto.sha256(yes.words),
      language: language(),
      at: time.now(),
    };
  }

  #mustHold(sha256: string): Held {
    if (this.#held?.shown.sha256 === sha256) return this.#held;
    throw new AppError('report.not-prepared', 'what was shown is no longer what would be sent');
  }

  async #sent(): Promise<readonly Sent[]> {
    return (await this.#parts.documents.read('crash-files')) ?? [];
  }

  async #keep(row: Sent): Promise<void> {
    await this.#parts.documents.write('crash-files', [row, ...(await this.#sent())].slice(0, KEPT));
  }

  async #unkeep(jws: string): Promise<void> {
    await this.#parts.documents.write(
      'crash-files',
      (await this.#sent()).filter(({ receipt }) => receipt !== jws),
    );
  }
}

function rowOf({ requestId, at, name, bytes, sha256 }: CrashReceipt): Omit<Sent, 'receipt'> {
  return { requestId, at, name, bytes, sha256 };
}
