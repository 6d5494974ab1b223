import { pageTransport } from './page-transport.ts';
import type { Transport } from './transport.ts';

/** The part of MessagePort (and of Electron's) that is used. */
export interface PortLike {
  postMessage(frame: string): void;
  start?(): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

export function messagePortTransport(port: PortLike): Transport {
  const { transport, receive, end } = pageTransport((frame) => port.postMessage(frame));
  port.addEventListener('message', (event) => receive(typeof event.data === 'string' ? event.data : ''));
  port.addEventListener('close', () => end('port closed'));
  port.start?.();
  return {
    ...transport,
    close: (reason) => {
      port.close();
      end(reason);
    },
  };
}
