import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** What a viewer sends in one message: events, and what was copied on its side. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** Towards a viewer that reads slowly; beyond it the screen's side is no longer read. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const LOOK_AGAIN_MS = 20;
const MAX_VIEWERS = 8;
/** The secret is the first message, and comes at once. */
const SECRET_MS = 5_000;

export interface VncBridge {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Joins viewers that know the secret to the Unix socket of a screen: bytes in order, bounded in both directions. */
export function vncBridge(socketPath: string, isSecret: (secret: string) => boolean): VncBridge {
  const viewers = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  return {
    accept(request, socket, head) {
      socket.on('error', () => socket.destroy());
      if (viewers.clients.size >= MAX_VIEWERS) {
        socket.end('HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      viewers.handleUpgrade(request, socket, head, (viewer) => admit(viewer, socketPath, isSecret));
    },
    close() {
      for (const viewer of viewers.clients) viewer.terminate();
      viewers.close();
    },
  };
}

function admit(viewer: WebSocket, socketPath: string, isSecret: (secret: string) => boolean): void {
  // What breaks on the way is told by `close`, which always follows.
  viewer.on('error', () => undefined);
  const late = setTimeout(() => viewer.close(4401, 'no secret'), SECRET_MS);
  viewer.once('close', () => clearTimeout(late));
  viewer.once('message', (data, isBinary) => {
    clearTimeout(late);
    if (isBinary || !isSecret(data.toString())) return viewer.close(4401, 'another secret');
    join(viewer, socketPath);
  });
}

function join(viewer: WebSocket, socketPath: string): void {
  const screen = createConnection(socketPath);
  let looking: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(looking);
    screen.destroy();
    viewer.close(1000);
  };
  const lookAgain = () => {
    if (viewer.bufferedAmount < MAX_WAITING_BYTES) screen.resume();
    else looking = setTimeout(lookAgain, LOOK_AGAIN_MS);
  };
  // The page listens for bytes only from here on.
  screen.once('connect', () => viewer.send('ready'));
  screen.on('data', (data) => {
    viewer.send(data, { binary: true });
    if (viewer.bufferedAmount < MAX_WAITING_BYTES) return;
    screen.pause();
    lookAgain();
  });
  screen.on('drain', () => viewer.resume());
  screen.on('error', end);
  screen.on('close', end);
  viewer.on('close', end);
  viewer.on('message', (data, isBinary) => {
    if (!isBinary) return end();
    if (
      !screen.write(Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map((part) => Buffer.from(part as ArrayBuffer))))
    )
      viewer.pause();
  });
}

/** Compares without telling by its time how much was right. */
export function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
