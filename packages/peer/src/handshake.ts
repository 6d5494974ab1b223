import { AppError, type Crypto, type RandomSource, randomId, type SigningKey } from '@alongside/base';
import { fingerprint, id, nonce, PROTOCOL_VERSION, publicKey, signature } from '@alongside/protocol';
import { z } from 'zod';
import { type LinkRole, otherRole } from './link-role.ts';
import { type Transcript, type TranscriptSide, transcriptBytes, transcriptHash } from './transcript.ts';

const versionNumber = z.int().min(0).max(9999);
/** Read first and alone: another major may have another hello. */
const versionOnly = z.object({ version: z.object({ major: versionNumber, minor: versionNumber }) });
/** Not strict: a newer minor may say more. What is not signed below is not used either. */
const hello = z.object({
  role: z.enum(['agent', 'technician']),
  sessionId: id,
  requestId: id,
  epoch: z.int().min(0).max(100_000),
  nonce,
  identity: publicKey,
});

const MAX_HELLO_LENGTH = 4096;

export interface HandshakeOptions {
  readonly role: LinkRole;
  readonly sessionId: string;
  readonly requestId: string;
  readonly epoch: number;
  readonly identity: SigningKey;
  /** The only key that the other end may have. */
  readonly peerKey: string;
  /** Fingerprints of the certificates that the DTLS handshake really used. */
  readonly fingerprints: { readonly local: string; readonly remote: string };
  readonly crypto: Crypto;
  readonly random: RandomSource;
  readonly send: (frame: string) => void;
  /** Told the hash of what this end signs, before it does. */
  readonly onTranscript?: (hash: string) => void;
}

/**
 * The proof of who is at the other end, inside the channel, before anything else passes:
 *
 *   ─── h{version, role, sessionId, requestId, epoch, nonce, identity} ──▶   both at once
 *   ─── p<signature over the transcript> ─────────────────────────────▶     each after the other's hello
 *
 * A man in the middle has two DTLS connections and so two other certificates: the transcripts differ and neither
 * signature fits. There is no way on without it.
 */
export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #own: TranscriptSide;
  #transcript: Transcript | undefined;
  #signed: Promise<void> = Promise.resolve();
  #proofSeen = false;

  constructor(options: HandshakeOptions) {
    this.#options = options;
    this.#own = {
      version: `${PROTOCOL_VERSION.major}.${PROTOCOL_VERSION.minor}`,
      nonce: randomId(options.random, 256),
      identity: options.identity.publicKey,
      fingerprint: options.fingerprints.local,
    };
  }

  /** Sends the hello. Throws `link.transcript` where the connection's certificates are not known. */
  start(): void {
    const { role, sessionId, requestId, epoch, fingerprints } = this.#options;
    if (!fingerprint.safeParse(fingerprints.local).success || !fingerprint.safeParse(fingerprints.remote).success) {
      throw refused('the certificates of the connection are not known');
    }
    const { nonce, identity } = this.#own;
    this.#options.send(`h${JSON.stringify({ version: PROTOCOL_VERSION, role, sessionId, requestId, epoch, nonce, identity })}`);
  }

  /**
   * Takes the other end's next frame. Resolves with true when that end is proven and our proof was sent, with false
   * when more must come. Rejects with `link.version` or `link.transcript`: the link is burnt.
   */
  async handleFrame(frame: string): Promise<boolean> {
    if (this.#transcript === undefined) {
      this.#transcript = this.#readHello(frame);
      this.#options.onTranscript?.(transcriptHash(this.#options.crypto, this.#transcript));
      this.#signed = this.#sign(this.#transcript);
      await this.#signed;
      return false;
    }
    const transcript = this.#transcript;
    if (this.#proofSeen || frame[0] !== 'p') throw refused('something came in place of the proof');
    this.#proofSeen = true;
    const proof = signature.safeParse(frame.slice(1));
    if (!proof.success) throw refused('the proof is no signature');
    const bytes = transcriptBytes(transcript, otherRole(this.#options.role));
    if (!(await this.#options.crypto.verify(this.#options.peerKey, proof.data, bytes))) {
      throw refused('the proof does not fit this connection');
    }
    await this.#signed;
    return true;
  }

  #readHello(frame: string): Transcript {
    const { role, sessionId, requestId, epoch, peerKey, fingerprints } = this.#options;
    const value = frame[0] === 'h' && frame.length <= MAX_HELLO_LENGTH ? readJson(frame.slice(1)) : undefined;
    const version = versionOnly.safeParse(value).data?.version;
    if (version === undefined) throw refused('the first message is no hello');
    if (version.major !== PROTOCOL_VERSION.major) {
      throw new AppError('link.version', 'the other side has another version of Alongside', {
        context: { ours: PROTOCOL_VERSION.major, theirs: version.major },
      });
    }
    const read = hello.safeParse(value).data;
    if (read === undefined) throw refused('the hello is not what was agreed');
    if (read.role !== otherRole(role)) throw refused('the other side claims our role');
    if (read.sessionId !== sessionId || read.requestId !== requestId || read.epoch !== epoch) {
      throw refused('the hello is of another session');
    }
    if (read.identity !== peerKey) throw refused('the other side has another key than was expected');
    if (read.nonce === this.#own.nonce) throw refused('the hello is our own');
    const other: TranscriptSide = {
      version: `${version.major}.${version.minor}`,
      nonce: read.nonce,
      identity: read.identity,
      fingerprint: fingerprints.remote,
    };
    return role === 'agent'
      ? { sessionId, requestId, epoch, agent: this.#own, technician: other }
      : { sessionId, requestId, epoch, agent: other, technician: this.#own };
  }

  async #sign(transcript: Transcript): Promise<void> {
    const proof = await this.#options.identity.sign(transcriptBytes(transcript, this.#options.role));
    this.#options.send(`p${proof}`);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON is no hello: the caller refuses it.
  }
}

function refused(message: string): AppError {
  return new AppError('link.transcript', message);
}
