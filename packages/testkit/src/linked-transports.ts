import { linkedTransports as linked, type Transport } from '@alongside/rpc';

export interface LinkedTransport extends Transport {
  /** Every frame that this end sent, oldest first. */
  readonly sent: readonly string[];
}

/** Two transports joined in memory that keep what they sent; frames arrive in a microtask, in order. */
export function linkedTransports(): [LinkedTransport, LinkedTransport] {
  const [one, other] = linked();
  return [keeping(one), keeping(other)];
}

function keeping(transport: Transport): LinkedTransport {
  const sent: string[] = [];
  let open = true;
  transport.onClose(() => {
    open = false;
  });
  return {
    ...transport,
    sent,
    send(frame) {
      if (open) sent.push(frame);
      transport.send(frame);
    },
  };
}
