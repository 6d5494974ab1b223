import { AppError, type Clock } from '@alongside/base';

const OPEN_TIMEOUT_MS = 10_000;

/** An open WebSocket to a path of this page's own server; rejects with `rpc.closed`. */
export function openWebSocket(path: string, clock: Clock): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const url = new URL(path, window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.hash = '';
    const socket = new WebSocket(url);
    const timeout = clock.after(OPEN_TIMEOUT_MS, () => socket.close());
    socket.addEventListener('open', () => {
      timeout.dispose();
      resolve(socket);
    });
    socket.addEventListener('close', () => {
      timeout.dispose();
      reject(new AppError('rpc.closed', 'the server did not open a socket'));
    });
  });
}
