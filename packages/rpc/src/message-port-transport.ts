import { Emitter } from '@alongside/base';
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
  const frames = new Emitter<string>();
  const closed = new Emitter<string>();
  let open = true;
  const end = (reason: string) => {
    if (!open) return;
    open = false;
    closed.fire(reason);
  };
  port.addEventListener('message', (event) => frames.fire(typeof event.data === 'string' ? event.data : ''));
  port.addEventListener('close', () => end('port closed'));
  port.start?.();
  return {
    send: (frame) => {
      if (open) port.postMessage(frame);
    },
    onFrame: frames.event,
    onClose: closed.event,
    close: (reason) => {
      port.close();
      end(reason);
    },
    bufferedBytes: 0,
  };
}
