import { type Crypto, fromBase64Url } from '@alongside/base';
import { wordsOf } from './words.ts';

/** 88 bits: nobody finds a second key with the words of a given one, and eight words can be read aloud. */
export const KEY_WORDS = 8;
/** 132 bits, for an organisation's hash, which is compared once and pinned for years. */
const ORGANISATION_WORDS = 12;
/** No two words of the list share their first four letters. */
const TELLING_LETTERS = 4;

/** A browser's key as eight words, for those who compare it by voice. */
export function wordsOfKey(publicKey: string, crypto: Crypto): readonly string[] {
  return wordsOf(bytesOfHex(crypto.sha256(`alongside-key-words/1\n${publicKey}`)), KEY_WORDS);
}

/** The hash that devices pin, as twelve words. */
export function wordsOfOrganisation(hash: string): readonly string[] {
  return wordsOf(fromBase64Url(hash) ?? new Uint8Array(), ORGANISATION_WORDS);
}

/** Whether what somebody typed are these words: in any case and spacing, each by its first four letters at least. */
export function sameWords(typed: string, words: readonly string[]): boolean {
  const given = typed
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  const fits = (word: string, heard: string) => word === heard || (heard.length >= TELLING_LETTERS && word.startsWith(heard));
  return given.length === words.length && words.every((word, at) => fits(word, given[at] ?? ''));
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}
