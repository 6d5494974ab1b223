import { type Crypto, fromBase64Url, type SigningKey, toBase64Url } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { ed25519 } from '@noble/curves/ed25519.js';

/** `{"alg":"EdDSA"}` */
const HEADER = 'eyJhbGciOiJFZERTQSJ9';
const utf8 = (text: string) => new TextEncoder().encode(text);

/**
 * Real Ed25519, but computed at once, so that its promises are settled by the fake clock's turns. The platform's own
 * works on another thread, which a fake clock cannot wait for.
 */
export function promptCrypto(): Crypto {
  const real = webCrypto();
  const verify = (publicKey: string, signature: string, bytes: Uint8Array) => {
    const key = fromBase64Url(publicKey);
    const raw = fromBase64Url(signature);
    if (key?.length !== 32 || raw?.length !== 64) return false;
    try {
      return ed25519.verify(raw, bytes, key);
    } catch {
      return false; // Not a point of the curve.
    }
  };
  return {
    createHash: () => real.createHash(),
    sha256: (data) => real.sha256(data),
    verify: async (publicKey, signature, bytes) => verify(publicKey, signature, bytes),
    async verifyJws(publicKey, jws) {
      const [header, payload, signature, ...more] = jws.split('.');
      if (header !== HEADER || payload === undefined || signature === undefined || more.length > 0) return undefined;
      const bytes = fromBase64Url(payload);
      if (!bytes || !verify(publicKey, signature, utf8(`${header}.${payload}`))) return undefined;
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    },
  };
}

/** The same key for the same name, in every run. */
export function promptSigningKey(name: string): SigningKey {
  const seed = new Uint8Array(32);
  seed.set(utf8(name).slice(0, 32));
  const sign = (bytes: Uint8Array) => toBase64Url(ed25519.sign(bytes, seed));
  return {
    publicKey: toBase64Url(ed25519.getPublicKey(seed)),
    sign: async (bytes) => sign(bytes),
    async signJws(payload) {
      const input = `${HEADER}.${toBase64Url(utf8(payload))}`;
      return `${input}.${sign(utf8(input))}`;
    },
  };
}
