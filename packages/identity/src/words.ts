import { AppError } from '@alongside/base';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** Each of the 2048 words of BIP-39's English list stands for 11 bits; the first four letters tell any two apart. */
const BITS = 11;

/** The first `count` × 11 bits as words. Throws `request.invalid` where there are fewer. */
export function wordsOf(bytes: Uint8Array, count: number): readonly string[] {
  if (bytes.length * 8 < count * BITS) throw new AppError('request.invalid', `${count} words need ${count * BITS} bits`);
  return Array.from({ length: count }, (_, word) => {
    let index = 0;
    for (let bit = word * BITS; bit < (word + 1) * BITS; bit += 1) {
      index = index * 2 + (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    }
    return wordlist[index] ?? '';
  });
}

/** A key's 32 bytes as 24 words with a checksum (BIP-39), to be written down. */
export function backupWords(seed: Uint8Array): readonly string[] {
  if (seed.length !== 32) throw new AppError('request.invalid', 'backup words are made of 32 bytes');
  return entropyToMnemonic(seed, wordlist).split(' ');
}

export type BackupWords =
  | { readonly seed: Uint8Array }
  | { readonly problem: 'count' | 'checksum' }
  | { readonly unknown: string };

/** The bytes of 24 backup words, in any case and spacing; what is wrong with them otherwise. */
export function seedOfWords(text: string): BackupWords {
  const words = text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  const unknown = words.find((word) => !wordlist.includes(word));
  if (unknown !== undefined) return { unknown };
  if (words.length !== 24) return { problem: 'count' };
  try {
    return { seed: mnemonicToEntropy(words.join(' '), wordlist) };
  } catch {
    return { problem: 'checksum' };
  }
}
