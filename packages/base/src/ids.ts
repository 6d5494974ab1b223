/** Cryptographic randomness as a port (WebCrypto's `getRandomValues` fits in Node and browsers). */
export interface RandomSource {
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
}

interface CryptoGlobal {
  crypto: { getRandomValues(array: Uint8Array): Uint8Array };
}

export function systemRandom(): RandomSource {
  return { bytes: (count) => (globalThis as unknown as CryptoGlobal).crypto.getRandomValues(new Uint8Array(count)) };
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648 section 5 without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0;
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    text += BASE64URL.charAt(a >> 2) + BASE64URL.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    if (b !== undefined) text += BASE64URL.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    if (c !== undefined) text += BASE64URL.charAt(c & 63);
  }
  return text;
}

/** Decodes RFC 4648 section 5 without padding; `undefined` where `text` is not that. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const char of text) {
    const value = BASE64URL.indexOf(char);
    if (value < 0) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  // Left-over bits must be zero, so that each byte string has one spelling only.
  return (held & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** A random identifier of `bits` bits (a multiple of 8), base64url. 128 bits cannot be guessed or collide in practice. */
export function randomId(random: RandomSource, bits = 128): string {
  return toBase64Url(random.bytes(bits / 8));
}
