/**
 * Cryptography as ports, so that rules stay pure; packages/crypto has the adapter over WebCrypto, the same in Node 24
 * and browsers. Keys are Ed25519; public keys are raw, base64url.
 */
export interface SigningKey {
  readonly publicKey: string;
  /** A raw signature, base64url. */
  sign(bytes: Uint8Array): Promise<string>;
  /** JWS compact serialization (RFC 7515, alg EdDSA as RFC 8037) over the payload's UTF-8 bytes. */
  signJws(payload: string): Promise<string>;
}

/** A SHA-256 over data that comes in parts. */
export interface IncrementalHash {
  update(data: string | Uint8Array): void;
  /** The digest of all data so far, lower-case hex; more may follow. */
  digest(): string;
}

export interface Crypto {
  createHash(): IncrementalHash;
  /** SHA-256 of UTF-8 text or bytes, lower-case hex. */
  sha256(data: string | Uint8Array): string;
  /** False for anything that is not a valid signature; never throws. */
  verify(publicKey: string, signature: string, bytes: Uint8Array): Promise<boolean>;
  /** The payload where the JWS is EdDSA and valid for that key; undefined otherwise. Never throws. */
  verifyJws(publicKey: string, jws: string): Promise<string | undefined>;
}
