import type { Crypto } from '@alongside/base';
import type { LinkRole } from './link-role.ts';

/** What both ends sign about one epoch's connection (DESIGN 3.6). */
export interface Transcript {
  readonly sessionId: string;
  readonly requestId: string;
  readonly epoch: number;
  readonly agent: TranscriptSide;
  readonly technician: TranscriptSide;
}

export interface TranscriptSide {
  /** `major.minor` */
  readonly version: string;
  /** 256 random bits, base64url. */
  readonly nonce: string;
  /** Raw Ed25519 public key, base64url. */
  readonly identity: string;
  /** SHA-256 of the certificate that DTLS really negotiated, `AB:CD:…`. */
  readonly fingerprint: string;
}

/**
 * The bytes that `signer` signs: one fact a line, in this order, so that there is one spelling only. No value holds a
 * line feed (each is checked by schema before). The signer's role is among them, so that a signature cannot be sent back
 * to the one who made it.
 */
export function transcriptBytes(transcript: Transcript, signer: LinkRole): Uint8Array {
  return ascii(['alongside-transcript/1', `signer ${signer}`, ...factLines(transcript)].join('\n'));
}

/** SHA-256 of what both ends signed, the same on both sides: for what is compared outside of the link. */
export function transcriptHash(crypto: Crypto, transcript: Transcript): string {
  return crypto.sha256(ascii(['alongside-transcript-hash/1', ...factLines(transcript)].join('\n')));
}

function factLines(transcript: Transcript): string[] {
  return [
    `session ${transcript.sessionId}`,
    `request ${transcript.requestId}`,
    `epoch ${transcript.epoch}`,
    ...sideLines('agent', transcript.agent),
    ...sideLines('technician', transcript.technician),
  ];
}

function sideLines(role: LinkRole, side: TranscriptSide): string[] {
  return [
    `${role} version ${side.version}`,
    `${role} nonce ${side.nonce}`,
    `${role} identity ${side.identity}`,
    `${role} fingerprint ${side.fingerprint}`,
  ];
}

/** All of it is ASCII; TextEncoder is a platform's, which this file does without. */
function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
