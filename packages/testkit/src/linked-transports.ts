import { Emitter } from '@alongside/base';
import type { Transport } from '@alongside/rpc';

export interface LinkedTransport extends Transport {
  /** Every frame that this end sent, oldest first. */
  readonly sent: readonly string[];
}

/** Two transports joined in memory; frames arrive in a microtask, in order. */
export function linkedTransports(): [LinkedTransport, LinkedTransport] {
  const ends = [makeEnd(), makeEnd()] as const;
  let open = true;
  const close = (reason: string) => {
    if (!open) return;
    open = false;
    for (const end of ends) end.closed.fire(reason);
  };
  const transport = (own: End, other: End): LinkedTransport => ({
    sent: own.sent,
    send(frame) {
      if (!open) return;
      own.sent.push(frame);
      queueMicrotaskOf(() => {
        if (open) other.frames.fire(frame);
      });
    },
    onFrame: own.frames.event,
    onClose: own.closed.event,
    close,
    bufferedBytes: 0,
  });
  return [transport(ends[0], ends[1]), transport(ends[1], ends[0])];
}

interface End {
  readonly frames: Emitter<string>;
  readonly closed: Emitter<string>;
  readonly sent: string[];
}

function makeEnd(): End {
  return { frames: new Emitter(), closed: new Emitter(), sent: [] };
}

function queueMicrotaskOf(callback: () => void): void {
  void Promise.resolve().then(callback);
}
