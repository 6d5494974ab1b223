import { AppError, type Clock, fromBase64Url } from '@alongside/base';
import { deviceSocket, MAX_ATTACHMENT_BYTES, MAX_USER_ATTACHMENT_BYTES, type shellPage } from '@alongside/protocol';
import type { z } from 'zod';
import { connectionTo, type ServerTime } from '../connections/server-time.ts';
import { StagedParts } from '../connections/staged-parts.ts';
import type { AttachmentPort, ServerLink } from '../ports/index.ts';

type Part = z.infer<typeof shellPage.filePart.params>;

export interface FileDeskParts {
  readonly server: ServerLink;
  readonly attachments: AttachmentPort;
  readonly clock: Clock;
  readonly time: ServerTime;
}

/** A file of the user's own choice: handed over by the page that read it, and sent to a request of this computer. */
export class FileDesk {
  readonly #parts: FileDeskParts;
  readonly #staged = new StagedParts<string, Uint8Array>(MAX_ATTACHMENT_BYTES, bytesOf);

  constructor(parts: FileDeskParts) {
    this.#parts = parts;
  }

  /** Throws `request.invalid` for a part out of its turn, `request.too-large`. */
  stage({ fileId, name, ...part }: Part): void {
    this.#staged.add(fileId, part, name);
  }

  /** What came whole, once. Throws `request.invalid`. */
  take(fileId: string): { readonly name: string; readonly bytes: Uint8Array } {
    const { about: name, data } = this.#staged.whole(fileId);
    this.#staged.drop();
    const bytes = new Uint8Array(data.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of data) {
      bytes.set(part, place);
      place += part.length;
    }
    return { name, bytes };
  }

  /** Throws `request.too-large`, `rpc.closed`, and what the server says against it. */
  async send(requestId: string, fileId: string): Promise<void> {
    const { server, attachments, time } = this.#parts;
    const { name, bytes } = this.take(fileId);
    if (bytes.length > MAX_USER_ATTACHMENT_BYTES) throw new AppError('request.too-large', 'this file is too large');
    connectionTo(server);
    await attachments.send({ requestId, name, bytes, at: time.now() });
  }

  /** Throws `attachment.not-found` for one that is gone, or is not the user’s. */
  async takeBack(requestId: string, attachmentId: string): Promise<void> {
    await connectionTo(this.#parts.server).call(deviceSocket.ownDetach, { requestId, attachmentId });
  }
}

/** Part by part: a long file all at once would hold up what must not wait. */
function bytesOf(base64: string): Uint8Array {
  const bytes = fromBase64Url(base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, ''));
  if (!bytes) throw new AppError('request.invalid', 'these are no bytes');
  return bytes;
}
