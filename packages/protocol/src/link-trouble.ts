import { z } from 'zod';
import { line } from './common.ts';

/** RTCIceConnectionState (W3C WebRTC 1.0, 5.6.3). */
export const iceState = z.enum(['new', 'checking', 'connected', 'completed', 'disconnected', 'failed', 'closed']);
export type IceState = z.infer<typeof iceState>;

/** The way that the bytes take: from one computer to the other, or through a relay that cannot read them. */
export const pathKind = z.enum(['direct', 'relay']);
export type PathKind = z.infer<typeof pathKind>;

/** How a WebRTC connection comes along, beside its signals: what a relay answered, how ICE stands, which way it found. */
export const peerProgress = z.discriminatedUnion('type', [
  /** RTCPeerConnectionIceErrorEvent: STUN's codes (401 wrong credential, 701 no answer at all). */
  z.strictObject({ type: z.literal('ice-error'), url: line(300), code: z.int().min(0).max(999), text: line(120) }),
  z.strictObject({ type: z.literal('ice-state'), state: iceState }),
  z.strictObject({ type: z.literal('path'), path: pathKind }),
]);
export type PeerProgress = z.infer<typeof peerProgress>;

const count = z.int().min(0).max(10_000);

/** The addresses that one end told the other, by what they are (RFC 8445, 5.1.1). */
export const candidateTally = z.strictObject({
  total: count,
  /** An address of a network interface. */
  host: count,
  /** A one-time name instead of an address (mDNS): of use within one network only. */
  named: count,
  /** As a STUN server saw it. */
  reflexive: count,
  /** On a relay. */
  relayed: count,
  v4: count,
  v6: count,
});
export type CandidateTally = z.infer<typeof candidateTally>;

const side = z.enum(['own', 'other']);
const family = z.enum(['v4', 'v6']);
/** What was tried, for the line below the advice. `relays` is how many relay addresses this end was given. */
const tried = z.strictObject({
  own: candidateTally,
  other: candidateTally,
  relays: count,
  durationMs: z.int().min(0).max(600_000),
});

/** Why two computers did not reach each other, as one of them sees it. The pages have the words. */
export const linkTrouble = z.discriminatedUnion('code', [
  /** Nothing came back through the server: the other side is not there, or its own network is gone. */
  z.strictObject({ code: z.literal('net.no-answer'), tried }),
  z.strictObject({ code: z.literal('net.no-candidates'), side, tried }),
  /** A relay said no: the shared secret or the clock of server and relay do not fit. */
  z.strictObject({ code: z.literal('net.relay-refused'), relay: line(300), status: z.int().min(0).max(999), tried }),
  /** A relay did not answer this end, or (as far as this end can tell) the other. */
  z.strictObject({ code: z.literal('net.relay-unreachable'), side, relay: line(300).nullable(), tried }),
  z.strictObject({ code: z.literal('net.names-only'), side, tried }),
  z.strictObject({ code: z.literal('net.no-common-family'), own: family, tried }),
  /** Both have relay addresses, and not even those reach each other: the relay's own ports are closed. */
  z.strictObject({ code: z.literal('net.relay-blocked'), tried }),
  /** There is no relay, and UDP between the two is blocked somewhere. */
  z.strictObject({ code: z.literal('net.direct-blocked'), tried }),
  /** A way was found, but what was sent on it did not come up to an encrypted connection. */
  z.strictObject({ code: z.literal('net.stalled'), tried }),
]);
export type LinkTrouble = z.infer<typeof linkTrouble>;

/** Why an agent does not reach its server. Dates of certificates are told apart: a clock that is off looks the same. */
export const serverTrouble = z.enum([
  'name',
  'refused',
  'timeout',
  'unreachable',
  'certificate-early',
  'certificate-expired',
  'certificate-name',
  'certificate-untrusted',
  'proxy',
  'no-tls',
  'other',
]);
export type ServerTrouble = z.infer<typeof serverTrouble>;
