import { Emitter } from '@alongside/base';
import type { Transport } from './transport.ts';

/** What browsers' WebSocket and the `ws` package's have in common. */
export interface SocketLike {
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

const OPEN = 1;

/** Frames over an open WebSocket. Binary frames, which nobody sends, arrive as the empty (malformed) frame. */
export function webSocketTransport(socket: SocketLike): Transport {
  const frames = new Emitter<string>();
  const closed = new Emitter<string>();
  socket.addEventListener('message', (event) => frames.fire(typeof event.data === 'string' ? event.data : ''));
  socket.addEventListener('close', (event) => closed.fire(event.reason || `closed (${event.code})`));
  // 'close' follows each 'error'; without a listener the ws package would throw.
  socket.addEventListener('error', () => undefined);
  return {
    send: (frame) => {
      if (socket.readyState === OPEN) socket.send(frame);
    },
    onFrame: frames.event,
    onClose: closed.event,
    close: (reason) => socket.close(1000, reason.slice(0, 100)),
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
  };
}
