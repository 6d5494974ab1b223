import { Emitter } from '@alongside/base';
import type { Transport } from './transport.ts';

/** A page behind a door as a transport: frames of the page come by `receive`, and `end` is its end. */
export interface PageTransport {
  readonly transport: Transport;
  receive(frame: string): void;
  end(reason: string): void;
}

export function pageTransport(send: (frame: string) => void): PageTransport {
  const frames = new Emitter<string>();
  const closed = new Emitter<string>();
  let open = true;
  const end = (reason: string) => {
    if (!open) return;
    open = false;
    closed.fire(reason);
  };
  const transport: Transport = {
    send: (frame) => {
      if (open) send(frame);
    },
    onFrame: frames.event,
    onClose: closed.event,
    close: end,
    bufferedBytes: 0,
  };
  return { transport, receive: (frame) => frames.fire(frame), end };
}
