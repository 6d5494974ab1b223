import { createPrivateKey, createPublicKey, sign as signNow, verify as verifyNow } from 'node:crypto';
import { type Crypto, fromBase64Url, type SigningKey, toBase64Url } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';

/** `{"alg":"EdDSA"}` */
const HEADER = 'eyJhbGciOiJFZERTQSJ9';
/** What stands before a seed in PKCS #8 (RFC 8410, section 7). */
const PRIVATE_KEY = Buffer.from('302e020100300506032b657004220420', 'hex');
const utf8 = (text: string) => new TextEncoder().encode(text);

/**
 * Real Ed25519, but computed at once, so that its promises are settled by the fake clock's turns. Web Crypto
 * works on another thread, which a fake clock cannot wait for.
 */
export function promptCrypto(): Crypto {
  const real = webCrypto();
  const verify = (publicKey: string, signature: string, bytes: Uint8Array) => {
    const raw = fromBase64Url(signature);
    if (fromBase64Url(publicKey)?.length !== 32 || raw?.length !== 64) return false;
    try {
      const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } });
      return verifyNow(null, bytes, key, raw);
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
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY, seed]), format: 'der', type: 'pkcs8' });
  const sign = (bytes: Uint8Array) => toBase64Url(signNow(null, bytes, key));
  return {
    publicKey: createPublicKey(key).export({ format: 'jwk' }).x ?? '',
    sign: async (bytes) => sign(bytes),
    async signJws(payload) {
      const input = `${HEADER}.${toBase64Url(utf8(payload))}`;
      return `${input}.${sign(utf8(input))}`;
    },
  };
}
