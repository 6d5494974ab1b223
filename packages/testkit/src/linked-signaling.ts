import { Emitter } from '@alongside/base';
import type { LinkSignaling } from '@alongside/peer';
import type { SignalParams } from '@alongside/protocol';

export interface LinkedSignaling {
  readonly agent: LinkSignaling;
  readonly technician: LinkSignaling;
  /** All signals so far, oldest first, lost ones too. */
  readonly sent: readonly { readonly from: 'agent' | 'technician'; readonly params: SignalParams }[];
  /** While true, the server is away: signals are lost. */
  away: boolean;
}

/** The server's signaling, in memory: each end's signals reach the other in a microtask, in order. */
export function linkedSignaling(): LinkedSignaling {
  const ends = { agent: new Emitter<SignalParams>(), technician: new Emitter<SignalParams>() };
  const sent: { from: 'agent' | 'technician'; params: SignalParams }[] = [];
  const port = (own: 'agent' | 'technician', other: 'agent' | 'technician'): LinkSignaling => ({
    send(params) {
      sent.push({ from: own, params });
      if (!signaling.away) void Promise.resolve().then(() => ends[other].fire(params));
    },
    onSignal: ends[own].event,
  });
  const signaling: LinkedSignaling = {
    agent: port('agent', 'technician'),
    technician: port('technician', 'agent'),
    sent,
    away: false,
  };
  return signaling;
}
