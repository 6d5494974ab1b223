import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock, Disposable, Logger } from '@alongside/base';
import { PAGE_CLOSE_CODES } from '@alongside/protocol';
import type { RequestMessage } from '@alongside/rpc';
import { type WebSocket, WebSocketServer } from 'ws';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { awaitHello } from './page-hello.ts';
import { type RequestRules, refuseRequest, refuseUpgrade } from './request-rules.ts';
import type { SiteFile } from './site-files.ts';
import { socketOwner } from './socket-owner.ts';

/** The largest message of a page contract is 450 KiB. */
const MAX_MESSAGE_BYTES = 512 * 1024;
/** Chromium cuts a large message where its pipe was empty: some ten pieces were seen for 450 KiB. */
const MAX_FRAGMENTS = 64;
const MAX_BUFFERED_CHUNKS = 1024;
/** A page is at most one socket and a few files at a time; more is somebody trying. */
const MAX_CONNECTIONS = 32;
const MAX_UNAUTHENTICATED = 4;
const HANDSHAKE_MS = 10_000;
const REQUEST_MS = 10_000;
const CLOSE_MS = 1_000;

export type Admission = 'accepted' | keyof typeof PAGE_CLOSE_CODES;

export interface LoopbackSiteOptions {
  /** The name that stands in the page's address. */
  readonly name: '127.0.0.1' | 'localhost';
  readonly document: RequestRules['document'];
  readonly files: ReadonlyMap<string, SiteFile>;
  /** The first message of its page's socket. */
  readonly hello: RequestMessage<{ secret: string }, null>;
  readonly opening: () => boolean;
  /** A file of the page was asked for and may be had. */
  readonly asked: () => void;
  /** Users whose programs may connect; undefined where the system cannot tell. */
  readonly allowedUsers: ReadonlySet<number> | undefined;
  readonly admit: (secret: string) => Admission;
  /** A socket whose page was admitted and has its answer. */
  readonly welcome: (socket: WebSocket) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One of the agent's two sites: files from a list, and one socket whose page proves itself by its first message. */
export class LoopbackSite implements Disposable {
  readonly #options: LoopbackSiteOptions;
  readonly #servers: readonly Server[];
  readonly #rules: RequestRules;
  readonly #sockets: WebSocketServer;
  readonly origin: string;
  #headers: Readonly<Record<string, string>> = {};
  readonly #greeted = new Set<WebSocket>();
  readonly #connections = new Set<Socket>();

  private constructor(options: LoopbackSiteOptions, servers: readonly Server[], port: number) {
    this.#options = options;
    this.#servers = servers;
    const host = `${options.name}:${port}`;
    this.origin = `http://${host}`;
    this.#rules = { host, origin: this.origin, socketPath: '/socket', document: options.document, opening: options.opening };
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    });
    for (const server of servers) {
      server.maxConnections = MAX_CONNECTIONS;
      server.on('connection', (socket) => this.#handleConnection(socket));
      server.on('request', (request, response) => void this.#handleRequest(request, response));
      server.on('upgrade', (request, socket, head) => this.#handleUpgrade(request, socket, head));
      // A request that is no HTTP gets nothing, not even Node's own answer.
      server.on('clientError', (_error, socket) => socket.destroy());
    }
  }

  /** Serves nothing until `serve`. Throws `environment.port-taken` where loopback gives no port. */
  static async open(options: LoopbackSiteOptions): Promise<LoopbackSite> {
    // The browser looks `localhost` up as ::1 too, and asks there first: whoever else had that port would be the page.
    const addresses = options.name === 'localhost' ? (['127.0.0.1', '::1'] as const) : (['127.0.0.1'] as const);
    const { servers, port } = await listenOnLoopback(addresses, () =>
      createServer({ maxHeaderSize: 16 * 1024, headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 5_000 }),
    );
    return new LoopbackSite(options, servers, port);
  }

  /** Starts to answer, with these headers on each answer. */
  serve(headers: Readonly<Record<string, string>>): void {
    this.#headers = headers;
  }

  dispose(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#connections) socket.destroy();
    this.#sockets.close();
  }

  #handleConnection(socket: Socket): void {
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
    const allowed = this.#options.allowedUsers;
    if (allowed === undefined) return;
    const owner = socketOwner(socket);
    if (owner !== undefined && allowed.has(owner)) return;
    this.#options.logger.warn('a program of another user was refused', { site: this.#options.name, owner: owner ?? 'unknown' });
    socket.destroy();
  }

  async #handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = (status: number, body: Buffer | string = '', contentType = 'text/plain; charset=utf-8') => {
      response.writeHead(status, { ...this.#headers, 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (Object.keys(this.#headers).length === 0) return end(503);
    const refused = refuseRequest(request, this.#rules);
    if (refused !== undefined) return end(refused);
    const found = this.#options.files.get(request.url ?? '');
    if (found === undefined) return end(404);
    this.#options.asked();
    try {
      end(200, await readFile(found.file), found.contentType);
    } catch (error) {
      this.#options.logger.error('a file of the page cannot be read', { file: found.file, error: String(error) });
      end(500);
    }
  }

  #handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refused = this.#greeted.size >= MAX_UNAUTHENTICATED ? 503 : refuseUpgrade(request, this.#rules);
    if (refused !== undefined) {
      this.#options.logger.warn('a socket was refused', { site: this.#options.name, status: refused });
      // Node leaves the socket to whoever takes the upgrade: without a listener a reset would end the process.
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refused} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (page) => this.#greet(page));
  }

  #greet(page: WebSocket): void {
    const { hello, clock, admit, welcome, logger, name } = this.#options;
    this.#greeted.add(page);
    awaitHello(page, {
      hello,
      clock,
      timeoutMs: HANDSHAKE_MS,
      handleHello: (secret, answer) => {
        const admission = admit(secret);
        if (admission === 'accepted') {
          answer();
          return welcome(page);
        }
        logger.warn('a page was refused', { site: name, why: admission });
        page.close(PAGE_CLOSE_CODES[admission], admission);
        clock.after(CLOSE_MS, () => page.terminate());
      },
      handleDone: () => this.#greeted.delete(page),
    });
  }
}
