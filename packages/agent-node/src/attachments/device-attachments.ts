import { createHash } from 'node:crypto';
import type { AttachmentPort, OutgoingCrash, OutgoingFile, OutgoingRecord } from '@alongside/agent-core';
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
    const { deviceId } = this.#device;
    const bytes = typeof told === 'string' ? Buffer.from(told, 'base64') : Buffer.from(told.buffer, told.byteOffset, told.length);
    const sha256 = sha256Of(bytes);
    const signature = await this.#sign('alongside-attach/1', requestId, sha256, at);
    await this.#upload(http.deviceAttach.path, { deviceId, requestId, name, sha256, at, signature }, bytes);
  }

  async sendCrash({ receipt, bytes }: OutgoingCrash): Promise<void> {
    const { deviceId } = this.#device;
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    await this.#upload(http.deviceCrashFile.path, { deviceId, receipt }, file);
  }

  async keepRecord({ sessionId, text, at }: OutgoingRecord): Promise<void> {
    const { deviceId } = this.#device;
    const bytes = Buffer.from(text, 'utf8');
    const sha256 = sha256Of(bytes);
    const signature = await this.#sign('alongside-record/1', sessionId, sha256, at);
    await this.#upload(http.deviceKeepRecord.path, { deviceId, sessionId, sha256, at, signature }, bytes);
  }

  async takeRecordBack({ sessionId, at }: Omit<OutgoingRecord, 'text'>): Promise<void> {
    const { deviceId } = this.#device;
    const signature = await this.#sign('alongside-record-back/1', sessionId, at);
    const payload = JSON.stringify({ deviceId, sessionId, at, signature });
    await this.#post(http.deviceDropRecord.path, { payload });
  }

  #sign(form: string, ...parts: readonly (string | number)[]): Promise<string> {
    const text = [form, this.#device.deviceId, ...parts].join('\n');
    return this.#device.key.sign(new TextEncoder().encode(text));
  }

  #upload(path: string, about: unknown, bytes: Buffer): Promise<void> {
    const headers = { [ABOUT_HEADER]: aboutHeader(about), 'Content-Type': 'application/octet-stream' };
    return this.#post(path, { bytes, headers, limitMs: UPLOAD_LIMIT_MS });
  }

  async #post(path: string, what: Omit<Parameters<typeof exchange>[2], 'method' | 'connection'>): Promise<void> {
    const connection = connectionOptions(this.#place, this.#environment);
    const answer = await exchange(this.#place.server, path, { method: 'POST', connection, ...what });
    readAnswer(answer.status, answer.body.toString('utf8'));
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
