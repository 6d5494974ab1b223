import { Emitter } from '@alongside/base';
import type { Transport } from './transport.ts';

interface End {
  readonly frames: Emitter<string>;
  readonly closed: Emitter<string>;
}

/** Two transports joined in memory, for two sides in one place; frames arrive in a microtask, in order. */
export function linkedTransports(): [Transport, Transport] {
  const makeEnd = (): End => ({ frames: new Emitter(), closed: new Emitter() });
  const ends = [makeEnd(), makeEnd()] as const;
  let open = true;
  const close = (reason: string) => {
    if (!open) return;
    open = false;
    for (const end of ends) end.closed.fire(reason);
  };
  const transport = (own: End, other: End): Transport => ({
    send(frame) {
      if (!open) return;
      void Promise.resolve().then(() => {
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
