export * from './signing-key.ts';
export type { WebCryptoKey, WebCryptoKeyPair } from './subtle.ts';
export * from './web-crypto.ts';
