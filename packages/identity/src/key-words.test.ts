import { webCrypto } from '@alongside/crypto';
import { describe, expect, test } from 'vitest';
import { KEY_WORDS, sameWords, wordsOfKey, wordsOfOrganisation } from './key-words.ts';

const crypto = webCrypto();
/** RFC 8032 section 7.1, test 1. */
const KEY = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';

describe('words of keys', () => {
  test('are eight, always the same, and others for another key', () => {
    const words = wordsOfKey(KEY, crypto);
    expect(words).toHaveLength(KEY_WORDS);
    expect(wordsOfKey(KEY, crypto)).toEqual(words);
    expect(wordsOfKey(`${KEY.slice(0, -1)}p`, crypto)).not.toEqual(words);
  });

  test('are twelve for an organisation', () => {
    expect(wordsOfOrganisation(KEY)).toHaveLength(12);
    expect(() => wordsOfOrganisation('short')).toThrow('12 words need 132 bits');
  });
});

describe('words that were read aloud and typed', () => {
  const words = ['abandon', 'ability', 'able', 'about', 'cat', 'zoo', 'zone', 'zero'];
  test.each([
    ['as they are', 'abandon ability able about cat zoo zone zero'],
    ['in capitals, with commas and lines', 'Abandon, ABILITY\nable - about 5. cat; zoo zone zero '],
    ['by their first four letters', 'aban abil able abou cat zoo zone zero'],
  ])('%s', (_name, typed) => expect(sameWords(typed, words)).toBe(true));
  test.each([
    ['none', ''],
    ['one missing', 'abandon ability able about cat zoo zone'],
    ['one more', 'abandon ability able about cat zoo zone zero zoo'],
    ['in another order', 'ability abandon able about cat zoo zone zero'],
    ['fewer than four letters', 'aba ability able about cat zoo zone zero'],
    ['another word', 'abandon ability able above cat zoo zone zero'],
    ['more than the word', 'abandoned ability able about cat zoo zone zero'],
  ])('not %s', (_name, typed) => expect(sameWords(typed, words)).toBe(false));
});
