import type { Clock, Disposable } from '@alongside/base';
import { type Transport, webSocketTransport } from '@alongside/rpc';
import type { WebSocket } from 'ws';

/** Between two pings; a peer that misses two of them is gone. */
const PING_EVERY_MS = 20_000;
const MISSES = 2;
/** Not yet taken by the other end: a consumer this slow is dropped before it fills the memory. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** Frames at once, and a second from then on. A burst is the candidates of a new link, or a page that opens. */
const BURST = 200;
const FRAMES_A_SECOND = 50;

/** Frames of a WebSocket whose other end is not trusted: paced, watched for life, dropped when it does not read. */
export function guardedTransport(socket: WebSocket, clock: Clock): Transport {
  const inner = webSocketTransport(socket);
  let allowance = BURST;
  let countedAt = clock.monotonic();
  let unanswered = 0;
  socket.on('pong', () => {
    unanswered = 0;
  });
  const heartbeat = clock.every(PING_EVERY_MS, () => {
    if (unanswered >= MISSES) return socket.terminate();
    unanswered += 1;
    socket.ping();
  });
  inner.onClose(() => heartbeat.dispose());

  const mayPass = (): boolean => {
    const now = clock.monotonic();
    allowance = Math.min(BURST, allowance + ((now - countedAt) / 1000) * FRAMES_A_SECOND);
    countedAt = now;
    if (allowance < 1) return false;
    allowance -= 1;
    return true;
  };

  return {
    send(frame) {
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) return socket.terminate();
      inner.send(frame);
    },
    onFrame: (listener): Disposable =>
      inner.onFrame((frame) => {
        if (socket.readyState !== socket.OPEN) return;
        if (mayPass()) listener(frame);
        else socket.close(1008, 'too many messages');
      }),
    onClose: inner.onClose,
    close: inner.close,
    get bufferedBytes() {
      return inner.bufferedBytes;
    },
  };
}
