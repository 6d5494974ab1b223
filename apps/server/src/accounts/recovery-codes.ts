import type { Crypto } from '@alongside/base';

/** Crockford's alphabet: no letter that is taken for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 4;
const GROUP = 4;
const CODES = 10;
const HASH = /^[0-9a-f]{64}$/u;

/** Codes of 80 bits, each good once: `7K3M-…`. */
export function newRecoveryCodes(bytes: (count: number) => Uint8Array): string[] {
  return Array.from({ length: CODES }, () => {
    const letters = [...bytes(GROUPS * GROUP)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return letters.replace(/.{4}(?=.)/gu, '$&-');
  });
}

/** How a code is kept and looked up, however it was typed. */
export function recoveryCodeHash(crypto: Crypto, code: string): string {
  const typed = code
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1')
    .replaceAll(/[^0-9A-Z]/gu, '');
  return crypto.sha256(`alongside-recovery/1\n${typed}`);
}

/**
 * For better-auth, which keeps all codes of an account as one text: a list of hashes. What it writes back after one was
 * used are hashes already.
 */
export function hashedRecoveryCodes(crypto: Crypto) {
  return {
    encrypt: async (json: string) =>
      JSON.stringify((JSON.parse(json) as string[]).map((code) => (HASH.test(code) ? code : recoveryCodeHash(crypto, code)))),
    decrypt: async (kept: string) => kept,
  };
}
