import { createHash } from 'node:crypto';
import type { AttachmentPort, OutgoingFile } from '@alongside/agent-core';
import type { SigningKey } from '@alongside/base';
import { ABOUT_HEADER, aboutHeader, http } from '@alongside/protocol';
import { connectionOptions, exchange, readAnswer, type ServerPlace } from '../host/server-connection.ts';

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

  async send({ requestId, name, base64, at }: OutgoingFile): Promise<void> {
    const { deviceId, key } = this.#device;
    const bytes = Buffer.from(base64, 'base64');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const signed = `alongside-attach/1\n${deviceId}\n${requestId}\n${sha256}\n${at}`;
    const signature = await key.sign(new TextEncoder().encode(signed));
    const about = { deviceId, requestId, name, sha256, at, signature };
    const connection = connectionOptions(this.#place, this.#environment);
    const headers = { [ABOUT_HEADER]: aboutHeader(about), 'Content-Type': 'application/octet-stream' };
    const answer = await exchange(this.#place.server, http.deviceAttach.path, { method: 'POST', connection, bytes, headers });
    readAnswer(answer.status, answer.body.toString('utf8'));
  }
}
