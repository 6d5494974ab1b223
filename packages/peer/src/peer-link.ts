import type { Disposable, Event } from '@alongside/base';
import type { IceServer, PeerProgress, Signal } from '@alongside/protocol';

/** How one WebRTC connection stands. `closed` is the last state; a lost link is a new PeerLink under the next epoch. */
export type PeerState =
  | { readonly state: 'connecting' }
  /** Certificates' SHA-256 fingerprints (`AB:CD:…`), as the DTLS handshake really negotiated them, not as SDP claims. */
  | { readonly state: 'connected'; readonly local: string; readonly remote: string }
  | { readonly state: 'closed'; readonly reason: string; readonly localCandidates: number; readonly remoteCandidates: number };

/** One WebRTC connection with one ordered, reliable data channel. Adapters: simple-peer in a page, wrtc in Node, memory in tests. */
export interface PeerLink extends Disposable {
  readonly onSignal: Event<Signal>;
  readonly onState: Event<PeerState>;
  readonly onFrame: Event<string>;
  readonly onProgress: Event<PeerProgress>;
  /** Hands over a signal of the other side; one that does not fit is dropped. */
  signal(signal: Signal): void;
  /** Nothing happens where it is not connected. */
  send(frame: string): void;
  readonly bufferedBytes: number;
  /** The other end has proven its key. Where a picture goes over this connection, none does before. */
  handleProven?(): void;
}

/** Opens one connection per epoch; nothing fires before `open` has returned. */
export interface PeerLinkFactory {
  open(options: { readonly epoch: number; readonly initiator: boolean; readonly iceServers: readonly IceServer[] }): PeerLink;
}
