import type { Event } from '@alongside/base';
import type { SignalParams } from '@alongside/protocol';

/** The way through the server, on which two ends find each other. Signals may be lost; a link asks again. */
export interface LinkSignaling {
  send(params: SignalParams): void;
  readonly onSignal: Event<SignalParams>;
}
