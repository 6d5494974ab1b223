import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import { MAX_DEVICES, MAX_DIAGNOSIS_FRAME_BYTES } from '@alongside/protocol';
import type { Transport } from '@alongside/rpc';
import { WebSocketServer } from 'ws';
import type { Arrival, Arrivals } from '../http/arrivals.ts';
import type { Site } from '../http/site.ts';
import { guardedTransport } from './guarded-transport.ts';

type SocketKind = 'device' | 'console' | 'guest';

const PATHS: Readonly<Record<string, SocketKind>> = {
  '/ws/device': 'device',
  '/ws/console': 'console',
  '/ws/guest': 'guest',
};
/** Of one address and kind, before they have proven who they are: a house with a thousand computers has one address. */
const MAX_STRANGERS = 256;
/**
 * Each kind has its own, so that computers that are there, or all come back at once, keep nobody out who is to help
 * them. Of computers a whole fleet, and those whose old connection is not known to be gone yet.
 */
const MAX_SOCKETS: Readonly<Record<SocketKind, number>> = { device: MAX_DEVICES + 2000, console: 1000, guest: 1000 };

interface Options {
  readonly server: Server;
  readonly site: Site;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
  readonly logger: Logger;
  /** At a time. */
  readonly most?: Readonly<Record<SocketKind, number>>;
  /** `proven` is to be called once it is known who that is. */
  readonly accept: (kind: SocketKind, transport: Transport, address: string, proven: () => void) => void;
}

/**
 * Lets WebSockets in. A browser's page of another site is refused by its Origin (cookies are never looked at: they would
 * come along by themselves); console and guest need their own, a device's program has none. Who it is, is proven afterwards.
 */
export function acceptSockets(options: Options): Disposable & { count(): number } {
  const { server, site, arrivals, clock, logger, most = MAX_SOCKETS, accept } = options;
  const take = (maxPayload: number) =>
    new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, maxFragments: 16, maxBufferedChunks: 256 });
  // A device sends reports. What is as large and no report is refused by its own bound, and before the proof all is.
  const takers: Readonly<Record<SocketKind, WebSocketServer>> = {
    device: take(MAX_DIAGNOSIS_FRAME_BYTES),
    console: take(64 * 1024),
    guest: take(64 * 1024),
  };
  const clients = () => Object.values(takers).flatMap((taker) => [...taker.clients]);
  const count = () => Object.values(takers).reduce((sum, taker) => sum + taker.clients.size, 0);
  const strangers = new Map<string, number>();

  const arrivalOf = (request: IncomingMessage): Arrival | undefined => {
    try {
      return arrivals.of(request);
    } catch (error) {
      logger.warn('a socket was refused', { reason: toAppError(error).message });
      return undefined;
    }
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const kind = PATHS[request.url ?? ''];
    const { origin, host } = request.headers;
    const arrival = arrivalOf(request);
    const isOwn = site.isOwnOrigin(origin, host);
    const mayCome = isOwn || (kind === 'device' && origin === undefined);
    if (kind === undefined) return refuse(socket, 404, 'Not Found');
    if (!arrival || !site.isOwnHost(host) || !mayCome) {
      logger.warn('a socket of another site was refused', { kind });
      return refuse(socket, 403, 'Forbidden');
    }
    const { network } = arrival;
    const from = `${kind} ${network}`;
    const isFull = takers[kind].clients.size >= most[kind];
    if (isFull || (strangers.get(from) ?? 0) >= MAX_STRANGERS) return refuse(socket, 429, 'Too Many Requests');
    takers[kind].handleUpgrade(request, socket, head, (webSocket) => {
      strangers.set(from, (strangers.get(from) ?? 0) + 1);
      let isStranger = true;
      const isKnown = () => {
        if (!isStranger) return;
        isStranger = false;
        const left = (strangers.get(from) ?? 1) - 1;
        if (left > 0) strangers.set(from, left);
        else strangers.delete(from);
      };
      webSocket.on('close', isKnown);
      accept(kind, guardedTransport(webSocket, clock), network, isKnown);
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    count,
    dispose() {
      server.off('upgrade', onUpgrade);
      for (const client of clients()) client.close(1001, 'the server stops');
      for (const taker of Object.values(takers)) taker.close();
      // Whoever does not answer the closing at once is not waited for.
      clock.after(500, () => {
        for (const client of clients()) client.terminate();
      });
    },
  };
}

/** Its other half is not waited for: whoever keeps that open would stay, counted by nobody, and a stop would wait for them. */
function refuse(socket: Duplex, status: number, text: string): void {
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
