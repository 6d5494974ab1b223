/**
 * The part of WebCrypto that is used, so that this package needs neither DOM nor Node types. A `CryptoKey` of either
 * fits `WebCryptoKey`.
 */
export interface WebCryptoKey {
  readonly type: 'private' | 'public' | 'secret';
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: string[];
}

export interface WebCryptoKeyPair {
  readonly privateKey: WebCryptoKey;
  readonly publicKey: WebCryptoKey;
}

interface Ed25519Jwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
}

/** SubtleCrypto, narrowed to Ed25519 (RFC 8032, W3C Secure Curves). */
export interface Subtle {
  importKey(format: 'raw', key: Uint8Array, algorithm: 'Ed25519', extractable: boolean, usages: string[]): Promise<WebCryptoKey>;
  importKey(format: 'jwk', key: Ed25519Jwk, algorithm: 'Ed25519', extractable: boolean, usages: string[]): Promise<WebCryptoKey>;
  exportKey(format: 'raw', key: WebCryptoKey): Promise<ArrayBuffer>;
  sign(algorithm: 'Ed25519', key: WebCryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
  verify(algorithm: 'Ed25519', key: WebCryptoKey, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
}

interface CryptoGlobal {
  readonly crypto?: { readonly subtle?: Subtle };
}

/** The platform's SubtleCrypto; browsers have it on secure pages only (https, or loopback). */
export function subtle(): Subtle {
  const found = (globalThis as unknown as CryptoGlobal).crypto?.subtle;
  if (!found) throw new Error('WebCrypto is missing: open this page over https or on localhost');
  return found;
}
