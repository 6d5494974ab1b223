import { AppError, fromBase64Url, type SigningKey, systemRandom, toBase64Url, utf8 } from '@alongside/base';
import { ed25519 } from '@noble/curves/ed25519.js';
import { CompactSign } from 'jose';
import { subtle, type WebCryptoKey, type WebCryptoKeyPair } from './subtle.ts';

const SEED_BYTES = 32;

/** A fresh Ed25519 key; `exportPrivate` gives its seed (RFC 8032 section 5.1.5), base64url, for a secret store. */
export async function generateSigningKey(): Promise<{ readonly key: SigningKey; exportPrivate(): string }> {
  const seed = toBase64Url(systemRandom().bytes(SEED_BYTES));
  return { key: await importSigningKey(seed), exportPrivate: () => seed };
}

/** The key of a seed that `exportPrivate` gave. Throws `request.invalid` where it is none. */
export async function importSigningKey(privateSeed: string): Promise<SigningKey> {
  const seed = fromBase64Url(privateSeed);
  if (seed?.length !== SEED_BYTES) throw new AppError('request.invalid', 'a private key is 32 bytes in base64url');
  const publicKey = toBase64Url(ed25519.getPublicKey(seed));
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: privateSeed, x: publicKey } as const;
  const privateKey = await subtle().importKey('jwk', jwk, 'Ed25519', false, ['sign']);
  return new WebCryptoSigningKey(publicKey, privateKey);
}

/**
 * A browser's own Ed25519 pair, whose private half need not be extractable (`generateKey('Ed25519', false, ['sign',
 * 'verify'])`). Throws `request.invalid` for a pair of another algorithm.
 */
export async function signingKeyOf(pair: WebCryptoKeyPair): Promise<SigningKey> {
  const { privateKey, publicKey } = pair;
  if (privateKey.algorithm.name !== 'Ed25519' || privateKey.type !== 'private' || publicKey.type !== 'public') {
    throw new AppError('request.invalid', 'the key pair is not Ed25519');
  }
  const raw = new Uint8Array(await subtle().exportKey('raw', publicKey));
  return new WebCryptoSigningKey(toBase64Url(raw), privateKey);
}

class WebCryptoSigningKey implements SigningKey {
  readonly publicKey: string;
  readonly #privateKey: WebCryptoKey;

  constructor(publicKey: string, privateKey: WebCryptoKey) {
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  async sign(bytes: Uint8Array): Promise<string> {
    return toBase64Url(new Uint8Array(await subtle().sign('Ed25519', this.#privateKey, bytes)));
  }

  signJws(payload: string): Promise<string> {
    return new CompactSign(utf8(payload)).setProtectedHeader({ alg: 'EdDSA' }).sign(this.#privateKey);
  }
}
