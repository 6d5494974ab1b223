import type { Event } from '@alongside/base';
import type { Signal, SignalParams } from '@alongside/protocol';

/** The way through the server, on which two ends find each other. Signals may be lost; a link asks again. */
export interface LinkSignaling {
  send(params: SignalParams): void;
  readonly onSignal: Event<SignalParams>;
}

/** How many candidates a signal carries: one of its own, or those that stand in an SDP. */
export function countCandidates(signal: Signal): number {
  if (signal.type === 'candidate') return signal.candidate === '' ? 0 : 1;
  return signal.type === 'rebuild' ? 0 : (signal.sdp.match(/^a=candidate:/gmu) ?? []).length;
}
