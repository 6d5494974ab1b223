import { Emitter } from '@alongside/base';
import type { Transport } from './transport.ts';

/** Two functions that a host hands to its page; frames wait nowhere, and the pipe lives as long as the page. */
export interface BridgeLike {
  connect(receive: (frame: string) => void): void;
  send(frame: string): void;
}

/** Frames over a host's bridge. Listen before the next turn: what the host has for the page comes then. */
export function bridgeTransport(bridge: BridgeLike): Transport {
  const frames = new Emitter<string>();
  const closed = new Emitter<string>();
  let open = true;
  bridge.connect((frame) => {
    if (open) frames.fire(typeof frame === 'string' ? frame : '');
  });
  return {
    send: (frame) => {
      if (open) bridge.send(frame);
    },
    onFrame: frames.event,
    onClose: closed.event,
    close: (reason) => {
      if (!open) return;
      open = false;
      closed.fire(reason);
    },
    bufferedBytes: 0,
  };
}
