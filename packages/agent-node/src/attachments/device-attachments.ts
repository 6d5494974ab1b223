import { createHash } from 'node:crypto';
import type { AttachmentPort, OutgoingCrash, OutgoingFile } from '@alongside/agent-core';
import type { SigningKey } from '@alongside/base';
import { ABOUT_HEADER, aboutHeader, http } from '@alongside/protocol';
import { connectionOptions, exchange, readAnswer, type ServerPlace } from '../host/server-connection.ts';

/** What the server gives a file to come whole. */
const UPLOAD_LIMIT_MS = 6 * 60_000;

/** Files of this device's requests, over HTTP and to the same server and authority as its socket. */
export class DeviceAttachments implements AttachmentPort {
  readonly #place: ServerPlace;
  readonly #device: { readonly deviceId: string; readonly key: SigningKey };
  readonly #environment: NodeJS.ProcessEnv;

  constructor(
    place: ServerPlace,
    device: { readonly deviceId: string; readonly key: SigningKey },
    environment: NodeJS.ProcessEnv,
  ) {
    this.#place = place;
    this.#device = device;
    this.#environment = environment;
  }

  async send({ requestId, name, bytes: told, at }: OutgoingFile): Promise<void> {
    const { deviceId, key } = this.#device;
    const bytes = typeof told === 'string' ? Buffer.from(told, 'base64') : Buffer.from(told.buffer, told.byteOffset, told.length);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const signed = `alongside-attach/1\n${deviceId}\n${requestId}\n${sha256}\n${at}`;
    const signature = await key.sign(new TextEncoder().encode(signed));
    await this.#upload(http.deviceAttach.path, { deviceId, requestId, name, sha256, at, signature }, bytes);
  }

  async sendCrash({ receipt, bytes }: OutgoingCrash): Promise<void> {
    const { deviceId } = this.#device;
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    await this.#upload(http.deviceCrashFile.path, { deviceId, receipt }, file);
  }

  async #upload(path: string, about: unknown, bytes: Buffer): Promise<void> {
    const connection = connectionOptions(this.#place, this.#environment);
    const headers = { [ABOUT_HEADER]: aboutHeader(about), 'Content-Type': 'application/octet-stream' };
    const answer = await exchange(this.#place.server, path, {
      method: 'POST',
      connection,
      bytes,
      headers,
      limitMs: UPLOAD_LIMIT_MS,
    });
    readAnswer(answer.status, answer.body.toString('utf8'));
  }
}
