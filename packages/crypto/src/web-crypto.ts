import { type Crypto, fromBase64Url, fromUtf8, type IncrementalHash, toHex, utf8 } from '@alongside/base';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { compactVerify } from 'jose';
import { subtle, type WebCryptoKey } from './subtle.ts';

/** Base64url of `{"alg":"EdDSA"}`, the only protected header that is accepted: no `crit`, `b64`, `jwk` or other algorithm. */
const HEADER = 'eyJhbGciOiJFZERTQSJ9';
/** Of a whole compact JWS, in characters. What we sign are heads and transcripts, far below this. */
const MAX_JWS = 16 * 1024;
/** A session has two keys and a server sees many; the oldest are forgotten. */
const KEPT_KEYS = 64;

/** The ports of cryptography, the same in Node 24 and browsers. */
export function webCrypto(): Crypto {
  const keys = new PublicKeys();
  return {
    createHash: () => new Sha256(),
    sha256: (data) => toHex(sha256(bytesOf(data))),
    async verify(publicKey, signature, bytes) {
      try {
        const key = await keys.import(publicKey);
        const raw = fromBase64Url(signature);
        if (!key || raw?.length !== 64) return false;
        return await subtle().verify('Ed25519', key, raw, bytes);
      } catch {
        // Whatever the platform dislikes about it, it is not a valid signature.
        return false;
      }
    },
    async verifyJws(publicKey, jws) {
      try {
        const key = await keys.import(publicKey);
        if (!key || !isStrict(jws)) return undefined;
        const { payload } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
        return fromUtf8(payload);
      } catch {
        // jose throws for each way in which a JWS can be wrong; to callers they are all the same.
        return undefined;
      }
    },
  };
}

class Sha256 implements IncrementalHash {
  readonly #hash = sha256.create();

  update(data: string | Uint8Array): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): string {
    return toHex(this.#hash.clone().digest());
  }
}

class PublicKeys {
  readonly #known = new Map<string, WebCryptoKey>();

  /** Undefined for what is not a key that can prove anything. */
  async import(publicKey: string): Promise<WebCryptoKey | undefined> {
    const known = this.#known.get(publicKey);
    if (known) return known;
    const raw = fromBase64Url(publicKey);
    if (raw?.length !== 32 || !isSound(raw)) return undefined;
    const key = await subtle().importKey('raw', raw, 'Ed25519', true, ['verify']);
    const oldest = this.#known.keys().next();
    if (this.#known.size >= KEPT_KEYS && !oldest.done) this.#known.delete(oldest.value);
    this.#known.set(publicKey, key);
    return key;
  }
}

/**
 * Platforms differ in what they let through (OpenSSL takes points of small order, under which one signature fits every
 * message), so the point itself is checked: canonical and of the prime-order subgroup.
 */
function isSound(raw: Uint8Array): boolean {
  const point = ed25519.Point.fromBytes(raw);
  return !point.isSmallOrder() && point.isTorsionFree();
}

/** One spelling only for each JWS: our header, three parts, base64url without left-over bits. */
function isStrict(jws: string): boolean {
  if (jws.length > MAX_JWS) return false;
  const [header, payload, signature, ...more] = jws.split('.');
  if (header !== HEADER || payload === undefined || signature === undefined || more.length > 0) return false;
  return fromBase64Url(payload) !== undefined && fromBase64Url(signature)?.length === 64;
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? utf8(data) : data;
}
