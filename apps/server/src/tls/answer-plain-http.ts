import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { HTTPS_ONLY_TEXT } from '@alongside/protocol';

const ANSWER = `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: ${HTTPS_ONLY_TEXT.length}\r\nConnection: close\r\n\r\n${HTTPS_ONLY_TEXT}`;

/**
 * Somebody typed the address without https: they get a line to read instead of a connection that breaks. Nothing of
 * what they sent is looked at. Agents know the line: another answer in its place comes from somebody in between.
 */
export function answerPlainHttp(server: Server): void {
  server.prependListener('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    if (error.code !== 'ERR_SSL_HTTP_REQUEST') return;
    // Node has no public way to the connection below; where it is not there, the connection just ends.
    const { _parent: connection } = socket as TLSSocket & { readonly _parent?: Socket };
    connection?.on('error', () => connection.destroy());
    connection?.end(ANSWER);
  });
}
